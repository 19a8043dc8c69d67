package dev.bulwark.ledger.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.log.LogEntry;
import dev.bulwark.ledger.schema.PredicateSchemas;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErasureRecordTest {
    private static final Digest GONE = digest("gone");
    private static final Instant AT = Instant.parse("2026-11-01T12:00:00.123Z");

    private static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Erasure erasure(long index, String reason, String by) {
        return new Erasure(GONE, "https://example.org/type", index, reason, by, AT);
    }

    private static final Erasure GOOD = erasure(0, "request 17", "privacy office");

    private static void assertMalformed(Statement statement) {
        assertThatThrownBy(() -> Erasure.from(statement))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> assertThat(e.code()).isEqualTo("ERASURE_MALFORMED"));
    }

    @Test
    void isReadAsItWasWritten() {
        assertThat(Erasure.from(GOOD.statement())).isEqualTo(GOOD);
        assertThat(GOOD.statement().subjects()).extracting(Subject::digest).containsExactly(GONE);
        assertThat(PredicateSchemas.shipped().check(GOOD.statement())).isEmpty();
    }

    @Test
    void keepsTheSecondAndSaysWhenWhyAndByWhom() {
        assertThat(GOOD.at()).isEqualTo(Instant.parse("2026-11-01T12:00:00Z"));
        assertThat(GOOD.sentence())
                .contains("2026-11-01T12:00:00Z", "request 17", "privacy office");
    }

    @Test
    void holdsTextsOfOneCharacterToTheLongest() {
        String reason = "r".repeat(Erasure.LONGEST_REASON);
        String by = "b".repeat(Erasure.LONGEST_NAME);
        assertThat(erasure(7, reason, by).reason()).isEqualTo(reason);
        assertThat(erasure(7, "r", "b").by()).isEqualTo("b");
        for (Runnable wrong :
                List.<Runnable>of(
                        () -> erasure(-1, "r", "b"),
                        () -> erasure(0, " ", "b"),
                        () -> erasure(0, "r", ""),
                        () -> erasure(0, reason + "r", "b"),
                        () -> erasure(0, "r", by + "b"))) {
            assertThatThrownBy(wrong::run).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void isNoneIfItIsOfAnotherTypeOrAboutAnotherSubject() {
        Statement good = GOOD.statement();
        Subject other = new Subject("evidence", digest("other"));
        Subject named = good.subjects().getFirst();
        assertMalformed(
                new Statement(good.subjects(), "https://example.org/type", good.predicate()));
        for (List<Subject> subjects : List.of(List.of(other), List.of(named, other))) {
            assertMalformed(new Statement(subjects, Erasure.PREDICATE_TYPE, good.predicate()));
        }
    }

    @Test
    void isNoneIfAMemberIsNotWhatItShouldBe() {
        Statement good = GOOD.statement();
        for (Json.Obj wrong :
                List.of(
                        good.predicate().with("at", "yesterday"),
                        good.predicate().with("index", -1),
                        good.predicate().with("reason", ""),
                        good.predicate().with("envelope", "sha256:12"))) {
            assertMalformed(new Statement(good.subjects(), Erasure.PREDICATE_TYPE, wrong));
        }
    }

    @Test
    void isSpokenOfByEntriesOfItsTypeAlone() {
        for (String type : List.of(Erasure.PREDICATE_TYPE, "https://example.org/type")) {
            LogEntry entry = new LogEntry(type, List.of(GONE), 0, digest("e"), List.of(), AT);
            assertThat(Erasure.isSpokenOfBy(entry)).isEqualTo(type.equals(Erasure.PREDICATE_TYPE));
        }
    }
}
