package dev.bulwark.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogEntryTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00.9Z");

    private static Envelope envelope(int subjects, String predicateType) {
        List<Subject> list = new ArrayList<>();
        for (int i = 0; i < subjects; i++) {
            list.add(new Subject("s" + i, Digest.of(new byte[] {(byte) i, (byte) (i >> 8)})));
        }
        Statement statement = new Statement(list, predicateType, Json.obj("k", 1));
        return new Envelope(
                Statement.PAYLOAD_TYPE,
                Bytes.of(statement.toBytes()),
                List.of(new Envelope.Signature("ab".repeat(32), Bytes.of(new byte[64]))));
    }

    /** Version 1, for ever: entries that were logged must stay readable. */
    @Test
    void isWrittenAsInVersionOne() {
        LogEntry entry =
                new LogEntry(
                        "https://bulwark.dev/evidence/signing/v1",
                        List.of(new Digest("11".repeat(32))),
                        0,
                        new Digest("22".repeat(32)),
                        List.of("33".repeat(32)),
                        NOW);
        String golden =
                "{\"envelope\":\"sha256:"
                        + "22".repeat(32)
                        + "\",\"predicateType\":\"https://bulwark.dev/evidence/signing/v1\","
                        + "\"signers\":[\""
                        + "33".repeat(32)
                        + "\"],\"subjects\":[\"sha256:"
                        + "11".repeat(32)
                        + "\"],\"time\":\"2026-11-01T12:00:00Z\",\"v\":1}";
        assertThat(new String(entry.toBytes(), StandardCharsets.UTF_8)).isEqualTo(golden);
        assertThat(LogEntry.parse(golden.getBytes(StandardCharsets.UTF_8))).isEqualTo(entry);
    }

    @Test
    void namesTheEnvelopeItsSignersAndSubjectsButNotItsContent() {
        Envelope envelope = envelope(2, "https://example.org/secret-free/v1");
        LogEntry entry = LogEntry.of(envelope, NOW);
        assertThat(entry.envelope()).isEqualTo(envelope.digest());
        assertThat(entry.subjects()).hasSize(2);
        assertThat(entry.signers()).containsExactly("ab".repeat(32));
        assertThat(new String(entry.toBytes(), StandardCharsets.UTF_8)).doesNotContain("s0");
    }

    @Test
    void staysSmallHoweverManySubjectsThereAre() {
        LogEntry entry = LogEntry.of(envelope(5_000, "https://example.org/v1"), NOW);
        assertThat(entry.subjects()).hasSize(LogEntry.MOST_SUBJECTS);
        assertThat(entry.subjectsLeftOut()).isEqualTo(5_000 - LogEntry.MOST_SUBJECTS);
        assertThat(entry.toBytes()).hasSizeLessThanOrEqualTo(LogEntry.LARGEST);
        assertThat(LogEntry.parse(entry.toBytes())).isEqualTo(entry);
    }

    @Test
    void refusesEnvelopesThatAreNoStatementOrNameHugeTypes() {
        Envelope other =
                new Envelope(
                        "text/plain",
                        Bytes.of(new byte[] {'x'}),
                        List.of(new Envelope.Signature("", Bytes.of(new byte[1]))));
        assertThatThrownBy(() -> LogEntry.of(other, NOW)).isInstanceOf(LedgerException.class);
        assertThatThrownBy(() -> LogEntry.of(envelope(1, "x".repeat(257)), NOW))
                .isInstanceOf(LedgerException.class);
    }

    @Test
    void readsNothingButWhatItWrites() {
        byte[] bytes = LogFixture.entry(1).toBytes();
        for (int length = 0; length < bytes.length; length++) {
            assertRefused(Arrays.copyOf(bytes, length));
        }
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] altered = bytes.clone();
            altered[bit / 8] ^= (byte) (1 << (bit % 8));
            try {
                assertThat(LogEntry.parse(altered).toBytes()).isEqualTo(altered);
            } catch (BulwarkException e) {
                assertThat(e.what()).isNotEmpty();
            }
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        for (String other :
                List.of(
                        text + " ",
                        text.replace("\"v\":1", "\"v\":2"),
                        text.replace("\"v\":1", "\"v\":1.0"),
                        text.replace("\"v\":1", "\"v\":1,\"w\":1"),
                        text.replace("sha256:", ""),
                        text.replace("12:00:00Z", "12:00:00.0Z"),
                        text.replace(",\"time\"", ",\"subjectsLeftOut\":0,\"time\""),
                        text.replace(",\"time\"", ",\"subjectsLeftOut\":-1,\"time\""))) {
            assertRefused(other.getBytes(StandardCharsets.UTF_8));
        }
        assertRefused(new byte[LogEntry.LARGEST + 1]);
    }

    private static void assertRefused(byte[] bytes) {
        assertThatThrownBy(() -> LogEntry.parse(bytes)).isInstanceOf(BulwarkException.class);
    }
}
