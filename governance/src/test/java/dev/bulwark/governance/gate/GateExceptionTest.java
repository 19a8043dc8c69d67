package dev.bulwark.governance.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.evidence.Verification;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.ledger.VerifiedEvidence;
import dev.bulwark.ledger.trust.Person;
import dev.bulwark.testkit.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waivers and break-glass in a real ledger: what they let pass, and all that they do not. */
class GateExceptionTest {
    private static final SigningKeys FIRST = GateWorld.PEOPLE.get(0);
    private static final SigningKeys SECOND = GateWorld.PEOPLE.get(1);
    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir private Path root;
    private final GateWorld world = new GateWorld(Seeded.generator(4), 4);
    private final String missing = missing();

    /** A demand about the model, for which there is no evidence here. */
    private String missing() {
        return world.kinds().stream()
                .filter(kind -> GateWorld.subject(kind).equals(GateWorld.MODEL))
                .findFirst()
                .orElseThrow();
    }

    private GateException waiver(Subject subject, Gate gate, String rule, Instant expires) {
        return new GateException(
                GateException.Kind.WAIVER, subject, gate, rule, "ticket 12", expires);
    }

    private GateException waiver() {
        return waiver(
                GateWorld.MODEL,
                Gate.RELEASE,
                GateException.ruleOf(world.demand(missing)),
                GateWorld.NOW.plus(WEEK));
    }

    private static GateException glass(Instant expires) {
        return new GateException(
                GateException.Kind.BREAK_GLASS,
                GateWorld.MODEL,
                Gate.RELEASE,
                GateException.WHOLE_GATE,
                "incident 7",
                expires);
    }

    private static Envelope signed(GateException exception, SigningKeys... people) {
        Envelope envelope = people[0].sign(exception.statement());
        for (int i = 1; i < people.length; i++) {
            envelope = envelope.countersigned(people[i]);
        }
        return envelope;
    }

    /** All evidence but the missing one, and these exceptions. */
    private VerifiedEvidence with(Envelope... exceptions) {
        Map<String, Envelope> envelopes = world.envelopes();
        envelopes.remove(missing);
        List<Envelope> all = new ArrayList<>();
        all.add(GateWorld.OWNER.sign(world.roster("")));
        all.addAll(envelopes.values());
        all.addAll(List.of(exceptions));
        GateWorld.record(root, all);
        return GateWorld.verified(root);
    }

    private GateDecision decide(Envelope... exceptions) {
        return world.decide(with(exceptions));
    }

    @Test
    void aWaiverByTwoPeopleLetsItsDemandPassAndIsNamedInTheSummary() {
        GateDecision decision = decide(signed(waiver(), FIRST, SECOND));

        assertThat(decision).isInstanceOf(GateDecision.Allow.class);
        assertThat(decision.basis().waivers())
                .singleElement()
                .satisfies(use ->
                        assertThat(use.people())
                                .containsExactly(new Person("person-0"), new Person("person-1")));
        Json.Obj summary =
                VerificationSummary.of(decision, List.of(GateWorld.MODEL), "credit").predicate();
        assertThat(summary.objects("bulwark_waivers")).hasSize(1);
        assertThat(summary.string("bulwark_roles")).startsWith("sha256:");
        assertThat(GateExplanation.render(decision)).contains("WAIVED").contains("ticket 12");
        assertThat(new Board(List.of()).after(List.of(decision)).notices())
                .singleElement()
                .satisfies(line -> assertThat(line).contains("WAIVED").contains("person-1"));
    }

    @Test
    void aWaiverByOnePersonLetsNothingPassHoweverManyKeysItHas() {
        assertThat(decide(signed(waiver(), FIRST))).isInstanceOf(GateDecision.Deny.class);
    }

    @Test
    void twoKeysOfOnePersonAreOnePerson() {
        assertThat(decide(signed(waiver(), FIRST, GateWorld.SECOND_PAIR)))
                .isInstanceOf(GateDecision.Deny.class);
    }

    @Test
    void somebodyNotEntitledIsNoSecondPerson() {
        assertThat(decide(signed(waiver(), FIRST, GateWorld.OUTSIDER)))
                .isInstanceOf(GateDecision.Deny.class);
    }

    @Test
    void aWaiverIsForItsArtifactItsGateItsRuleAndItsTimeAlone() {
        String rule = GateException.ruleOf(world.demand(missing));
        Instant week = GateWorld.NOW.plus(WEEK);
        Subject other = new Subject("other", Digest.of(new byte[] {9}));
        Demand stricter =
                new Demand(missing, java.util.Optional.of("true"), world.demand(missing).fresh());

        GateDecision decision =
                decide(
                        signed(waiver(other, Gate.RELEASE, rule, week), FIRST, SECOND),
                        signed(waiver(GateWorld.DATA, Gate.RELEASE, rule, week), FIRST, SECOND),
                        signed(waiver(GateWorld.MODEL, Gate.SERVE, rule, week), FIRST, SECOND),
                        signed(
                                waiver(
                                        GateWorld.MODEL,
                                        Gate.RELEASE,
                                        GateException.ruleOf(stricter),
                                        week),
                                FIRST,
                                SECOND),
                        signed(
                                waiver(GateWorld.MODEL, Gate.RELEASE, rule, GateWorld.NOW),
                                FIRST,
                                SECOND),
                        signed(
                                waiver(
                                        GateWorld.MODEL,
                                        Gate.RELEASE,
                                        rule,
                                        GateWorld.NOW.plus(Duration.ofDays(31))),
                                FIRST,
                                SECOND));

        assertThat(decision).isInstanceOf(GateDecision.Deny.class);
        assertThat(decision.reasons()).hasSize(1);
    }

    @Test
    void aWaiverEndsByItself() {
        VerifiedEvidence verified = with(signed(waiver(), FIRST, SECOND));

        assertThat(world.decide(verified, ExceptionRules.USUAL, GateWorld.NOW).permits()).isTrue();
        assertThat(world.decide(verified, ExceptionRules.USUAL, GateWorld.NOW.plus(WEEK)).permits())
                .isFalse();
    }

    @Test
    void aBrokenGlassLetsPassLoudlyAndTheSummaryStaysAFailure() {
        GateDecision decision =
                decide(signed(glass(GateWorld.NOW.plusSeconds(3_600)), FIRST, SECOND));

        assertThat(decision).isInstanceOf(GateDecision.Overridden.class);
        assertThat(decision.permits()).isTrue();
        assertThat(decision.reasons()).hasSize(1);
        assertThat(GateExplanation.render(decision)).contains("BREAK-GLASS");
        assertThat(new Board(List.of()).after(List.of(decision)).notices().getFirst())
                .contains("BREAK-GLASS")
                .contains("incident 7");
        Statement summary = VerificationSummary.of(decision, List.of(GateWorld.MODEL), "credit");
        assertThat(summary.predicate().string("verificationResult")).isEqualTo("FAILED");
        Evidence evidence =
                ((Verification.Valid)
                                GateWorld.OWNER.trusted().verify(GateWorld.OWNER.sign(summary)))
                        .evidence();
        assertThat(VerificationSummary.outcome(evidence, GateWorld.NOW))
                .isEqualTo(VerificationSummary.Outcome.OVERRIDDEN);
        assertThat(VerificationSummary.outcome(evidence, GateWorld.NOW.plusSeconds(3_600)))
                .isEqualTo(VerificationSummary.Outcome.REFUSED);
    }

    @Test
    void brokenEvidenceIsPassedOverOnlyIfThePolicySaysSo() throws IOException {
        with(
                signed(waiver(), FIRST, SECOND),
                signed(glass(GateWorld.NOW.plusSeconds(3_600)), FIRST, SECOND));
        damageOne();
        VerifiedEvidence verified = GateWorld.verified(root);
        ExceptionRules reaching =
                new ExceptionRules(
                        ExceptionRules.USUAL.longest(),
                        Map.of(
                                GateException.Kind.BREAK_GLASS,
                                Set.of(ExceptionRules.Beside.BROKEN)));

        assertThat(world.decide(verified)).isInstanceOf(GateDecision.Deny.class);
        assertThat(world.decide(verified, reaching, GateWorld.NOW))
                .isInstanceOf(GateDecision.Overridden.class);
    }

    private void damageOne() throws IOException {
        String present =
                world.kinds().stream().filter(kind -> !kind.equals(missing)).findFirst().get();
        Digest digest =
                GateWorld.verified(root).evidence().stream()
                        .filter(e -> e.statement().predicateType().contains("/" + present + "/"))
                        .findFirst()
                        .orElseThrow()
                        .digest();
        try (Stream<Path> files = Files.walk(root)) {
            Path file =
                    files.filter(each -> each.endsWith(digest.hex() + ".json"))
                            .findFirst()
                            .orElseThrow();
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        }
    }

    @Test
    void aPolicyThatAllowsNoExceptionsHasNone() {
        VerifiedEvidence verified =
                with(
                        signed(waiver(), FIRST, SECOND),
                        signed(glass(GateWorld.NOW.plusSeconds(3_600)), FIRST, SECOND));

        assertThat(world.decide(verified, new ExceptionRules(Map.of(), Map.of()), GateWorld.NOW))
                .isInstanceOf(GateDecision.Deny.class);
    }

    @Test
    void anExceptionReadsBackAndEveryChangeIsRefused() {
        for (GateException exception : List.of(waiver(), glass(GateWorld.NOW))) {
            Statement statement = Statement.parse(exception.statement().toBytes());
            assertThat(GateException.from(statement)).isEqualTo(exception);
            Json.Obj json = statement.predicate();
            for (Json.Obj changed :
                    List.of(
                            json.with("version", 2),
                            json.with("gate", "exit"),
                            json.with("rule", "everything"),
                            json.with("reason", " "),
                            json.with("reason", "incident\u001b[2K7"),
                            json.with("reason", "incident\n7"),
                            json.with("reason", "incident \u202e7"),
                            json.with("expires", "tomorrow"),
                            json.with("more", true))) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() ->
                                GateException.from(
                                        new Statement(
                                                statement.subjects(),
                                                statement.predicateType(),
                                                changed)));
            }
        }
    }

    @Test
    void aDryRunSaysWhatAnotherPolicyWouldChange() {
        VerifiedEvidence verified = with();
        GateDecision before = world.decide(verified);
        CompiledPolicy.Compilation laxer =
                CompiledPolicy.compile(
                        world.policy(ExceptionRules.USUAL)
                                .policy()
                                .only(
                                        Gate.RELEASE,
                                        world.kinds().stream()
                                                .filter(kind -> !kind.equals(missing))
                                                .map(world::demand)
                                                .toList()),
                        FactVocabulary.shipped());
        GateDecision after =
                GateKeeper.decide(
                        new Transition(
                                Gate.RELEASE,
                                List.of(GateWorld.MODEL.digest(), GateWorld.DATA.digest()),
                                verified,
                                GateWorld.NOW),
                        ((CompiledPolicy.Compilation.Compiled) laxer).policy());

        assertThat(DryRun.changes(before, after))
                .singleElement()
                .satisfies(change ->
                        assertThat(change.toString())
                                .startsWith(missing)
                                .endsWith("not met → not demanded"));
        Statement statement =
                DryRun.of(after, java.util.Optional.of(before), List.of(GateWorld.MODEL), "credit");
        assertThat(statement.predicateType()).isEqualTo(DryRun.PREDICATE_TYPE);
        assertThat(statement.predicate().bool("enforced")).isFalse();
        GateWorld.record(root, List.of(GateWorld.OWNER.sign(statement)));
    }
}
