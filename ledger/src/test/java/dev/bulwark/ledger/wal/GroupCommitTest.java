package dev.bulwark.ledger.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GroupCommitTest {
    private static final int THREADS = 16;
    private static final int EACH = 500;

    @Test
    void givesEveryThreadItsOwnOutcomeAndNeverCommitsTwiceAtOnce() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        List<Integer> order = new ArrayList<>();
        GroupCommit<Integer, String> commits =
                new GroupCommit<>(
                        _ -> 1,
                        64,
                        items -> {
                            assertThat(inside.incrementAndGet()).isOne();
                            order.addAll(items);
                            inside.decrementAndGet();
                            return items.stream().map(String::valueOf).toList();
                        });
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int thread = t;
                all.add(
                        threads.submit(() -> {
                            for (int i = 0; i < EACH; i++) {
                                int item = thread * EACH + i;
                                assertThat(commits.submit(item)).isEqualTo(String.valueOf(item));
                            }
                        }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        assertThat(order).hasSize(THREADS * EACH).doesNotHaveDuplicates();
    }

    @Test
    void sharesOneStepAmongThoseWhoCameMeanwhileAndTellsAllOfItsFailure() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<List<Integer>> batches = new ArrayList<>();
        GroupCommit<Integer, Integer> commits =
                new GroupCommit<>(
                        _ -> 1,
                        3,
                        items -> {
                            batches.add(items);
                            if (items.contains(0)) {
                                entered.countDown();
                                await(go);
                                return items;
                            }
                            throw new IllegalStateException("broken " + batches.size());
                        });
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            Future<Integer> first = threads.submit(() -> commits.submit(0));
            await(entered);
            List<Future<Integer>> others = new ArrayList<>();
            for (int i = 1; i <= 5; i++) {
                int item = i;
                others.add(threads.submit(() -> commits.submit(item)));
            }
            while (commits.waiting() < 5) {
                Thread.onSpinWait();
            }
            go.countDown();
            assertThat(first.get()).isZero();
            for (Future<Integer> other : others) {
                assertThatThrownBy(other::get)
                        .hasCauseInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("broken");
            }
        }
        assertThat(batches).extracting(List::size).containsExactly(1, 3, 2);
    }

    @Test
    void commitsAnItemThatIsHeavierThanABatchMayBe() {
        GroupCommit<Integer, Integer> commits = new GroupCommit<>(_ -> 100, 3, items -> items);
        assertThat(commits.submit(7)).isEqualTo(7);
        assertThat(commits.submit(8)).isEqualTo(8);
        assertThat(commits.waiting()).isZero();
    }

    @Test
    void goesOnAfterABatchThatFailed() {
        GroupCommit<Integer, Integer> commits =
                new GroupCommit<>(
                        _ -> 1,
                        3,
                        items -> {
                            if (items.contains(0)) {
                                throw new AssertionError("broken");
                            }
                            return items;
                        });
        assertThatThrownBy(() -> commits.submit(0)).isInstanceOf(AssertionError.class);
        assertThat(commits.submit(1)).isEqualTo(1);
    }

    @Test
    void givesNobodyTheOutcomeOfAnother() {
        GroupCommit<Integer, Integer> forgetful = new GroupCommit<>(_ -> 1, 3, _ -> List.of());
        assertThatThrownBy(() -> forgetful.submit(1)).isInstanceOf(RuntimeException.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
