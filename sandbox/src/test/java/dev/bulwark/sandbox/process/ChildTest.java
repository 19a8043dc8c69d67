package dev.bulwark.sandbox.process;

import static dev.bulwark.sandbox.ScriptedChild.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.sandbox.ScriptedChild;
import dev.bulwark.sandbox.pipe.Answer;
import dev.bulwark.sandbox.pipe.PipeLimits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final byte[] PING = "ping".getBytes(StandardCharsets.UTF_8);

    @TempDir Path folders;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
    private Child child;

    @BeforeEach
    void launch() throws InterruptedException {
        child = Child.launch(ScriptedChild.program(), folders, PipeLimits.DEFAULT, watch);
    }

    @AfterEach
    void end() {
        child.close();
        exit();
        watch.shutdownNow();
    }

    @Test
    void answersACall() {
        assertThat(call(ScriptedChild.ECHO, PING, LONG)).isEqualTo(reply("ping"));
    }

    @Test
    void answersManyCallsEachWithItsOwn() {
        List<CompletionStage<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            answers.add(
                    child.pipe()
                            .call(
                                    ScriptedChild.ECHO,
                                    ("call " + i).getBytes(StandardCharsets.UTF_8),
                                    LONG));
        }

        for (int i = 0; i < 1_000; i++) {
            assertThat(await(answers.get(i))).isEqualTo(reply("call " + i));
        }
        assertThat(child.pipe().load()).isZero();
    }

    @Test
    void passesOnARefusalAndLivesOn() {
        assertThat(call(ScriptedChild.REFUSE, PING, LONG))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo("NOT_TODAY"));
        assertThat(call(ScriptedChild.ECHO, PING, LONG)).isEqualTo(reply("ping"));
    }

    @Test
    void tellsOfAnExceptionByItsTypeAlone() {
        assertThat(call(ScriptedChild.THROW, PING, LONG))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> {
                            assertThat(refused.refusal().code()).isEqualTo("CALL_FAILED");
                            assertThat(refused.refusal().detail()).doesNotContain("42");
                        });
    }

    @Test
    void tellsAllWhoWaitWhenTheChildDies() {
        CompletionStage<Answer> dying =
                child.pipe().call(ScriptedChild.EXIT, new byte[] {77}, LONG);
        CompletionStage<Answer> behind = child.pipe().call(ScriptedChild.ECHO, PING, LONG);

        assertThat(await(dying)).isInstanceOf(Answer.Gone.class);
        assertThat(await(behind)).isInstanceOf(Answer.Gone.class);
        assertThat(exit().status()).isEqualTo(77);
        assertThat(call(ScriptedChild.ECHO, PING, LONG)).isInstanceOf(Answer.Gone.class);
    }

    @Test
    void tellsOfAChildKilledFromOutsideWithinACall() {
        CompletionStage<Answer> hanging = child.pipe().call(ScriptedChild.HANG, new byte[0], LONG);

        assertThat(ProcessHandle.of(child.pid()).orElseThrow().destroyForcibly()).isTrue();

        assertThat(await(hanging)).isInstanceOf(Answer.Gone.class);
        assertThat(exit().status()).isEqualTo(137);
    }

    @Test
    void endsAChildThatHangs() {
        assertThat(call(ScriptedChild.HANG, new byte[0], SHORT))
                .isInstanceOf(Answer.TimedOut.class);

        assertThat(exit().why()).contains("gave no answer");
    }

    @Test
    void killsAChildThatNeitherReadsNorEnds() throws InterruptedException {
        child.close();
        exit();
        child = Child.launch(ScriptedChild.program("deaf"), folders, PipeLimits.DEFAULT, watch);

        Answer answer = call(ScriptedChild.ECHO, new byte[10 << 20], SHORT);

        assertThat(answer).isInstanceOf(Answer.TimedOut.class);
        assertThat(exit().status()).isEqualTo(137);
    }

    @Test
    void keepsAChildThatIsMerelySlowerThanOneCallAllows() {
        CompletionStage<Answer> slow =
                child.pipe()
                        .call(
                                ScriptedChild.SLEEP_MILLIS,
                                "300".getBytes(StandardCharsets.UTF_8),
                                LONG);
        CompletionStage<Answer> next =
                child.pipe()
                        .call(
                                ScriptedChild.SLEEP_MILLIS,
                                "300".getBytes(StandardCharsets.UTF_8),
                                SHORT);

        assertThat(await(slow)).isEqualTo(reply("300"));
        assertThat(await(next)).isInstanceOf(Answer.TimedOut.class);
        assertThat(call(ScriptedChild.ECHO, PING, LONG)).isEqualTo(reply("ping"));
    }

    @Test
    void stopsAChildThatWritesGarbage() {
        assertThat(call(ScriptedChild.GARBAGE, PING, LONG)).isInstanceOf(Answer.Gone.class);

        assertThat(exit().why()).contains("no frame of version 1");
    }

    @Test
    void isNotBlockedByAFloodOfErrors() {
        assertThat(call(ScriptedChild.FLOOD_ERRORS, PING, LONG)).isEqualTo(reply("ping"));

        child.close();
        assertThat(exit().errors().length()).isLessThanOrEqualTo(ErrorOutput.KEPT);
        assertThat(exit().errors()).contains("line 199999");
    }

    @Test
    void endsAChildThatExhaustsItsHeapAlone() {
        assertThat(call(ScriptedChild.EXHAUST_HEAP, PING, LONG)).isInstanceOf(Answer.Gone.class);
    }

    @Test
    void answersBusyWhenAsManyWaitAsMayWait() {
        child.close();
        exit();
        launchWith(new PipeLimits(1_000, 1_000, 2, LONG));

        child.pipe().call(ScriptedChild.SLEEP_MILLIS, new byte[] {'2', '0', '0'}, LONG);
        child.pipe().call(ScriptedChild.ECHO, PING, LONG);

        assertThat(call(ScriptedChild.ECHO, PING, LONG)).isEqualTo(new Answer.Busy());
        assertThatThrownBy(() -> call(ScriptedChild.ECHO, new byte[1_001], LONG))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void givesTheChildNoEnvironmentButTheGiven() {
        Answer answer = call(ScriptedChild.ENVIRONMENT, PING, LONG);

        assertThat(answer).isEqualTo(reply("SHOWN=yes"));
    }

    @Test
    void givesTheChildAFolderOfItsOwnAndRemovesIt() {
        Path folder = Path.of(replied(call(ScriptedChild.FOLDER, PING, LONG)));

        assertThat(folder.getParent()).isEqualTo(folders.toAbsolutePath());
        assertThat(folder).isEmptyDirectory();
        child.close();
        exit();
        assertThat(Files.exists(folder)).isFalse();
    }

    @Test
    void endsTheChildWithItsPipeEvenWithinACall() {
        child.pipe().call(ScriptedChild.HANG, new byte[0], LONG);

        child.close();

        assertThat(exit().status()).isIn(0, 137);
        assertThat(ProcessHandle.of(child.pid()).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void saysWhyAChildDidNotStart() {
        assertThatThrownBy(() -> launchProgram("die"))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("exit status 9")
                .hasMessageContaining("dying as asked");
    }

    @Test
    void givesUpOnAChildThatSaysNothing() {
        assertThatThrownBy(() ->
                        Child.launch(
                                ScriptedChild.program("mute"),
                                folders,
                                new PipeLimits(1_000, 1_000, 2, SHORT),
                                watch))
                .hasMessageContaining("said nothing within");
    }

    @Test
    void refusesAChildThatPrintsBeforeItsHello() {
        assertThatThrownBy(() -> launchProgram("babble"))
                .hasMessageContaining("no frame of version 1");
    }

    private void launchProgram(String argument) throws InterruptedException {
        Child.launch(ScriptedChild.program(argument), folders, PipeLimits.DEFAULT, watch).close();
    }

    private void launchWith(PipeLimits limits) {
        try {
            child = Child.launch(ScriptedChild.program(), folders, limits, watch);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Answer call(int operation, byte[] payload, Duration timeout) {
        return await(child.pipe().call(operation, payload, timeout));
    }

    private static Answer reply(String text) {
        return new Answer.Reply(Bytes.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String replied(Answer answer) {
        return answer instanceof Answer.Reply(Bytes payload) ? text(payload) : "";
    }

    private Child.Exit exit() {
        return await(child.exit());
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
