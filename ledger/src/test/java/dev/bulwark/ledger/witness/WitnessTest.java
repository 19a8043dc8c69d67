package dev.bulwark.ledger.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.ledger.TestKeys;
import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.merkle.TreeHashing;
import dev.bulwark.ledger.note.Checkpoint;
import dev.bulwark.ledger.note.CheckpointVerification;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.SignatureType;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.note.SignedNote;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WitnessTest {
    @TempDir private Path folder;
    private final GrowingLog log = GrowingLog.fresh();
    private WitnessState state;
    private Witness witness;

    @BeforeEach
    void open() {
        state = WitnessFixture.state(folder);
        witness = WitnessFixture.witness(log, state);
    }

    @AfterEach
    void close() {
        state.close();
    }

    private void reopen() {
        state.close();
        open();
    }

    private long size() {
        return witness.checkpoint(WitnessState.name(TestKeys.ORIGIN))
                .map(note -> Checkpoint.parse(SignedNote.parse(note.toArray()).text()).size())
                .orElse(-1L);
    }

    private int status(byte[] body) {
        return witness.add(body).status();
    }

    @Test
    void cosignsTheFirstCheckpointAndEachThatExtendsIt() {
        assertThat(status(log.body(0, 5))).isEqualTo(200);
        assertThat(status(log.body(5, 5))).isEqualTo(200);
        assertThat(status(log.body(5, 300))).isEqualTo(200);
        assertThat(size()).isEqualTo(300);
    }

    @Test
    void signsWithBothOfItsKeysOverTheWholeTree() {
        Submission outcome = witness.add(log.body(0, 7));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Submission.Cosigned.class,
                        cosigned -> {
                            SignedNote note = SignedNote.parse(log.at(7).note().toArray());
                            for (var signature : cosigned.signatures()) {
                                note = note.with(signature);
                            }
                            assertThat(
                                            SignedCheckpoint.verify(
                                                    note.toBytes(),
                                                    log.signer().verifier(),
                                                    WitnessFixture.verifiers()))
                                    .isInstanceOfSatisfying(
                                            CheckpointVerification.Valid.class,
                                            valid ->
                                                    assertThat(valid.checkpoint().signers())
                                                            .containsAll(
                                                                    WitnessFixture.verifiers()));
                        });
    }

    @Test
    void cosignsAnEmptyLogOnlyWithTheEmptyRoot() {
        assertThat(status(log.body(0, 0))).isEqualTo(200);
        Checkpoint wrong = new Checkpoint(TestKeys.ORIGIN, 0, TreeHashing.leaf(new byte[0]));
        Bytes note = SignedCheckpoint.sign(wrong, log.signer(), List.of()).note();
        assertThat(status(GrowingLog.body(0, List.of(), note))).isEqualTo(422);
        assertThat(status(log.body(0, 3))).isEqualTo(200);
    }

    @Test
    void answers400ToAnOldSizeAboveTheNewOne() {
        assertThat(witness.add(GrowingLog.body(6, List.of(), log.at(5).note())).describe())
                .isEqualTo("the old size 6 is above the checkpoint's 5");
        assertThat(status(GrowingLog.body(6, List.of(), log.at(5).note()))).isEqualTo(400);
    }

    @Test
    void answers403UnlessATrustedKeyOfThatOriginSigned() {
        GrowingLog impostor = GrowingLog.fresh();
        assertThat(status(impostor.body(0, 5))).isEqualTo(403);
        SignedNote genuine = SignedNote.parse(log.at(5).note().toArray());
        SignedNote other = SignedNote.parse(log.at(6).note().toArray());
        byte[] swapped = new SignedNote(genuine.text(), other.signatures()).toBytes();
        assertThat(status(GrowingLog.body(0, List.of(), Bytes.of(swapped)))).isEqualTo(403);
        byte[] both = genuine.with(other.signatures().getFirst()).toBytes();
        assertThat(status(GrowingLog.body(0, List.of(), Bytes.of(both)))).isEqualTo(403);
        assertThat(size()).isEqualTo(-1);
    }

    @Test
    void ignoresSignaturesOfUnknownKeysAndKeepsNoneOfThem() {
        NoteSigner stranger =
                NoteSigner.cosigner(
                        "stranger.test",
                        SignatureType.ED25519_COSIGNATURE,
                        TestKeys.ed25519(),
                        WitnessFixture.CLOCK);
        Bytes note = log.at(5, List.of(stranger)).note();
        assertThat(status(GrowingLog.body(0, List.of(), note))).isEqualTo(200);
        Bytes kept = witness.checkpoint(WitnessState.name(TestKeys.ORIGIN)).orElseThrow();
        assertThat(new String(kept.toArray(), StandardCharsets.UTF_8))
                .doesNotContain("stranger.test")
                .contains("— " + TestKeys.ORIGIN)
                .contains("— " + WitnessFixture.NAME);
    }

    @Test
    void answers404ToAnUnknownOriginBeforeLookingAtItsSignature() {
        NoteSigner unknown = NoteSigner.ofLog("elsewhere.test/log", TestKeys.ed25519());
        GrowingLog elsewhere = new GrowingLog(unknown, "");
        assertThat(status(elsewhere.body(0, 5))).isEqualTo(404);
        assertThat(witness.checkpoint(WitnessState.name("elsewhere.test/log"))).isEmpty();
        assertThat(witness.checkpoint("../state")).isEmpty();
    }

    @Test
    void answers409WithTheSizeItCosignedLast() {
        assertThat(witness.add(log.body(3, 5)))
                .isEqualTo(new Submission.Conflict(TestKeys.ORIGIN, 0, 3));
        assertThat(status(log.body(0, 5))).isEqualTo(200);
        assertThat(witness.add(log.body(0, 9)))
                .isEqualTo(new Submission.Conflict(TestKeys.ORIGIN, 5, 0));
        assertThat(witness.add(log.body(3, 4)))
                .isEqualTo(new Submission.Conflict(TestKeys.ORIGIN, 5, 3));
        assertThat(size()).isEqualTo(5);
    }

    @Test
    void answers422ToEveryProofThatDoesNotHold() {
        assertThat(status(log.body(0, 5))).isEqualTo(200);
        List<TreeHash> good = log.proof(5, 11);
        List<List<TreeHash>> forged = new ArrayList<>();
        forged.add(List.of());
        forged.add(good.subList(1, good.size()));
        forged.add(Collections.nCopies(63, good.getFirst()));
        forged.add(log.proof(6, 11));
        forged.add(log.fork().proof(5, 11));
        for (int i = 0; i < good.size(); i++) {
            List<TreeHash> altered = new ArrayList<>(good);
            altered.set(i, TreeHashing.emptyRoot());
            forged.add(altered);
        }
        for (List<TreeHash> proof : forged) {
            assertThat(status(GrowingLog.body(5, proof, log.at(11).note()))).isEqualTo(422);
        }
        assertThat(size()).isEqualTo(5);
        assertThat(status(GrowingLog.body(5, good, log.at(11).note()))).isEqualTo(200);
    }

    @Test
    void answers422ToAProofFromNothingAndToOneBetweenEqualSizes() {
        List<TreeHash> some = List.of(TreeHashing.emptyRoot());
        assertThat(status(GrowingLog.body(0, some, log.at(5).note()))).isEqualTo(422);
        assertThat(status(log.body(0, 5))).isEqualTo(200);
        assertThat(status(GrowingLog.body(5, some, log.at(5).note()))).isEqualTo(422);
    }

    @Test
    void answers422ToAnotherTreeOfTheSameSizeOrALargerOne() {
        assertThat(status(log.body(0, 5))).isEqualTo(200);
        assertThat(status(log.fork().body(5, 5))).isEqualTo(422);
        assertThat(status(log.fork().body(5, 9))).isEqualTo(422);
        assertThat(size()).isEqualTo(5);
    }

    @Test
    void givesNothingForAReplayOfAnEarlierRequest() {
        byte[] first = log.body(0, 5);
        byte[] second = log.body(5, 9);
        assertThat(status(first)).isEqualTo(200);
        assertThat(status(second)).isEqualTo(200);
        assertThat(status(first)).isEqualTo(409);
        assertThat(status(second)).isEqualTo(409);
        assertThat(size()).isEqualTo(9);
    }

    @Test
    void answers400ToEveryMalformedBody() {
        String note = new String(log.at(5).note().toArray(), StandardCharsets.UTF_8);
        String hash = TreeHashing.emptyRoot().toBase64();
        List<String> bodies =
                List.of(
                        "",
                        "\n",
                        "old 0",
                        "old 0\n",
                        "old 0\n\n",
                        "old 0\n" + note,
                        "old\n\n" + note,
                        "old  0\n\n" + note,
                        "old 00\n\n" + note,
                        "old -1\n\n" + note,
                        "old 0 \n\n" + note,
                        "old 9223372036854775808\n\n" + note,
                        "Old 0\n\n" + note,
                        "old 0\r\n\r\n" + note,
                        "old 5\n" + hash.substring(1) + "\n\n" + note,
                        "old 5\n" + hash.replace("=", "") + "\n\n" + note,
                        "old 5\n" + (hash + "\n").repeat(64) + "\n" + note,
                        "old 5\n" + (hash + "\n").repeat(10_000) + "\n" + note,
                        "old 0\n\n" + note.replace("5\n", "05\n"),
                        "old 0\n\n" + note.replace("\n\n", "\nextension\n\n"));
        for (String body : bodies) {
            assertThat(status(body.getBytes(StandardCharsets.UTF_8))).as(body).isEqualTo(400);
        }
        assertThat(status(new byte[AddCheckpoint.LARGEST_IN_BYTES + 1])).isEqualTo(400);
        assertThat(status(("old 0\n\n" + note).getBytes(StandardCharsets.UTF_8))).isEqualTo(200);
    }

    @Test
    void cosignsNothingForATruncatedOrFlippedBody() {
        assertThat(status(log.body(0, 5))).isEqualTo(200);
        byte[] body = log.body(5, 11);
        for (int length = 0; length < body.length; length++) {
            assertThat(status(Arrays.copyOf(body, length))).as("%d bytes", length).isEqualTo(400);
        }
        for (int at = 0; at < body.length; at++) {
            byte[] flipped = body.clone();
            flipped[at] ^= (byte) (1 << (at % 8));
            assertThat(status(flipped)).as("byte %d", at).isIn(400, 403, 404, 409, 422);
        }
        assertThat(size()).isEqualTo(5);
    }

    @Test
    void remembersAcrossARestart() {
        assertThat(status(log.body(0, 5))).isEqualTo(200);
        reopen();
        assertThat(witness.load()).isEqualTo(1);
        assertThat(status(log.body(0, 4))).isEqualTo(409);
        assertThat(status(log.body(5, 6))).isEqualTo(200);
    }

    @Test
    void refusesAStateThatSomebodyElseWrote() throws Exception {
        assertThat(status(log.body(0, 5))).isEqualTo(200);
        Path file = state.file(TestKeys.ORIGIN);
        Files.write(file, log.at(2).note().toArray()); // of the log, but never cosigned
        reopen();
        assertThatThrownBy(witness::load)
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("this witness did not cosign it");
        assertThat(status(log.body(2, 6))).isEqualTo(503);
        assertThat(status(log.body(0, 6))).isEqualTo(503);
        Files.write(file, new byte[0]);
        reopen();
        assertThat(status(log.body(0, 6))).isEqualTo(503);
    }

    @Test
    void keepsASecondWitnessOffItsState() {
        assertThatThrownBy(() -> WitnessFixture.state(folder))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> assertThat(e.code()).isEqualTo("WITNESS_STATE_LOCKED"));
    }

    @Test
    void isNeverRolledBackByAHundredConcurrentSubmissions() throws Exception {
        int submissions = 100;
        List<Callable<List<Submission>>> clients = new ArrayList<>();
        for (int i = 0; i < submissions; i++) {
            long to = 1 + (i * 37L) % submissions;
            clients.add(() -> climb(to));
        }
        List<Long> cosigned = Collections.synchronizedList(new ArrayList<>());
        try (ExecutorService pool = Executors.newFixedThreadPool(16)) {
            for (Future<List<Submission>> each : pool.invokeAll(clients)) {
                for (Submission outcome : each.get()) {
                    if (outcome instanceof Submission.Cosigned yes) {
                        cosigned.add(yes.size());
                    }
                }
            }
        }
        assertThat(cosigned).doesNotHaveDuplicates().contains((long) submissions);
        assertThat(size()).isEqualTo(submissions);
        reopen();
        assertThat(size()).isEqualTo(submissions);
    }

    /** Submits until it is cosigned or the witness is further on. */
    private List<Submission> climb(long to) {
        List<Submission> outcomes = new ArrayList<>();
        long from = 0;
        while (from < to) {
            Submission outcome = witness.add(log.body(from, to));
            outcomes.add(outcome);
            if (!(outcome instanceof Submission.Conflict conflict)) {
                break;
            }
            assertThat(conflict.size()).as("the witness never goes back").isGreaterThan(from);
            from = conflict.size();
        }
        return outcomes;
    }
}
