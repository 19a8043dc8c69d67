package dev.bulwark.kernel.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private static final SigningKeys KEYS = SigningKeys.generate();
    private static final SigningKeys STRANGER = SigningKeys.generate();

    private static Statement statement() {
        return PracticeEvidence.of(
                        Practice.SIGNING,
                        Outcome.PASSED,
                        Instant.parse("2026-11-01T10:00:00.123Z"),
                        Json.obj(),
                        Json.obj("files", 1, "algorithm", "x", "nested", Json.obj("a", 1)),
                        OptionalLong.of(Long.MAX_VALUE))
                .about(List.of(new Subject("model", Digest.of(new byte[] {1}))));
    }

    private static Evidence valid(Verification verification) {
        return switch (verification) {
            case Verification.Valid(Evidence evidence) -> evidence;
            case Verification.Invalid(var reason, String detail) ->
                    throw new AssertionError(reason + ": " + detail);
        };
    }

    private static Verification.Reason reason(Verification verification) {
        return switch (verification) {
            case Verification.Valid(Evidence evidence) -> throw new AssertionError(evidence);
            case Verification.Invalid(Verification.Reason reason, String _) -> reason;
        };
    }

    /** DSSE protocol.md, "Test vectors". */
    @Test
    void preAuthenticationEncodingIsThatOfTheStandard() {
        byte[] pae =
                Envelope.pae(
                        "http://example.com/HelloWorld",
                        "hello world".getBytes(StandardCharsets.UTF_8));
        assertThat(new String(pae, StandardCharsets.UTF_8))
                .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    @Test
    void whatIsSignedVerifiesAndReadsBack() {
        Envelope envelope = KEYS.sign(statement());
        Evidence evidence = valid(KEYS.trusted().verify(envelope.toBytes()));
        assertThat(evidence.statement()).isEqualTo(statement());
        assertThat(evidence.digest()).isEqualTo(Digest.of(envelope.toBytes()));
        assertThat(evidence.practice()).contains(Practice.SIGNING);
        assertThat(evidence.outcome()).contains(Outcome.PASSED);
        assertThat(evidence.at()).contains(Instant.parse("2026-11-01T10:00:00Z"));
        assertThat(evidence.facts()).containsOnlyKeys("files", "algorithm");
        assertThat(evidence.signers()).isEqualTo(KEYS.trusted().keyIds());
        assertThat(evidence.statement().predicate().string("seed"))
                .isEqualTo("9223372036854775807");
    }

    @Test
    void anotherSignersEnvelopeIsRefused() {
        assertThat(reason(KEYS.trusted().verify(STRANGER.sign(statement()))))
                .isEqualTo(Verification.Reason.UNKNOWN_SIGNER);
    }

    @Test
    void oneAlgorithmAloneIsRefusedUnlessThePolicySaysOtherwise() {
        Envelope both = KEYS.sign(statement());
        for (Envelope.Signature signature : both.signatures()) {
            Envelope one = new Envelope(both.payloadType(), both.payload(), List.of(signature));
            assertThat(reason(KEYS.trusted().verify(one)))
                    .isEqualTo(Verification.Reason.MISSING_SIGNATURE);
            assertThat(valid(KEYS.trusted().verify(one, SignaturePolicy.ANY)).signers())
                    .containsExactly(signature.keyId());
        }
    }

    @Test
    void theSameSignatureTwiceIsNotTwoAlgorithms() {
        Envelope both = KEYS.sign(statement());
        Envelope.Signature first = both.signatures().getFirst();
        Envelope twice = new Envelope(both.payloadType(), both.payload(), List.of(first, first));
        assertThat(reason(KEYS.trusted().verify(twice)))
                .isEqualTo(Verification.Reason.MISSING_SIGNATURE);
    }

    @Test
    void aSignatureUnderAnotherKeysIdIsRefused() {
        Envelope ours = KEYS.sign(statement());
        Envelope theirs = STRANGER.sign(statement());
        Envelope forged =
                new Envelope(
                        ours.payloadType(),
                        ours.payload(),
                        List.of(
                                new Envelope.Signature(
                                        ours.signatures().get(0).keyId(),
                                        theirs.signatures().get(0).value()),
                                ours.signatures().get(1)));
        assertThat(reason(KEYS.trusted().verify(forged)))
                .isEqualTo(Verification.Reason.BAD_SIGNATURE);
    }

    @Test
    void anotherPayloadTypeUnderTheSameSignaturesIsRefused() {
        Envelope ours = KEYS.sign(statement());
        Envelope retyped = new Envelope("text/plain", ours.payload(), ours.signatures());
        assertThat(reason(KEYS.trusted().verify(retyped)))
                .isEqualTo(Verification.Reason.BAD_SIGNATURE);
    }

    @Test
    void aSignedPayloadThatIsNoStatementIsNoEvidence() {
        Envelope text = KEYS.sign("text/plain", Bytes.of(new byte[] {'h', 'i'}));
        assertThat(reason(KEYS.trusted().verify(text)))
                .isEqualTo(Verification.Reason.NOT_A_STATEMENT);
    }

    @Test
    void everyFlippedByteOfAnEnvelopeIsRefused() {
        byte[] envelope = KEYS.sign(statement()).toBytes();
        for (int i = 0; i < envelope.length; i += 7) {
            byte[] flipped = envelope.clone();
            flipped[i] ^= 0x01;
            assertThat(KEYS.trusted().verify(flipped))
                    .as("byte %d", i)
                    .isInstanceOf(Verification.Invalid.class);
        }
    }

    @Test
    void everyTruncationOfAnEnvelopeIsRefused() {
        byte[] envelope = KEYS.sign(statement()).toBytes();
        for (int length = 0; length < envelope.length; length += 11) {
            byte[] cut = java.util.Arrays.copyOf(envelope, length);
            assertThat(reason(KEYS.trusted().verify(cut))).isEqualTo(Verification.Reason.MALFORMED);
        }
    }

    @Test
    void noSignaturesAndTooManyAreMalformed() {
        assertThatThrownBy(() ->
                        Envelope.parse(
                                "{\"payload\":\"\",\"payloadType\":\"a\",\"signatures\":[]}"
                                        .getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("1 to 16 signatures");
    }

    @Test
    void bothAlphabetsOfBase64AreReadButOnlyInTheirOneForm() {
        String document =
                "{\"payload\":\"%s\",\"payloadType\":\"a\",\"signatures\":[{\"sig\":\"\"}]}";
        byte[] urlSafe = document.formatted("-_8=").getBytes(StandardCharsets.UTF_8);
        assertThat(Envelope.parse(urlSafe).payload())
                .isEqualTo(Bytes.of(new byte[] {(byte) 0xfb, (byte) 0xff}));
        for (String sloppy : List.of("-_8", "+/9=", "+_8=", "+/8=\\n")) {
            byte[] text = document.formatted(sloppy).getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> Envelope.parse(text)).isInstanceOf(BulwarkException.class);
        }
    }

    @Test
    void aStatementOfAnotherVersionOrWithoutSubjectsIsRefused() {
        String statement =
                "{\"_type\":\"%s\",\"subject\":%s,\"predicateType\":\"p\",\"predicate\":{}}";
        String subject = "[{\"name\":\"a\",\"digest\":{\"sha256\":\"" + "0".repeat(64) + "\"}}]";
        assertThat(
                        Statement.parse(
                                        statement
                                                .formatted(Statement.TYPE, subject)
                                                .getBytes(StandardCharsets.UTF_8))
                                .subjects())
                .hasSize(1);
        for (String wrong :
                List.of(
                        statement.formatted("https://in-toto.io/Statement/v0.1", subject),
                        statement.formatted(Statement.TYPE, "[]"),
                        statement.formatted(
                                Statement.TYPE, "[{\"name\":\"a\",\"digest\":{\"sha1\":\"00\"}}]"),
                        statement.formatted(Statement.TYPE, subject).replace("0000", "00ZZ"))) {
            assertThatThrownBy(() -> Statement.parse(wrong.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(BulwarkException.class);
        }
    }
}
