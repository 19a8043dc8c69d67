package dev.bulwark.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Threads that record at the same time share their waits, and nothing else. */
@Timeout(120)
class ConcurrentRecordTest {
    private static final int THREADS = 8;
    private static final int EACH = 12;

    @TempDir private Path root;

    @Test
    void recordsWhatEveryThreadBringsOnceAndProvesItToEach() throws Exception {
        List<Envelope> envelopes = EvidenceFixture.envelopes(THREADS * EACH / 2);
        Map<Digest, Long> indexes = new HashMap<>();
        try (Ledger ledger = EvidenceFixture.open(root);
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<List<LoggedEvidence>>> all = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int from = thread * EACH / 2; // every envelope comes from two threads
                all.add(threads.submit(() -> recordEach(ledger, envelopes, from)));
            }
            for (Future<List<LoggedEvidence>> one : all) {
                for (LoggedEvidence logged : one.get()) {
                    Long before = indexes.putIfAbsent(logged.digest(), logged.index());
                    assertThat(before == null || before == logged.index()).isTrue();
                }
            }
            assertThat(ledger.reader().checkpoint().size()).isEqualTo(envelopes.size());
        }
        assertThat(indexes).hasSize(envelopes.size());
        assertThat(EvidenceFixture.fsck(root))
                .isEqualTo(new LedgerCheck(envelopes.size(), List.of()));
    }

    private static List<LoggedEvidence> recordEach(
            Ledger ledger, List<Envelope> envelopes, int from) {
        List<LoggedEvidence> logged = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            logged.add(ledger.record(envelopes.get((from + i) % envelopes.size())));
        }
        return logged;
    }

    @Test
    void refusesOneThreadsEnvelopeWithoutHinderingTheOthers() throws Exception {
        List<Envelope> envelopes = EvidenceFixture.envelopes(THREADS);
        CyclicBarrier together = new CyclicBarrier(THREADS);
        try (Ledger ledger = EvidenceFixture.open(root);
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            ledger.record(envelopes.getFirst());
            ledger.erase(ErasureTest.record(EvidenceFixture.KEYS, envelopes.getFirst(), 0));
            List<Future<LoggedEvidence>> all = new ArrayList<>();
            for (Envelope envelope : envelopes) {
                all.add(
                        threads.submit(() -> {
                            together.await();
                            return ledger.record(envelope);
                        }));
            }
            assertThatThrownBy(all.getFirst()::get).hasMessageContaining("erased");
            for (Future<LoggedEvidence> other : all.subList(1, THREADS)) {
                assertThat(other.get().index()).isBetween(2L, THREADS + 1L);
            }
        }
        assertThat(EvidenceFixture.fsck(root).entries()).isEqualTo(THREADS + 1);
    }
}
