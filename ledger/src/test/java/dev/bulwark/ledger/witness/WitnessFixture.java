package dev.bulwark.ledger.witness;

import dev.bulwark.ledger.TestKeys;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.SignatureType;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.testkit.FixedClock;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;

/** Witnesses with keys of their own. */
final class WitnessFixture {
    static final FixedClock CLOCK = FixedClock.at("2026-11-01T12:00:00Z");
    static final KeyPair ED25519 = TestKeys.ed25519();
    static final KeyPair ML_DSA = TestKeys.generate("ML-DSA-44");
    static final String NAME = "witness.test/w1";

    private WitnessFixture() {}

    static List<NoteSigner> signers() {
        return List.of(
                NoteSigner.cosigner(NAME, SignatureType.ED25519_COSIGNATURE, ED25519, CLOCK),
                NoteSigner.cosigner(NAME, SignatureType.ML_DSA_44_COSIGNATURE, ML_DSA, CLOCK));
    }

    static List<VerifierKey> verifiers() {
        return signers().stream().map(NoteSigner::verifier).toList();
    }

    static Witness witness(GrowingLog log, WitnessState state) {
        return new Witness(KnownLogs.of(List.of(log.signer().verifier())), signers(), state);
    }

    static WitnessState state(Path folder) {
        return WitnessState.open(folder.resolve("state"));
    }
}
