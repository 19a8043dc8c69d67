package dev.bulwark.sandbox.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Problem;
import dev.bulwark.sandbox.ScriptedChild;
import dev.bulwark.sandbox.pipe.Answer;
import dev.bulwark.sandbox.pipe.PipeLimits;
import dev.bulwark.sandbox.process.Child;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final RestartPolicy QUICKLY =
            new RestartPolicy(Duration.ofMillis(5), Duration.ofMillis(20), LONG, 3);
    private static final Problem STALE = new Problem("GATE", "the evidence is stale", "run it");

    @TempDir Path folders;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
    private final BlockingQueue<ChildState> states = new LinkedBlockingQueue<>();
    private volatile Optional<Problem> gate = Optional.empty();
    private volatile String argument = "live";
    private Supervisor supervisor;

    /** Launches the scripted child unless the gate says no. */
    private final class Scripted implements Starter {
        @Override
        public Start start() throws InterruptedException {
            if (gate.isPresent()) {
                return new Start.Denied(gate.get());
            }
            return new Start.Started(
                    Child.launch(
                            ScriptedChild.program(argument), folders, PipeLimits.DEFAULT, watch));
        }

        @Override
        public Optional<Problem> review() {
            return gate;
        }
    }

    @BeforeEach
    void supervise() {
        supervisor =
                Supervisor.start(
                        new Scripted(),
                        QUICKLY,
                        Duration.ofMillis(50),
                        InstantSource.system(),
                        states::add);
    }

    @AfterEach
    void stop() {
        supervisor.close();
        watch.shutdownNow();
    }

    @Test
    void startsAChildAgainThatDied() throws InterruptedException {
        Child first = ready();

        supervisor.call(ScriptedChild.EXIT, new byte[] {1}, LONG);

        assertThat(next(ChildState.Pausing.class).why()).contains("exit status 1");
        assertThat(ready().pid()).isNotEqualTo(first.pid());
    }

    @Test
    void quarantinesAChildThatKeepsDyingQuickly() throws InterruptedException {
        for (int death = 0; death < 3; death++) {
            ready();
            supervisor.call(ScriptedChild.EXIT, new byte[] {1}, LONG);
        }

        assertThat(next(ChildState.Quarantined.class).why()).contains("3 quick deaths");
        assertThat(states.poll(200, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void quarantinesAChildThatDoesNotStart() throws InterruptedException {
        ready();
        argument = "die";
        supervisor.call(ScriptedChild.EXIT, new byte[] {1}, LONG);

        assertThat(next(ChildState.Quarantined.class).why()).contains("exit status 9");
    }

    @Test
    void stopsTheChildWhenAReviewForbidsItAndStartsItWhenAllowedAgain()
            throws InterruptedException {
        Child child = ready();

        gate = Optional.of(STALE);

        assertThat(next(ChildState.Denied.class).problem()).isEqualTo(STALE);
        assertThat(child.exit().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join())
                .isNotNull();
        Answer refused =
                supervisor.call(ScriptedChild.ECHO, new byte[0], LONG).toCompletableFuture().join();
        assertThat(refused).isInstanceOf(Answer.Gone.class);

        gate = Optional.empty();
        assertThat(ready().pid()).isNotEqualTo(child.pid());
    }

    @Test
    void leavesNoChildBehindWhenStopped() throws InterruptedException {
        Child child = ready();

        supervisor.close();

        child.exit().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(ProcessHandle.of(child.pid()).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(supervisor.state()).isInstanceOf(ChildState.Stopped.class);
    }

    @Test
    void pausesGrowToTheLongest() {
        assertThat(RestartPolicy.DEFAULT.pause(1)).isEqualTo(Duration.ofMillis(250));
        assertThat(RestartPolicy.DEFAULT.pause(3)).isEqualTo(Duration.ofSeconds(1));
        assertThat(RestartPolicy.DEFAULT.pause(1_000)).isEqualTo(Duration.ofSeconds(30));
    }

    private Child ready() throws InterruptedException {
        return next(ChildState.Ready.class).child();
    }

    /** The next state of this kind; those before it are dropped. */
    private <S extends ChildState> S next(Class<S> kind) throws InterruptedException {
        while (true) {
            ChildState state = states.poll(20, TimeUnit.SECONDS);
            assertThat(state).as("a state within 20 s").isNotNull();
            if (kind.isInstance(state)) {
                return kind.cast(state);
            }
        }
    }
}
