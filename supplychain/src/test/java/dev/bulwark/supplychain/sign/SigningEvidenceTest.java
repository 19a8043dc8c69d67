package dev.bulwark.supplychain.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Verification;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.SigningKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningEvidenceTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Digest MODEL = Digest.of("weights".getBytes(StandardCharsets.UTF_8));
    private static SigningKeys keys = SigningKeys.generate();

    @TempDir Path temporary;

    @BeforeAll
    static void newKeys() {
        keys = SigningKeys.generate();
    }

    private ModelVerification.Intact verified() throws IOException {
        Path model = TestModels.folder(temporary);
        SignedModel signed = new ModelSigner(keys.ecdsa()).sign(model, SigningOptions.DEFAULT);
        return Verdicts.intact(
                ModelSignatureVerifier.trusting(keys.ecdsa().getPublic(), VerificationPolicy.STRICT)
                        .verify(model, signed.bundle()));
    }

    @Test
    void evidenceIsAboutTheModelsBytesAndNamesRootBundleAndEnvelope() throws IOException {
        ModelVerification.Intact intact = verified();
        Envelope twin = intact.statement().envelope(keys);
        Statement evidence = SigningEvidence.of(intact, MODEL, twin, NOW);
        assertThat(evidence.isAbout(MODEL)).isTrue();
        assertThat(evidence.isAbout(intact.statement().rootDigest())).isTrue();
        assertThat(evidence.predicateType()).isEqualTo("https://bulwark.dev/evidence/signing/v1");
        Json.Obj facts = evidence.predicate().object("result");
        assertThat(facts.string("root_digest"))
                .isEqualTo(intact.statement().rootDigest().toString());
        assertThat(facts.string("bundle_digest")).isEqualTo(intact.bundle().toString());
        assertThat(facts.string("envelope_digest")).isEqualTo(twin.digest().toString());
        assertThat(facts.string("algorithm")).isEqualTo("ecdsa-p256-sha256");
        assertThat(facts.string("method")).isEqualTo("key");
        assertThat(facts.bool("post_quantum")).isTrue();
        assertThat(facts.integer("files")).isEqualTo(3);
        assertThat(facts.integer("unsigned_files")).isZero();
        Verification verification = keys.trusted().verify(keys.sign(evidence));
        assertThat(verification).isInstanceOf(Verification.Valid.class);
    }

    @Test
    void theTwinEnvelopeIsAStatementOfItsOwn() throws IOException {
        ModelVerification.Intact intact = verified();
        Verification verification = keys.trusted().verify(intact.statement().envelope(keys));
        assertThat(verification).isInstanceOf(Verification.Valid.class);
        Statement statement = ((Verification.Valid) verification).evidence().statement();
        assertThat(statement.predicateType()).isEqualTo(OmsStatement.PREDICATE_TYPE);
        assertThat(statement.isAbout(intact.statement().rootDigest())).isTrue();
    }

    @Test
    void aModelThatWasNotSignedAndAnotherPayloadAreRefused() throws IOException {
        ModelVerification.Intact intact = verified();
        Envelope twin = intact.statement().envelope(keys);
        assertThatThrownBy(() -> SigningEvidence.of(intact, Digest.of(new byte[] {1}), twin, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not among the signed files");
        Envelope other = keys.sign("text/plain", TestModels.bytes("other"));
        assertThatThrownBy(() -> SigningEvidence.of(intact, MODEL, other, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another payload");
    }
}
