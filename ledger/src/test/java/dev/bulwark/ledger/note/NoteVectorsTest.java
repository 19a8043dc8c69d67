package dev.bulwark.ledger.note;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.SharedVectors;
import dev.bulwark.ledger.TestKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Notes of own/tlog (another implementation), Tessera's checkpoints, CCTV's Ed25519 vectors. */
class NoteVectorsTest {
    private static final String TESSERA =
            "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

    /** The flags under which our one rule refuses; every other vector holds. */
    private static final Set<String> REFUSED =
            Set.of(
                    "low_order_A",
                    "low_order_R",
                    "non_canonical_A",
                    "non_canonical_R",
                    "low_order_residue");

    /** What we say to what the source says is wrong with a note. */
    private static final Map<String, String> WHY =
            Map.of(
                    "root flipped", "does not fit the text",
                    "CRLF", "control character",
                    "hyphen instead of em dash", "em dash",
                    "name mismatch", "no known key",
                    "empty origin", "origin is empty",
                    "cosig time edited", "does not fit the text");

    private static Json.Obj own() {
        return SharedVectors.json(SharedVectors.folder("own/tlog/notes-own.json"));
    }

    private static List<VerifierKey> keys(Json.Obj own) {
        return List.of(
                VerifierKey.parse(own.string("log_vkey")),
                VerifierKey.parse(own.string("w1_vkey")),
                VerifierKey.parse(own.string("w2_vkey")));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void writesVerifierKeysAsItReadThem() {
        Json.Obj own = own();
        for (String name : List.of("log_vkey", "w1_vkey", "w2_vkey")) {
            assertThat(VerifierKey.parse(own.string(name)).vkey()).isEqualTo(own.string(name));
        }
    }

    @Test
    void verifiesLogSignatureAndBothKindsOfCosignature() {
        Json.Obj own = own();
        List<VerifierKey> keys = keys(own);
        NoteVerifier verifier = new NoteVerifier(keys);
        assertThat(signers(verifier, own.string("note"))).isEqualTo(keys.subList(0, 1));
        assertThat(signers(verifier, own.string("cosigned"))).isEqualTo(keys.subList(0, 2));
        assertThat(signers(verifier, own.string("cosigned_pq"))).isEqualTo(keys);
    }

    private static List<VerifierKey> signers(NoteVerifier verifier, String note) {
        assertThat(verifier.verify(utf8(note))).isInstanceOf(NoteVerification.Verified.class);
        return ((NoteVerification.Verified) verifier.verify(utf8(note))).signers();
    }

    @Test
    void readsAndWritesNotesByteForByte() {
        Json.Obj own = own();
        for (String name : List.of("note", "cosigned", "cosigned_pq")) {
            byte[] note = utf8(own.string(name));
            assertThat(SignedNote.parse(note).toBytes()).isEqualTo(note);
        }
    }

    @Test
    void refusesEveryInvalidNote() {
        Json.Obj own = own();
        VerifierKey log = keys(own).getFirst();
        List<Json.Obj> invalid = own.objects("invalid");
        assertThat(invalid).hasSize(6);
        for (Json.Obj vector : invalid) {
            CheckpointVerification verification =
                    SignedCheckpoint.verify(
                            utf8(vector.string("note")), log, keys(own).subList(1, 3));
            assertThat(verification)
                    .as(vector.string("why"))
                    .isInstanceOfSatisfying(
                            CheckpointVerification.Refused.class,
                            refused ->
                                    assertThat(refused.why())
                                            .contains(WHY.get(vector.string("why"))));
        }
    }

    @Test
    void signsByteForByteAsAnotherImplementationDoes() {
        Json.Obj own = own();
        VerifierKey log = keys(own).get(0);
        VerifierKey witness = keys(own).get(1);
        KeyPair logPair = TestKeys.fromLabel("aisec-log", log);
        KeyPair witnessPair = TestKeys.fromLabel("aisec-w1", witness);
        SignedNote note = SignedNote.parse(utf8(own.string("note")));
        SignedCheckpoint signed =
                SignedCheckpoint.sign(
                        Checkpoint.parse(note.text()),
                        NoteSigner.ofLog(log.name(), logPair),
                        List.of(
                                NoteSigner.cosigner(
                                        witness.name(),
                                        witness.type(),
                                        witnessPair,
                                        () -> Instant.ofEpochSecond(0x6955b900L))));
        assertThat(new String(signed.note().toArray(), StandardCharsets.UTF_8))
                .isEqualTo(own.string("cosigned"));
    }

    @Test
    void buildsTheMessageUnderMlDsaCosignaturesExactly() {
        Json.Obj own = own();
        SignedNote note = SignedNote.parse(utf8(own.string("note")));
        byte[] message =
                SignedMessage.ofMlDsaCosignature("witness.example/w2", note.text(), 0x6955b900L);
        assertThat(HexFormat.of().formatHex(message)).isEqualTo(own.string("pq_message_hex"));
    }

    @Test
    void verifiesEveryCheckpointOfTessera() {
        Path folder = SharedVectors.folder("tessera/testdata/log");
        VerifierKey key = VerifierKey.parse(TESSERA);
        for (int size = 0; size <= 8; size++) {
            byte[] note = SharedVectors.bytes(folder.resolve("checkpoint." + size));
            CheckpointVerification verification = SignedCheckpoint.verify(note, key);
            assertThat(verification).isInstanceOf(CheckpointVerification.Valid.class);
            assertThat(((CheckpointVerification.Valid) verification).checkpoint().size())
                    .isEqualTo(size);
        }
    }

    @Test
    void followsOneRuleOnEdwardsCurveEdgeCases() {
        Path file = SharedVectors.folder("cctv/ed25519/ed25519vectors.json");
        Json.Arr vectors = (Json.Arr) Json.parse(SharedVectors.bytes(file));
        assertThat(vectors.elements()).hasSize(488);
        int held = 0;
        for (Json element : vectors.elements()) {
            Json.Obj vector = (Json.Obj) element;
            Set<String> flags = new TreeSet<>();
            if (vector.get("flags").orElseThrow() instanceof Json.Arr) {
                flags.addAll(vector.strings("flags"));
            }
            boolean expected = flags.stream().noneMatch(REFUSED::contains);
            assertThat(holds(vector)).as(vector.toString()).isEqualTo(expected);
            held += expected ? 1 : 0;
        }
        assertThat(held).isEqualTo(23);
    }

    private static boolean holds(Json.Obj vector) {
        HexFormat hex = HexFormat.of();
        VerifierKey key;
        try {
            key = VerifierKeyTest.raw(hex.parseHex(vector.string("key")));
        } catch (NoteException e) {
            return false; // the key itself is refused
        }
        return key.holds(utf8(vector.string("msg")), hex.parseHex(vector.string("sig")));
    }
}
