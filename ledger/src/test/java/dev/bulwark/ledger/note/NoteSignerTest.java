package dev.bulwark.ledger.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.ledger.TestKeys;
import dev.bulwark.ledger.merkle.TreeHashing;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Signers of every type, and what their keys refuse. */
class NoteSignerTest {
    private static final KeyPair PAIR = TestKeys.ed25519();
    private static final KeyPair ML_DSA = TestKeys.generate("ML-DSA-44");
    private static final NoteSigner LOG = NoteSigner.ofLog(TestKeys.ORIGIN, PAIR);
    private static final String TEXT =
            new Checkpoint(TestKeys.ORIGIN, 0, TreeHashing.emptyRoot()).toText();

    private static NoteSigner cosigner(SignatureType type, long seconds) {
        KeyPair pair = type == SignatureType.ML_DSA_44_COSIGNATURE ? ML_DSA : PAIR;
        return NoteSigner.cosigner(
                TestKeys.ORIGIN, type, pair, () -> Instant.ofEpochSecond(seconds));
    }

    private static boolean holds(NoteSigner signer, String text, NoteSignature signature) {
        NoteVerifier verifier = new NoteVerifier(List.of(signer.verifier()));
        return verifier.verify(new SignedNote(text, List.of(signature)))
                instanceof NoteVerification.Verified;
    }

    private static NoteSignature with(NoteSignature signature, byte[] value) {
        return new NoteSignature(signature.name(), signature.keyId(), Bytes.of(value));
    }

    @Test
    void everyTypeHoldsOverItsOwnTextAndOverNoOther() {
        for (SignatureType type : SignatureType.values()) {
            NoteSigner signer = type == SignatureType.ED25519 ? LOG : cosigner(type, 7);
            NoteSignature signature = signer.sign(TEXT);
            assertThat(holds(signer, TEXT, signature)).as(type.name()).isTrue();
            assertThat(holds(signer, TEXT.replace("\n0\n", "\n1\n"), signature)).isFalse();
            assertThat(holds(signer, "text\n", signature)).isFalse();
        }
    }

    @Test
    void noTypeHoldsOnceItIsCutOrAltered() {
        for (SignatureType type : SignatureType.values()) {
            NoteSigner signer = type == SignatureType.ED25519 ? LOG : cosigner(type, 7);
            NoteSignature signature = signer.sign(TEXT);
            byte[] value = signature.value().toArray();
            for (int length : new int[] {1, 7, 8, 9, 64, value.length - 1, value.length + 1}) {
                if (length != value.length) {
                    NoteSignature cut = with(signature, Arrays.copyOf(value, length));
                    assertThat(holds(signer, TEXT, cut)).as(type + " " + length).isFalse();
                }
            }
            for (int at : new int[] {0, 7, 8, value.length / 2, value.length - 1}) {
                byte[] altered = value.clone();
                altered[at] ^= 1;
                assertThat(holds(signer, TEXT, with(signature, altered))).isFalse();
            }
        }
    }

    @Test
    void mlDsaSignsNothingButCheckpoints() {
        NoteSigner signer = cosigner(SignatureType.ML_DSA_44_COSIGNATURE, 7);
        assertThatThrownBy(() -> signer.sign("text\n")).isInstanceOf(NoteException.class);
        String longOrigin = new Checkpoint("x".repeat(256), 1, TreeHashing.emptyRoot()).toText();
        assertThatThrownBy(() -> signer.sign(longOrigin)).isInstanceOf(NoteException.class);
        assertThat(holds(signer, longOrigin, signer.sign(TEXT))).isFalse();
        String longest = new Checkpoint("x".repeat(255), 1, TreeHashing.emptyRoot()).toText();
        assertThat(holds(signer, longest, signer.sign(longest))).isTrue();
    }

    @Test
    void timesBeforeTheEpochAreNoneAndMlDsaNeedsOne() {
        NoteSigner early = cosigner(SignatureType.ED25519_COSIGNATURE, -1);
        assertThatThrownBy(() -> early.sign(TEXT)).isInstanceOf(NoteException.class);
        NoteSigner zero = cosigner(SignatureType.ED25519_COSIGNATURE, 0);
        assertThat(holds(zero, TEXT, zero.sign(TEXT))).isTrue();
        NoteSigner timeless = cosigner(SignatureType.ML_DSA_44_COSIGNATURE, 0);
        assertThatThrownBy(() -> timeless.sign(TEXT)).isInstanceOf(NoteException.class);
        NoteSigner first = cosigner(SignatureType.ML_DSA_44_COSIGNATURE, 1);
        assertThat(holds(first, TEXT, first.sign(TEXT))).isTrue();
    }

    @Test
    void signsNothingThatIsNoText() {
        for (String text : List.of("", "no newline", "a\tb\n", "\ud800\n")) {
            assertThatThrownBy(() -> LOG.sign(text)).isInstanceOf(IllegalArgumentException.class);
            NoteSignature any = LOG.sign("text\n");
            assertThatThrownBy(() -> new SignedNote(text, List.of(any)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new SignedNote("text\n", List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesToCosignWithTheTypeOfALog() {
        assertThatThrownBy(() -> cosigner(SignatureType.ED25519, 7))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void makesTheSameSecretForAPurposeAgainAndAnotherForAnother() {
        assertThat(LOG.secretFor("a")).hasSize(64).isEqualTo(LOG.secretFor("a"));
        assertThat(LOG.secretFor("a")).isNotEqualTo(LOG.secretFor("b"));
        NoteSigner other = NoteSigner.ofLog(TestKeys.ORIGIN, TestKeys.ed25519());
        assertThat(other.secretFor("a")).isNotEqualTo(LOG.secretFor("a"));
        NoteSigner chancy = cosigner(SignatureType.ML_DSA_44_COSIGNATURE, 7);
        assertThatThrownBy(() -> chancy.secretFor("a")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void findsTheMlDsaKeysOfALogAmongAllItsKeys() {
        assertThat(
                        VerifierKey.mlDsaOfLog(
                                TestKeys.ORIGIN, List.of(PAIR.getPublic(), ML_DSA.getPublic())))
                .containsExactly(cosigner(SignatureType.ML_DSA_44_COSIGNATURE, 7).verifier());
        assertThat(VerifierKey.mlDsaOfLog(TestKeys.ORIGIN, List.of(PAIR.getPublic()))).isEmpty();
    }

    @Test
    void knowsALineThatIsAlmostOfAKnownKey() {
        NoteSignature genuine = LOG.sign(TEXT);
        NoteVerifier verifier = new NoteVerifier(List.of(LOG.verifier()));
        NoteSignature id = new NoteSignature(genuine.name(), genuine.keyId() + 1, genuine.value());
        NoteSignature name = new NoteSignature("x", genuine.keyId(), genuine.value());
        NoteSignature stranger = new NoteSignature("x", genuine.keyId() + 1, genuine.value());
        assertThat(verifier.hasAlmostKnown(new SignedNote(TEXT, List.of(genuine, id)))).isTrue();
        assertThat(verifier.hasAlmostKnown(new SignedNote(TEXT, List.of(genuine, name)))).isTrue();
        assertThat(verifier.hasAlmostKnown(new SignedNote(TEXT, List.of(genuine, stranger))))
                .isFalse();
    }

    @Test
    void verifiesByNoKeysAndByNoneTwice() {
        assertThatThrownBy(() -> new NoteVerifier(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NoteVerifier(List.of(LOG.verifier(), LOG.verifier())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void believesACheckpointUnderAnyKeyOfTheLogAndUnderNoWitness() {
        NoteSigner second = cosigner(SignatureType.ML_DSA_44_COSIGNATURE, 7);
        VerifierKey witness = cosigner(SignatureType.ED25519_COSIGNATURE, 7).verifier();
        VerifierKey elsewhere = VerifierKey.ofLog("elsewhere", TestKeys.ed25519().getPublic());
        byte[] note = new SignedNote(TEXT, List.of(second.sign(TEXT))).toBytes();
        List<VerifierKey> both = List.of(LOG.verifier(), second.verifier());
        assertThat(SignedCheckpoint.verify(note, both, List.of()))
                .isInstanceOf(CheckpointVerification.Valid.class);
        assertThat(SignedCheckpoint.verify(note, LOG.verifier(), List.of(second.verifier())))
                .isInstanceOf(CheckpointVerification.Refused.class);
        for (List<VerifierKey> keys :
                List.of(
                        List.<VerifierKey>of(),
                        List.of(witness),
                        List.of(LOG.verifier(), elsewhere))) {
            assertThatThrownBy(() -> SignedCheckpoint.verify(note, keys, List.of()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> SignedCheckpoint.verify(note, second.verifier()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void signsForItsOwnLogAlone() {
        Checkpoint own = new Checkpoint(TestKeys.ORIGIN, 0, TreeHashing.emptyRoot());
        Checkpoint other = new Checkpoint("elsewhere", 0, TreeHashing.emptyRoot());
        SignedCheckpoint signed = SignedCheckpoint.sign(own, LOG, List.of());
        assertThat(SignedCheckpoint.verify(signed.note().toArray(), LOG.verifier()))
                .isEqualTo(new CheckpointVerification.Valid(signed));
        assertThat(signed.root()).isEqualTo(TreeHashing.emptyRoot());
        assertThat(Checkpoint.claimedOrigin(signed.note().toArray())).isEqualTo(TestKeys.ORIGIN);
        assertThatThrownBy(() -> SignedCheckpoint.sign(other, LOG, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        NoteSigner witness = cosigner(SignatureType.ED25519_COSIGNATURE, 7);
        assertThatThrownBy(() -> SignedCheckpoint.sign(own, witness, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCheckpointHasAnOriginOfOneLineAndNoNegativeSize() {
        for (String origin : List.of("", "a\nb", "a\tb", "\ud800")) {
            assertThatThrownBy(() -> new Checkpoint(origin, 0, TreeHashing.emptyRoot()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new Checkpoint("a", -1, TreeHashing.emptyRoot()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Checkpoint.parse(TEXT).size()).isZero();
    }
}
