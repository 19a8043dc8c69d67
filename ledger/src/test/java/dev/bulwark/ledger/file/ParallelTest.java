package dev.bulwark.ledger.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ParallelTest {
    @Test
    void runsEveryTaskOnceHoweverManyThereAre() throws IOException {
        for (int count : new int[] {0, 1, 2, 16, 17, 100}) {
            List<Integer> done = Collections.synchronizedList(new ArrayList<>());
            List<Parallel.Task> tasks = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int task = i;
                tasks.add(() -> done.add(task));
            }
            Parallel.run(tasks);
            assertThat(done).hasSize(count).doesNotHaveDuplicates();
        }
    }

    @Test
    void waitsForTheDiskSeveralTimesAtOnce() throws IOException {
        CountDownLatch all = new CountDownLatch(3);
        Parallel.Task meeting =
                () -> {
                    all.countDown();
                    await(all);
                };
        Parallel.run(List.of(meeting, meeting, meeting));
        assertThat(all.getCount()).isZero();
    }

    @Test
    void runsAtMostSixteenAtOnce() throws IOException {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Parallel.Task task =
                () -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    try {
                        Thread.sleep(5);
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    now.decrementAndGet();
                };
        Parallel.run(Collections.nCopies(64, task));
        assertThat(most.get()).isBetween(1, 16);
    }

    @Test
    void endsAllTasksBeforeItThrowsWhatOneOfThemThrew() {
        AtomicInteger ended = new AtomicInteger();
        List<Parallel.Task> tasks =
                List.of(
                        ended::incrementAndGet,
                        () -> {
                            throw new IOException("the disk is full");
                        },
                        ended::incrementAndGet,
                        ended::incrementAndGet);
        assertThatThrownBy(() -> Parallel.run(tasks))
                .isInstanceOf(IOException.class)
                .hasMessage("the disk is full");
        assertThat(ended).hasValue(3);
    }

    @Test
    void throwsAMistakeOfTheProgramAsItIs() {
        Parallel.Task broken =
                () -> {
                    throw new IllegalStateException("broken");
                };
        assertThatThrownBy(() -> Parallel.run(List.of(broken, broken)))
                .isInstanceOf(IllegalStateException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    @Test
    void finishesAndStaysInterruptedIfItIsInterruptedMeanwhile() {
        AtomicInteger ended = new AtomicInteger();
        List<Parallel.Task> tasks = Collections.nCopies(4, ended::incrementAndGet);
        Thread.currentThread().interrupt();
        assertThatCode(() -> Parallel.run(tasks)).doesNotThrowAnyException();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(ended).hasValue(4);
    }

    @Test
    void leavesAThreadThatNobodyInterruptedAlone() throws IOException {
        Parallel.run(Collections.nCopies(4, () -> {}));
        assertThat(Thread.interrupted()).isFalse();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IOException("nobody came");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
