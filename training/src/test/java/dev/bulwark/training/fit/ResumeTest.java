package dev.bulwark.training.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Progress;
import dev.bulwark.kernel.table.Rows;
import dev.bulwark.kernel.table.Split;
import dev.bulwark.onnx.run.NativeMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeTest {
    private static final int KILLS = 3;
    private static final long SECONDS = 120;

    @TempDir private Path folder;

    private Path file() {
        return folder.resolve("checkpoints/checkpoint");
    }

    /** A progress that fails at a step, as a power cut would. */
    private record Cut(long at) implements Progress {
        @Override
        public void start(String activity, long totalSteps) {}

        @Override
        public void step(long done, String note) {
            if (done >= at) {
                throw new IllegalStateException("cut");
            }
        }

        @Override
        public void finish(String note) {}
    }

    private void cutAt(long step, int every) {
        assertThatThrownBy(() -> fit(new Cut(step), new Checkpoints(file(), every, true), 1))
                .hasMessage("cut");
    }

    private static FittedModel fit(Progress progress, Checkpoints checkpoints, long seed) {
        return Trainer.fit(
                "killed",
                KilledTraining.table(),
                new Split(Rows.range(0, 900), Rows.range(900, 1_100), Rows.range(1_100, 1_200)),
                KilledTraining.preparation(),
                KilledTraining.settings(),
                seed,
                progress,
                Optional.of(checkpoints));
    }

    @Test
    void goesOnAfterAnyStepAsIfNothingHadHappened() {
        NativeMemory.Held before = NativeMemory.held();
        FittedModel whole = fit(Progress.silent(), new Checkpoints(file(), 0, true), 1);
        for (int every : new int[] {0, 7}) {
            for (long step : new long[] {1, 59, 400}) {
                cutAt(step, every);
            }
            FittedModel resumed = fit(Progress.silent(), new Checkpoints(file(), every, true), 1);
            assertThat(resumed.model().digest()).isEqualTo(whole.model().digest());
            assertThat(resumed.history()).isEqualTo(whole.history());
            assertThat(file()).doesNotExist();
        }
        assertThat(NativeMemory.held()).isEqualTo(before);
    }

    @Test
    void startsAnewUnlessToldToResume() {
        cutAt(100, 1);
        assertThat(file()).exists();
        fit(Progress.silent(), new Checkpoints(file(), 0, false), 2);
        assertThat(file()).doesNotExist();
    }

    @Test
    void refusesTheCheckpointOfAnotherConfiguration() {
        cutAt(100, 1);
        assertThatThrownBy(() -> fit(Progress.silent(), new Checkpoints(file(), 0, true), 2))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> assertThat(e.code()).isEqualTo("CHECKPOINT_OTHER_CONFIGURATION"));
    }

    @Test
    void refusesTheCheckpointOfOtherData() {
        cutAt(100, 1);
        assertThatThrownBy(() ->
                        Trainer.fit(
                                "killed",
                                KilledTraining.table(),
                                new Split(
                                        Rows.range(0, 900),
                                        Rows.range(901, 1_100),
                                        Rows.range(1_100, 1_200)),
                                KilledTraining.preparation(),
                                KilledTraining.settings(),
                                1,
                                Progress.silent(),
                                Optional.of(new Checkpoints(file(), 0, true))))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> assertThat(e.code()).isEqualTo("CHECKPOINT_OTHER_DATA"));
    }

    @Test
    void givesTheSameBytesAfterItsProcessWasKilledAtRandom() throws Exception {
        byte[] undisturbed = KilledTraining.train(Optional.empty());
        Path model = folder.resolve("model.onnx");
        SplittableRandom random = new SplittableRandom(20261125);
        int killed = 0;
        for (int round = 0; round < KILLS; round++) {
            Process process = start(model);
            awaitNewCheckpoint(process);
            if (!process.waitFor(random.nextInt(120), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                killed++;
            }
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        }
        if (!Files.exists(model)) {
            Process last = start(model);
            assertThat(last.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(last.exitValue()).isZero();
        }
        assertThat(killed).isPositive();
        assertThat(Files.readAllBytes(model)).isEqualTo(undisturbed);
    }

    private Process start(Path model) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledTraining.class.getName(),
                        file().toString(),
                        model.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
    }

    /** Waits until the process has written a checkpoint of its own, or has ended. */
    private void awaitNewCheckpoint(Process process) throws Exception {
        Object before = Files.exists(file()) ? Files.getLastModifiedTime(file()) : "none";
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (process.isAlive() && System.nanoTime() < end) {
            try {
                if (Files.exists(file()) && !Files.getLastModifiedTime(file()).equals(before)) {
                    return;
                }
            } catch (IOException e) {
                // Deleted between the two looks: the training has succeeded.
                return;
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }
}
