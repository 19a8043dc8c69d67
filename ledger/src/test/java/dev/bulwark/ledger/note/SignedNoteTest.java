package dev.bulwark.ledger.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.ledger.TestKeys;
import dev.bulwark.ledger.merkle.TreeHashing;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignedNoteTest {
    private static final KeyPair PAIR = TestKeys.ed25519();
    private static final VerifierKey KEY = TestKeys.verifier(PAIR);
    private static final NoteSigner SIGNER = NoteSigner.ofLog(TestKeys.ORIGIN, PAIR);
    private static final Checkpoint CHECKPOINT =
            new Checkpoint(TestKeys.ORIGIN, 7, TreeHashing.leaf(new byte[0]));

    private static SignedCheckpoint signed() {
        return SignedCheckpoint.sign(CHECKPOINT, SIGNER, List.of());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static CheckpointVerification verify(byte[] note) {
        return SignedCheckpoint.verify(note, KEY);
    }

    @Test
    void refusesEveryTruncation() {
        byte[] note = signed().note().toArray();
        for (int length = 0; length < note.length; length++) {
            assertThat(verify(java.util.Arrays.copyOf(note, length)))
                    .isInstanceOf(CheckpointVerification.Refused.class);
        }
        assertThat(verify(note)).isInstanceOf(CheckpointVerification.Valid.class);
    }

    @Test
    void refusesEveryFlippedBit() {
        byte[] note = signed().note().toArray();
        for (int bit = 0; bit < note.length * 8; bit++) {
            byte[] altered = note.clone();
            altered[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(verify(altered)).isInstanceOf(CheckpointVerification.Refused.class);
        }
    }

    @Test
    void refusesWhatIsTooLargeOrHasTooManySignatures() {
        NoteSignature line = SIGNER.sign("text\n");
        assertThatThrownBy(() -> SignedNote.parse(new byte[SignedNote.LARGEST_IN_BYTES + 1]))
                .isInstanceOf(NoteException.class);
        SignedNote most = new SignedNote("text\n", Collections.nCopies(64, line));
        assertThat(SignedNote.parse(most.toBytes())).isEqualTo(most);
        assertThatThrownBy(() -> most.with(line)).isInstanceOf(IllegalArgumentException.class);
        byte[] oneMore =
                utf8(new String(most.toBytes(), StandardCharsets.UTF_8) + line.toLine() + "\n");
        assertThatThrownBy(() -> SignedNote.parse(oneMore))
                .isInstanceOf(NoteException.class)
                .hasMessageContaining("64");
    }

    @Test
    void acceptsSixteenPostQuantumSignatures() {
        NoteSignature big = new NoteSignature("pq.example", 1, Bytes.of(new byte[4_700]));
        SignedNote note = new SignedNote("text\n", Collections.nCopies(16, big));
        assertThat(SignedNote.parse(note.toBytes())).isEqualTo(note);
    }

    @Test
    void refusesMalformedNotes() {
        String line = SIGNER.sign("text\n").toLine();
        List<String> malformed =
                List.of(
                        "",
                        "\n",
                        "\n\n",
                        "text\n\n",
                        "text\n" + line + "\n",
                        "text\n\n" + line,
                        "text\n\n" + line + "\n\n",
                        "text\n\n" + line + " \n",
                        "text\n\n" + line.replace('\u2014', '-') + "\n",
                        "text\n\n" + line.substring(0, line.length() - 1) + "\n",
                        "text\n\n\u2014 name AAAAAA==\n",
                        "text\n\n\u2014 name\n",
                        "text\n\n\u2014  AAAAAAA=\n",
                        "text\n\n\u2014 na+me AAAAAAA=\n",
                        "text\n\n\u2014 name AAAAAAB=\n",
                        "text\n\n\u2014 name AAAAAA\n",
                        "te\txt\n\n" + line + "\n",
                        "text\r\n\r\n" + line + "\r\n",
                        "text\n\nstray\n" + line + "\n");
        for (String note : malformed) {
            assertThatThrownBy(() -> SignedNote.parse(utf8(note)))
                    .as(note)
                    .isInstanceOf(NoteException.class);
        }
        assertThatThrownBy(() -> SignedNote.parse(new byte[] {(byte) 0xff, '\n', '\n', '\n'}))
                .isInstanceOf(NoteException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void endsTheTextAtTheLastEmptyLine() {
        String text = "one\n\ntwo\n";
        SignedNote note = new SignedNote(text, List.of(SIGNER.sign(text)));
        assertThat(SignedNote.parse(note.toBytes()).text()).isEqualTo(text);
    }

    @Test
    void ignoresStrangersEvenIfTheyShareNameOrId() {
        NoteSignature genuine = SIGNER.sign(CHECKPOINT.toText());
        NoteSignature sameName = new NoteSignature(KEY.name(), KEY.id() + 1, genuine.value());
        NoteSignature sameId = new NoteSignature("stranger", KEY.id(), genuine.value());
        SignedNote note = new SignedNote(CHECKPOINT.toText(), List.of(sameName, sameId, genuine));
        assertThat(verify(note.toBytes())).isInstanceOf(CheckpointVerification.Valid.class);
        SignedNote onlyStrangers = new SignedNote(CHECKPOINT.toText(), List.of(sameName, sameId));
        assertThat(verify(onlyStrangers.toBytes()))
                .isEqualTo(new CheckpointVerification.Refused("no known key signed it"));
    }

    @Test
    void condemnsANoteInWhichAKnownKeyFailsBesideAnotherThatHolds() {
        KeyPair witness = TestKeys.ed25519();
        NoteSigner cosigner =
                NoteSigner.cosigner(
                        "w", SignatureType.ED25519_COSIGNATURE, witness, () -> Instant.EPOCH);
        NoteSignature genuine = cosigner.sign(CHECKPOINT.toText());
        byte[] bytes = genuine.value().toArray();
        bytes[7] ^= 1; // the time
        NoteSignature altered = new NoteSignature(genuine.name(), genuine.keyId(), Bytes.of(bytes));
        SignedNote note =
                new SignedNote(
                        CHECKPOINT.toText(), List.of(SIGNER.sign(CHECKPOINT.toText()), altered));
        assertThat(SignedCheckpoint.verify(note.toBytes(), KEY, List.of(cosigner.verifier())))
                .isInstanceOf(CheckpointVerification.Refused.class);
        assertThat(verify(note.toBytes())).isInstanceOf(CheckpointVerification.Valid.class);
    }

    @Test
    void believesNoCheckpointThatOnlyAWitnessSigned() {
        NoteSigner cosigner =
                NoteSigner.cosigner(
                        "w",
                        SignatureType.ED25519_COSIGNATURE,
                        TestKeys.ed25519(),
                        () -> Instant.EPOCH);
        String text = CHECKPOINT.toText();
        SignedNote note = new SignedNote(text, List.of(cosigner.sign(text)));
        assertThat(SignedCheckpoint.verify(note.toBytes(), KEY, List.of(cosigner.verifier())))
                .isEqualTo(
                        new CheckpointVerification.Refused(
                                "the key of log 'bulwark.test/log' did not sign it"));
    }

    @Test
    void believesNoCheckpointOfAnotherOriginUnderTheSameKey() {
        String text = new Checkpoint("elsewhere", 7, CHECKPOINT.root()).toText();
        SignedNote note = new SignedNote(text, List.of(SIGNER.sign(text)));
        assertThat(verify(note.toBytes())).isInstanceOf(CheckpointVerification.Refused.class);
    }

    @Test
    void signsWithMlDsaBesideTheLogKey() {
        NoteSigner postQuantum =
                NoteSigner.cosigner(
                        TestKeys.ORIGIN,
                        SignatureType.ML_DSA_44_COSIGNATURE,
                        TestKeys.generate("ML-DSA-44"),
                        () -> Instant.ofEpochSecond(1_800_000_000));
        SignedCheckpoint both = SignedCheckpoint.sign(CHECKPOINT, SIGNER, List.of(postQuantum));
        CheckpointVerification verification =
                SignedCheckpoint.verify(
                        both.note().toArray(), KEY, List.of(postQuantum.verifier()));
        assertThat(verification).isEqualTo(new CheckpointVerification.Valid(both));
        assertThat(((CheckpointVerification.Valid) verification).checkpoint().signers())
                .containsExactly(KEY, postQuantum.verifier());
    }

    @Test
    void refusesToSignWithAKeyThatDoesNotBelongToThePublicOne() {
        KeyPair mixed = new KeyPair(PAIR.getPublic(), TestKeys.ed25519().getPrivate());
        NoteSigner signer = NoteSigner.ofLog(TestKeys.ORIGIN, mixed);
        assertThatThrownBy(() -> signer.sign("text\n"))
                .isInstanceOf(NoteException.class)
                .hasMessageContaining("does not verify");
    }

    @Test
    void refusesTextsThatAreNoCheckpoints() {
        String root = CHECKPOINT.root().toBase64();
        List<String> texts =
                List.of(
                        "",
                        "\n7\n" + root + "\n",
                        "log\n07\n" + root + "\n",
                        "log\n-7\n" + root + "\n",
                        "log\n+7\n" + root + "\n",
                        "log\n\n" + root + "\n",
                        "log\n9223372036854775808\n" + root + "\n",
                        "log\n99999999999999999999\n" + root + "\n",
                        "log\n\u0667\n" + root + "\n",
                        "log\n7\n" + root,
                        "log\n7\n" + root.substring(4) + "\n",
                        "log\n7\n" + root.replace("=", "") + "\n",
                        "log\n7\n" + root + "\nextension\n",
                        "log\n7\n" + root + "\n\n");
        for (String text : texts) {
            assertThatThrownBy(() -> Checkpoint.parse(text))
                    .as(text)
                    .isInstanceOf(NoteException.class);
        }
        assertThat(Checkpoint.parse(CHECKPOINT.toText())).isEqualTo(CHECKPOINT);
        assertThat(Checkpoint.parse("log\n9223372036854775807\n" + root + "\n").size())
                .isEqualTo(Long.MAX_VALUE);
    }
}
