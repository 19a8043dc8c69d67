package dev.bulwark.governance.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.trust.SignerKeys;
import dev.bulwark.ledger.trust.SignerRoles;
import dev.bulwark.testkit.Seeded;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same as {@link ApprovalSequencesTest} with nothing faked: real keys, envelopes, roster,
 * revocations and ledger, closed and opened in between.
 */
@ExtendWith(Seeded.class)
class RealSequencesTest {
    /** {@code -Dbulwark.sequences=200} for a longer run; a sequence takes a tenth of a second. */
    private static final int SEQUENCES = Integer.getInteger("bulwark.sequences", 30);

    private static final List<String> KEYS = List.of("ada", "bob", "bob-2", "cyd", "dan", "eve");

    @TempDir private Path root;

    @Test
    void theDeskAndTheSlowJudgeAgreeOnWhatIsExecuted(RandomGenerator random) throws IOException {
        int executed = 0;
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            int quorum = 1 + random.nextInt(2);
            try (Office office = new Office(root.resolve("office" + sequence), quorum)) {
                executed += new Sequence(office, quorum, random).live(10) ? 1 : 0;
            }
        }

        assertThat(executed).isPositive().isLessThan(SEQUENCES);
    }

    private static final class Sequence {
        private final Office office;
        private final RandomGenerator random;
        private final SlowJudge judge;
        private Change change;

        Sequence(Office office, int quorum, RandomGenerator random) {
            this.office = office;
            this.random = random;
            Digest policy = Office.policy(quorum).digest();
            this.judge = new SlowJudge(Map.of(policy, Office.policy(quorum)));
            people();
            tell(new ChangeEvent.PolicySigned(policy, Office.policy(quorum).changes()));
            office.desk()
                    .book()
                    .evidenceAbout(List.of(Office.MODEL_A))
                    .forEach(each ->
                            tell(
                                    new ChangeEvent.EvidenceLogged(
                                            each, Set.of(Office.MODEL_A.digest()))));
            this.change = office.propose("first", "ada", Office.MODEL_A);
            tell(new ChangeEvent.Proposed(change, change.digest(), signed("ada")));
        }

        private void tell(ChangeEvent event) {
            judge.happened(event, office.clock().instant());
        }

        private void people() {
            SignerRoles roles = office.verified().roles();
            tell(
                    new ChangeEvent.PeopleListed(
                            new RosterElectorate(
                                    roles.current().orElseThrow().roster(), roles.revocations())));
        }

        private static Signed signed(String key) {
            return new Signed(
                    key.replace("-2", ""),
                    SignerKeys.of(Office.keys(key).publicKeys()).id(),
                    Office.digest(key));
        }

        /** Whether the change came to be executed. */
        boolean live(int acts) throws IOException {
            for (int act = 0; act < acts; act++) {
                switch (random.nextInt(12)) {
                    case 0 -> office.reopen();
                    case 1 -> office.clock().advance(Duration.ofDays(random.nextInt(9)));
                    case 2 -> revoke();
                    case 3 -> evidence();
                    case 4 -> edit();
                    case 5 -> vote(Ballot.Vote.REJECT);
                    case 6 -> vote(Ballot.Vote.WITHDRAW);
                    default -> vote(Ballot.Vote.APPROVE);
                }
                boolean wanted = judge.mayBeExecuted("first", office.clock().instant());
                boolean ready =
                        office.desk()
                                .book()
                                .status("first", office.clock().instant())
                                .orElseThrow()
                                .isReady();
                assertThat(ready).isEqualTo(wanted);
            }
            boolean wanted = judge.mayBeExecuted("first", office.clock().instant());
            boolean done = office.execute("first") instanceof Execution.Done;
            assertThat(done).isEqualTo(wanted);
            assertThat(office.desk().book().current("production").isPresent()).isEqualTo(wanted);
            return done;
        }

        private String anyKey() {
            return KEYS.get(random.nextInt(KEYS.size()));
        }

        private void vote(Ballot.Vote vote) {
            String key = anyKey();
            Ballot ballot = Ballot.on(change, vote, "", Optional.empty());
            try {
                office.desk().record(Office.keys(key).sign(ballot.statement()));
            } catch (BulwarkException e) {
                return; // not recorded: nothing to tell
            }
            tell(new ChangeEvent.Cast(ballot, signed(key)));
        }

        private void revoke() {
            // Later than all that was said: a revocation that reaches back takes words away.
            office.clock().advance(Duration.ofSeconds(1));
            office.revoke(List.of("bob", "bob-2", "cyd").get(random.nextInt(3)));
            people();
        }

        private void evidence() {
            office.clock().advance(Duration.ofSeconds(1));
            Set<Digest> before =
                    Set.copyOf(office.desk().book().evidenceAbout(List.of(Office.MODEL_A)));
            office.evidence(Office.MODEL_A);
            office.desk().book().evidenceAbout(List.of(Office.MODEL_A)).stream()
                    .filter(each -> !before.contains(each))
                    .forEach(each ->
                            tell(
                                    new ChangeEvent.EvidenceLogged(
                                            each, Set.of(Office.MODEL_A.digest()))));
        }

        private void edit() {
            Change next =
                    new Change(
                            change.id(),
                            change.revision() + 1,
                            Optional.of(change.digest()),
                            change.kind(),
                            change.title(),
                            "Edited.",
                            change.target(),
                            change.from(),
                            change.to(),
                            change.about(),
                            change.diff(),
                            change.content(),
                            office.desk().book().evidenceAbout(change.about()),
                            change.policy(),
                            change.author(),
                            change.createdAt());
            try {
                office.desk().record(Office.keys("ada").sign(next.statement()));
            } catch (BulwarkException e) {
                return; // withdrawn before
            }
            change = next;
            tell(new ChangeEvent.Proposed(next, next.digest(), signed("ada")));
        }
    }
}
