package dev.bulwark.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.erasure.Erasure;
import dev.bulwark.ledger.log.LogEntry;
import dev.bulwark.ledger.trust.OwnerActs;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EntryIndexTest {
    private static final String SIGNING = "https://bulwark.dev/evidence/signing/v1";
    private static final Digest CREDIT = EvidenceFixture.model("credit");
    private static final Digest OTHER = EvidenceFixture.model("other");

    private final EntryIndex index = new EntryIndex();
    private long next;

    private static Digest envelope(String name) {
        return EvidenceFixture.model("envelope " + name);
    }

    private void add(String type, String envelope, int leftOut, long second, Digest... subjects) {
        index.add(
                new LogEntry(
                        type,
                        List.of(subjects),
                        leftOut,
                        envelope(envelope),
                        List.of("aa"),
                        Instant.ofEpochSecond(second)),
                next++);
    }

    @Test
    void theFirstEntryOfAnEnvelopeCounts() {
        add(SIGNING, "a", 0, 1, CREDIT);
        add(SIGNING, "b", 0, 1, CREDIT);
        add(SIGNING, "a", 0, 1, CREDIT);
        assertThat(index.find(envelope("a"))).hasValue(0);
        assertThat(index.find(envelope("b"))).hasValue(1);
        assertThat(index.find(envelope("c"))).isEmpty();
        assertThat(index.envelopes()).containsExactly(envelope("a"), envelope("b"));
    }

    @Test
    void anEntryThatCouldNotNameAllItsSubjectsMayBeAboutAnything() {
        add(SIGNING, "a", 0, 1, CREDIT);
        add(SIGNING, "b", 1, 1, OTHER);
        add(SIGNING, "c", 0, 1, OTHER, CREDIT);
        assertThat(index.about(Set.of(CREDIT))).containsExactly(0L, 1L, 2L);
        assertThat(index.about(Set.of(OTHER))).containsExactly(1L, 2L);
        assertThat(index.about(Set.of(envelope("a")))).containsExactly(1L);
    }

    @Test
    void theTimeOfAnEntryIsNeverEarlierThanOfOneBefore() {
        long[] seconds = {-5, -9, 100, 7, 200};
        for (long second : seconds) {
            add(SIGNING, "e" + next, 0, second, CREDIT);
        }
        assertThat(List.of(0L, 1L, 2L, 3L, 4L))
                .extracting(at -> index.risingTime(at).getEpochSecond())
                .containsExactly(-5L, -5L, 100L, 100L, 200L);
        assertThatThrownBy(() -> index.risingTime(5)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theTimesOfManyEntriesAreKept() {
        for (int i = 0; i < 600; i++) {
            add(SIGNING, "e" + i, 0, i, CREDIT);
        }
        for (int i = 0; i < 600; i++) {
            assertThat(index.risingTime(i)).isEqualTo(Instant.ofEpochSecond(i));
        }
    }

    @Test
    void whatTheOwnersSayIsKnownByItsType() {
        add(SIGNING, "a", 0, 1, CREDIT);
        add(OwnerActs.ROSTER, "b", 0, 1, CREDIT);
        add(OwnerActs.REVOCATION, "c", 0, 1, CREDIT);
        assertThat(index.ownerActs()).containsExactly(1L, 2L);
    }

    @Test
    void everyRecordOfAnErasureIsKnownInOrder() {
        add(SIGNING, "a", 0, 1, CREDIT);
        assertThat(index.erased()).isEmpty();
        assertThat(index.erasure(envelope("a"))).isEmpty();
        add(Erasure.PREDICATE_TYPE, "b", 0, 1, envelope("a"));
        add(Erasure.PREDICATE_TYPE, "c", 0, 1, envelope("a"));
        assertThat(index.erased()).containsExactly(envelope("a"));
        assertThat(index.erasure(envelope("a"))).hasValue(1);
        assertThat(index.erasures(envelope("a"))).containsExactly(1L, 2L);
        assertThat(index.erasures(envelope("b"))).isEmpty();
    }
}
