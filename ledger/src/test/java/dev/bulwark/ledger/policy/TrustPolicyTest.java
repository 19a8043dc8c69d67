package dev.bulwark.ledger.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.ledger.TestKeys;
import dev.bulwark.ledger.merkle.TreeHashing;
import dev.bulwark.ledger.note.Checkpoint;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.SignatureType;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.note.SignedNote;
import dev.bulwark.testkit.FixedClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrustPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final FixedClock CLOCK = FixedClock.at(NOW);
    private static final NoteSigner LOG = NoteSigner.ofLog(TestKeys.ORIGIN, TestKeys.ed25519());
    private static final NoteSigner W1 = ed25519("witness.test/1");
    private static final NoteSigner W2 = mlDsa("witness.test/2");
    private static final NoteSigner W3 = ed25519("witness.test/3");
    private static final String NAMES =
            """
            log %s https://log.test/
            witness w1 %s https://w1.test/
            witness w2 %s
            witness w3 %s
            """
                    .formatted(LOG.verifier(), W1.verifier(), W2.verifier(), W3.verifier());

    private static NoteSigner ed25519(String name) {
        return NoteSigner.cosigner(
                name, SignatureType.ED25519_COSIGNATURE, TestKeys.ed25519(), CLOCK);
    }

    private static NoteSigner mlDsa(String name) {
        return NoteSigner.cosigner(
                name, SignatureType.ML_DSA_44_COSIGNATURE, TestKeys.generate("ML-DSA-44"), CLOCK);
    }

    private static TrustPolicy policy(String text) {
        return TrustPolicy.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] note(NoteSigner... cosigners) {
        return SignedCheckpoint.sign(
                        new Checkpoint(TestKeys.ORIGIN, 0, TreeHashing.emptyRoot()),
                        LOG,
                        List.of(cosigners))
                .note()
                .toArray();
    }

    private static String problems(String text) {
        try {
            policy(text);
            return "";
        } catch (PolicyException e) {
            return e.what();
        }
    }

    @Test
    void readsEveryKindOfLine() {
        TrustPolicy policy =
                policy(
                        "# who is believed\n\n \t# and more\n"
                                + NAMES
                                + "group\tpair  2 \t w1 w2 \n"
                                + "group all3 all pair w3\n"
                                + "quorum all3\n");
        assertThat(policy.logs()).hasSize(1);
        assertThat(policy.logs().getFirst().url()).isEqualTo("https://log.test/");
        assertThat(policy.witnesses())
                .extracting(PolicyWitness::name)
                .containsExactly("w1", "w2", "w3");
        assertThat(policy.witnesses().get(1).url()).isEmpty();
        assertThat(policy.quorum().describe()).isEqualTo("all3 (2 of pair (2 of w1, w2), w3)");
    }

    @Test
    void acceptsTheQuorumOfTheSpecificationsExample() {
        TrustPolicy policy =
                policy(
                        NAMES
                                + "group x 2 w1 w2\n"
                                + "group y any w3\n"
                                + "group x-and-y all x y\n"
                                + "quorum x-and-y\n");
        assertThat(policy.verify(note(W1, W2, W3), NOW)).isInstanceOf(PolicyVerdict.Accepted.class);
        for (byte[] note : List.of(note(W1, W2), note(W1, W3), note(W3), note())) {
            assertThat(policy.verify(note, NOW)).isInstanceOf(PolicyVerdict.Refused.class);
        }
    }

    @Test
    void namesWhoCosignedAndWhatWasAskedFor() {
        TrustPolicy policy = policy(NAMES + "group two 2 w1 w2 w3\nquorum two\n");
        assertThat(policy.verify(note(W1, W3), NOW))
                .isInstanceOfSatisfying(
                        PolicyVerdict.Accepted.class,
                        accepted -> {
                            assertThat(accepted.witnesses()).containsExactly("w1", "w3");
                            assertThat(accepted.describe())
                                    .isEqualTo("cosigned by w1, w3; quorum two (2 of w1, w2, w3)");
                        });
        assertThat(policy.verify(note(W3), NOW))
                .isEqualTo(
                        new PolicyVerdict.Refused(
                                "the quorum two (2 of w1, w2, w3) is not reached:"
                                        + " cosigned by w3"));
    }

    @Test
    void saysThatQuorumNoneProvesNothingAgainstTheOperator() {
        assertThat(policy(NAMES + "quorum none\n").verify(note(), NOW))
                .isInstanceOfSatisfying(
                        PolicyVerdict.Accepted.class,
                        accepted ->
                                assertThat(accepted.describe())
                                        .contains("proves nothing against the log's operator"));
    }

    @Test
    void believesAnyOneOfTheListedKeysOfALog() {
        NoteSigner postQuantum = mlDsa(TestKeys.ORIGIN);
        String only = "log " + postQuantum.verifier() + "\nquorum none\n";
        assertThat(policy(only).verify(note(postQuantum), NOW))
                .isInstanceOf(PolicyVerdict.Accepted.class);
        assertThat(policy(only).verify(note(), NOW)).isInstanceOf(PolicyVerdict.Refused.class);
        String both = "log " + LOG.verifier() + "\n" + only;
        assertThat(policy(both).verify(note(), NOW)).isInstanceOf(PolicyVerdict.Accepted.class);
    }

    @Test
    void refusesALogThatIsNotListedAndACheckpointOfAnotherKey() {
        NoteSigner other = NoteSigner.ofLog(TestKeys.ORIGIN, TestKeys.ed25519());
        TrustPolicy policy = policy("log " + other.verifier() + "\nquorum none\n");
        assertThat(policy.verify(note(W1), NOW)).isInstanceOf(PolicyVerdict.Refused.class);
        assertThat(policy("quorum none\n").verify(note(), NOW))
                .isInstanceOf(PolicyVerdict.Refused.class);
        assertThatThrownBy(() -> policy.forLog(LOG.verifier()))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining(LOG.verifier().vkey());
        assertThat(policy("quorum none\n").forLog(LOG.verifier()).verify(note(), NOW))
                .isInstanceOf(PolicyVerdict.Accepted.class);
    }

    @Test
    void doesNotCountCosignaturesFromTheFutureOrAtTimeZero() {
        TrustPolicy policy = policy(NAMES + "quorum w1\n");
        byte[] note = note(W1);
        assertThat(policy.verify(note, NOW.minus(TrustPolicy.CLOCK_SKEW)))
                .isInstanceOf(PolicyVerdict.Accepted.class);
        assertThat(policy.verify(note, NOW.minus(TrustPolicy.CLOCK_SKEW).minusSeconds(1)))
                .isInstanceOf(PolicyVerdict.Refused.class);
        FixedClock epoch = FixedClock.at(Instant.EPOCH);
        NoteSigner atZero =
                NoteSigner.cosigner(
                        "witness.test/zero",
                        SignatureType.ED25519_COSIGNATURE,
                        TestKeys.ed25519(),
                        epoch);
        TrustPolicy zero =
                policy(
                        "log "
                                + LOG.verifier()
                                + "\nwitness z "
                                + atZero.verifier()
                                + "\nquorum z\n");
        assertThat(zero.verify(note(atZero), NOW)).isInstanceOf(PolicyVerdict.Refused.class);
        epoch.advance(Duration.ofSeconds(1));
        assertThat(zero.verify(note(atZero), NOW)).isInstanceOf(PolicyVerdict.Accepted.class);
    }

    @Test
    void refusesANoteInWhichAKnownWitnessDoesNotHold() {
        TrustPolicy policy = policy(NAMES + "quorum w3\n");
        SignedNote good = SignedNote.parse(note(W1, W3));
        SignedNote other =
                SignedNote.parse(
                        SignedCheckpoint.sign(
                                        new Checkpoint(
                                                TestKeys.ORIGIN, 1, TreeHashing.leaf(new byte[0])),
                                        LOG,
                                        List.of(W1))
                                .note()
                                .toArray());
        List<dev.bulwark.ledger.note.NoteSignature> mixed = new ArrayList<>(good.signatures());
        mixed.set(1, other.signatures().get(1)); // w1's, over another checkpoint
        assertThat(policy.verify(new SignedNote(good.text(), mixed).toBytes(), NOW))
                .isInstanceOf(PolicyVerdict.Refused.class);
    }

    static Stream<Arguments> malformed() {
        String w1 = W1.verifier().vkey();
        String w2 = W2.verifier().vkey();
        String log = LOG.verifier().vkey();
        NoteSigner renamed =
                NoteSigner.cosigner(
                        "other.name", SignatureType.ED25519_COSIGNATURE, SAME_PAIR, CLOCK);
        String same =
                NoteSigner.cosigner("one.name", SignatureType.ED25519_COSIGNATURE, SAME_PAIR, CLOCK)
                        .verifier()
                        .vkey();
        String again = renamed.verifier().vkey();
        String q = "quorum none\n";
        return Stream.of(
                Arguments.of("", "no quorum line"),
                Arguments.of("witness w1 " + w1 + "\n", "no quorum line"),
                Arguments.of(q + q, "line 2: a second quorum line; the first is line 1"),
                Arguments.of("quorum\n", "line 1: 1 items"),
                Arguments.of("quorum none none\n", "line 1: 3 items"),
                Arguments.of("quorum w1\nwitness w1 " + w1 + "\n", "line 1: 'w1' is not defined"),
                Arguments.of("group g all w1\n" + q, "line 1: 'w1' is not defined above"),
                Arguments.of("group g all g\n" + q, "'g' is not defined above"),
                Arguments.of("group g all none\n" + q, "'none' is not defined above"),
                Arguments.of("witness none " + w1 + "\n" + q, "the name 'none' is taken"),
                Arguments.of(
                        "witness w " + w1 + "\nwitness w " + w2 + "\n" + q,
                        "line 2: the name 'w' is taken"),
                Arguments.of(
                        "witness w " + w1 + "\ngroup w any w\n" + q,
                        "line 2: the name 'w' is taken"),
                Arguments.of(
                        "witness a " + same + "\nwitness b " + again + "\n" + q,
                        "line 2: the public key stands on line 1 already"),
                Arguments.of(
                        "log " + log + "\nlog " + log + "\n" + q,
                        "line 2: the public key stands on line 1 already"),
                Arguments.of("log " + w1 + "\n" + q, "is a witness's, not a log's"),
                Arguments.of("witness w " + log + "\n" + q, "is a log's, not a witness's"),
                Arguments.of("log " + log + " a b\n" + q, "line 1: 4 items"),
                Arguments.of("log\n" + q, "line 1: 1 items"),
                Arguments.of("log x+y+z\n" + q, "line 1: the verifier key cannot be used"),
                Arguments.of(
                        "log " + log.replaceFirst("\\+[0-9a-f]{8}\\+", "+00000000+") + "\n" + q,
                        "its id is"),
                Arguments.of("witness w\n" + q, "line 1: 2 items"),
                Arguments.of("witness w " + w1 + "\ngroup g any\n" + q, "line 2: 3 items"),
                Arguments.of("witness w " + w1 + "\ngroup g 0 w\n" + q, "'0' of 1 members"),
                Arguments.of("witness w " + w1 + "\ngroup g 2 w\n" + q, "'2' of 1 members"),
                Arguments.of("witness w " + w1 + "\ngroup g 01 w\n" + q, "'01' of 1 members"),
                Arguments.of("witness w " + w1 + "\ngroup g -1 w\n" + q, "'-1' of 1 members"),
                Arguments.of("witness w " + w1 + "\ngroup g ALL w\n" + q, "'ALL' of 1 members"),
                Arguments.of(
                        "witness w " + w1 + "\ngroup g 1 w w\n" + q, "'w' is a member already"),
                Arguments.of(
                        "witness w " + w1 + "\ngroup g 1 w\ngroup h 1 w\n" + q,
                        "line 3: 'w' is a member already"),
                Arguments.of("Log " + log + "\n" + q, "'Log' begins no line"),
                Arguments.of("quorum none # really\n", "line 1: 4 items"),
                Arguments.of("quorum none", "does not end with a newline"),
                Arguments.of("quorum none\r\n", "control character 0x0d"),
                Arguments.of("\u000b\n" + q, "line 1: there is the control character 0x0b"),
                Arguments.of("#\u007f\n" + q, "control character 0x7f"),
                Arguments.of("quorum\u00a0none\n", "begins no line"));
    }

    private static final java.security.KeyPair SAME_PAIR = TestKeys.ed25519();

    @ParameterizedTest
    @MethodSource("malformed")
    void refusesWhatTheFormatForbids(String text, String why) {
        assertThat(problems(text)).contains(why);
    }

    @Test
    void namesEveryProblemWithItsLineAtOnce() {
        String text = "nonsense\ngroup g 1 nobody\nquorum nobody\n";
        assertThatThrownBy(() -> policy(text))
                .isInstanceOfSatisfying(
                        PolicyException.class,
                        e ->
                                assertThat(e.problems())
                                        .extracting(problem -> problem.what().split(":", 2)[0])
                                        .containsExactly("line 1", "line 2", "line 3"));
    }

    @Test
    void comparesNamesAsOctets() {
        // A Kelvin sign is not a K, and bytes that are no UTF-8 are a name like any other.
        String w1 = W1.verifier().vkey();
        assertThat(problems("witness K " + w1 + "\nquorum \u212a\n")).contains("not defined");
        byte[] raw =
                ("witness \u00ff " + w1 + "\nquorum \u00ff\n")
                        .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(TrustPolicy.parse(raw).witnesses()).hasSize(1);
    }

    @Test
    void supportsAsManyAsTheFormatRecommendsAndRefusesALargeFile() {
        StringBuilder text = new StringBuilder();
        StringBuilder group = new StringBuilder("group g 20");
        for (int i = 0; i < 32; i++) {
            text.append("log ")
                    .append(NoteSigner.ofLog("log" + i, TestKeys.ed25519()).verifier())
                    .append('\n');
            text.append("witness w%d %s\n".formatted(i, mlDsa("w" + i).verifier()));
            text.append("group g%d any w%d\n".formatted(i, i));
            group.append(" g").append(i);
        }
        TrustPolicy policy = policy(text.append(group).append("\nquorum g\n").toString());
        assertThat(policy.logs()).hasSize(32);
        assertThat(policy.witnesses()).hasSize(32);
        byte[] bomb = new byte[TrustPolicy.LARGEST_IN_BYTES + 1];
        Arrays.fill(bomb, (byte) '\n');
        assertThatThrownBy(() -> TrustPolicy.parse(bomb)).isInstanceOf(PolicyException.class);
    }

    @Test
    void neverReadsATruncatedFileAsAnotherPolicy() {
        byte[] whole =
                (NAMES + "group pair 2 w1 w2 w3\nquorum pair\n").getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> TrustPolicy.parse(cut))
                    .as("%d bytes", length)
                    .isInstanceOf(PolicyException.class);
        }
    }

    @Test
    void neverTakesAnotherKeyOrQuorumFromAFlippedBit() {
        String text = NAMES + "group pair 2 w1 w2 w3\nquorum pair\n";
        byte[] whole = text.getBytes(StandardCharsets.UTF_8);
        TrustPolicy genuine = TrustPolicy.parse(whole);
        for (int at = 0; at < whole.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = whole.clone();
                flipped[at] ^= (byte) (1 << bit);
                try {
                    TrustPolicy read = TrustPolicy.parse(flipped);
                    // What is read all the same has other URLs or numbers, but no other key.
                    assertThat(read.witnesses().stream().map(PolicyWitness::key).toList())
                            .isSubsetOf(
                                    genuine.witnesses().stream().map(PolicyWitness::key).toList());
                    assertThat(read.logs().stream().map(PolicyLog::key).toList())
                            .isSubsetOf(genuine.logs().stream().map(PolicyLog::key).toList());
                } catch (PolicyException e) {
                    assertThat(e.problems()).isNotEmpty();
                }
            }
        }
    }

    @Test
    void countsNoCosignatureOfOneWitnessForAnother() {
        NoteSigner ahead =
                NoteSigner.cosigner(
                        "witness.test/ahead",
                        SignatureType.ED25519_COSIGNATURE,
                        TestKeys.ed25519(),
                        FixedClock.at(NOW.plus(Duration.ofDays(1))));
        TrustPolicy policy =
                policy(NAMES + "witness ahead " + ahead.verifier() + "\nquorum ahead\n");

        assertThat(policy.verify(note(W1, ahead), NOW)).isInstanceOf(PolicyVerdict.Refused.class);
        assertThat(policy.verify(note(W1, ahead), NOW.plus(Duration.ofDays(1))))
                .isInstanceOfSatisfying(
                        PolicyVerdict.Accepted.class,
                        accepted ->
                                assertThat(accepted.witnesses()).containsExactly("w1", "ahead"));
    }

    @Test
    void keepsForOneLogTheKeysOfItsNameAndNoOther() {
        NoteSigner postQuantum = mlDsa(TestKeys.ORIGIN);
        NoteSigner other = NoteSigner.ofLog("other.test/log", TestKeys.ed25519());
        TrustPolicy policy =
                policy(
                        "log %s\nlog %s\nlog %s\nquorum none\n"
                                .formatted(
                                        LOG.verifier(), postQuantum.verifier(), other.verifier()));

        assertThat(policy.forLog(LOG.verifier()).logs())
                .extracting(PolicyLog::key)
                .containsExactly(LOG.verifier(), postQuantum.verifier());
        assertThat(policy.forLog(other.verifier()).verify(note(), NOW))
                .isInstanceOf(PolicyVerdict.Refused.class);
    }

    @Test
    void tellsAProblemOfANameOnceAndNotWhereverTheNameIsUsed() {
        String wrongKey = "witness w x+y+z\ngroup g 3 w\nquorum g\n";

        assertThatThrownBy(() -> policy(wrongKey))
                .isInstanceOfSatisfying(
                        PolicyException.class,
                        e ->
                                assertThat(e.problems())
                                        .extracting(problem -> problem.what().split(":", 2)[0])
                                        .containsExactly("line 1", "line 2"));
    }

    @Test
    void saysThatNoneIsForTheQuorumLineAlone() {
        assertThatThrownBy(() -> policy("group g 1 none\nquorum none\n"))
                .isInstanceOfSatisfying(
                        PolicyException.class,
                        e ->
                                assertThat(e.problems().getFirst().fix())
                                        .contains("'none'", "quorum line"));
        assertThat(
                        ((PolicyVerdict.Accepted)
                                        policy(NAMES + "quorum none\n").verify(note(), NOW))
                                .quorum())
                .isEqualTo("none");
    }

    @Test
    void boundsHowManyLogsWitnessesAndGroupsAPolicyHas() {
        StringBuilder logs = new StringBuilder();
        StringBuilder witnesses = new StringBuilder();
        StringBuilder groups = new StringBuilder();
        for (int i = 0; i < PolicyParser.MOST_OF_A_KIND; i++) {
            logs.append(
                    "log %s\n".formatted(NoteSigner.ofLog("l" + i, TestKeys.ed25519()).verifier()));
            witnesses.append("witness w%d %s\n".formatted(i, ed25519("w" + i).verifier()));
            groups.append("group g%d 1 w%d\n".formatted(i, i));
        }
        String most = logs.append(witnesses).append(groups).toString();
        String oneLog = "log " + LOG.verifier() + "\n";
        String oneWitness = "witness w " + W1.verifier() + "\n";

        assertThat(problems(most + "quorum none\n")).isEmpty();
        assertThat(problems(most + oneLog + "quorum none\n")).contains("more than 62 logs");
        assertThat(problems(most + oneWitness + "quorum none\n"))
                .contains("more than 62 witnesses");
        assertThat(problems(most + "group g all g1\nquorum none\n"))
                .contains("more than 62 groups");
    }

    @Test
    void readsAFileOfTheLargestSizeAndOfTheMostLines() {
        String quorum = "quorum none\n";
        String blank = "#".repeat(TrustPolicy.LARGEST_IN_BYTES - quorum.length() - 1) + "\n";

        assertThat(problems(blank + quorum)).isEmpty();
        assertThat(problems("#" + blank + quorum)).contains("bytes, at most");
        assertThat(problems("\n".repeat(9_998) + quorum)).isEmpty();
        assertThat(problems("\n".repeat(9_999) + quorum)).contains("more than 10000 lines");
    }

    @Test
    void namesTheLineOfAControlCharacterAndShowsNoMoreThanTheBeginningOfAWord() {
        assertThat(problems("#\n#\n\u0007\nquorum none\n")).contains("line 3");
        assertThat(problems("a\u009b\u202e\n")).contains("'a??'");
        assertThat(problems("a".repeat(60) + "\n")).contains("'" + "a".repeat(60) + "'");
        assertThat(problems("a".repeat(61) + "\n")).contains("'" + "a".repeat(60) + "…'");
    }

    @Test
    void readsAPolicyFromAFileAndNamesOneThatIsNotThere(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("witnesses.policy");
        Files.writeString(file, NAMES + "quorum w1\n");

        assertThat(TrustPolicy.read(file).asksWitnesses()).isTrue();
        assertThatThrownBy(() -> TrustPolicy.read(folder.resolve("absent")))
                .isInstanceOf(dev.bulwark.kernel.BulwarkException.class)
                .hasMessageContaining("absent");
    }
}
