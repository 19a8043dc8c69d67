package dev.bulwark.cli.path;

import dev.bulwark.cli.config.SystemFileReader;
import dev.bulwark.governance.change.ChangeBook;
import dev.bulwark.governance.change.LedgerChanges;
import dev.bulwark.governance.change.PolicyInForce;
import dev.bulwark.governance.gate.CompiledPolicy;
import dev.bulwark.governance.gate.Demand;
import dev.bulwark.governance.gate.FactVocabulary;
import dev.bulwark.governance.gate.Gate;
import dev.bulwark.governance.gate.GateDecision;
import dev.bulwark.governance.gate.GateExplanation;
import dev.bulwark.governance.gate.GateKeeper;
import dev.bulwark.governance.gate.GatePolicy;
import dev.bulwark.governance.gate.Transition;
import dev.bulwark.governance.gate.VerificationSummary;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.ledger.VerifiedEvidence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gates: the policy is signed, the evidence judged, the decision recorded. */
public final class GateStage {
    /** What releasing itself does; demanded of the result, not before the work. */
    private static final Set<String> DONE_BY_RELEASE =
            Set.of(Practice.SIGNING.id(), Practice.DOCUMENTATION.id());

    private GateStage() {}

    /**
     * Signs the gates of bulwark.yaml, unless they are signed as they stand.
     *
     * @throws ChangeRefusedException if the policy in force wants that approved
     */
    public static void signPolicy(Run run) {
        ChangeBook book = LedgerChanges.read(run.workspace().verified());
        PolicyApproval.require(book, run.policy().digest());
        if (!book.policy().equals(Optional.of(run.policy().digest()))) {
            run.record(run.policy().policy().statement());
        }
    }

    /**
     * What the gates go by: bulwark.yaml, unless it leads to another policy than the one in force
     * and that asks for approval; then the one in force, and a line says so.
     */
    public static CompiledPolicy inForce(Run run) {
        VerifiedEvidence verified = run.workspace().verified();
        ChangeBook book = LedgerChanges.read(verified);
        if (book.rules().isEmpty() || book.policy().equals(Optional.of(run.policy().digest()))) {
            return run.policy();
        }
        run.terminal()
                .line(
                        "  bulwark.yaml leads to policy %s, which nobody approved; in force is %s"
                                .formatted(
                                        run.policy().digest().abbreviated(),
                                        book.policy().map(Digest::abbreviated).orElse("none")));
        return PolicyInForce.compiled(verified)
                .orElseThrow(() ->
                        new BulwarkException(
                                "POLICY_MISSING",
                                "the policy in force is not in the ledger",
                                "restore the ledger from a backup"));
    }

    /**
     * Refuses to ask a gate that guards nothing.
     *
     * @throws BulwarkException if the policy does not name it
     */
    public static void requireGuarded(CompiledPolicy policy, Gate gate) {
        if (!policy.policy().guards(gate)) {
            throw new BulwarkException(
                    "GATE_UNNAMED",
                    "the policy names no gate '" + gate.id() + "'",
                    "list its demands under gates." + gate.id());
        }
    }

    /** The policy that another bulwark.yaml describes; nothing signs it. */
    public static CompiledPolicy policyOf(Path configuration) throws IOException {
        return Declarations.policy(SystemFileReader.read(configuration));
    }

    /**
     * Decides at a gate and records the decision. A gate that the policy does not name is not part
     * of this path.
     *
     * @param subjects the model first
     * @throws GateRefusedException if it refuses
     */
    public static Optional<GateDecision> pass(Run run, Gate gate, List<Subject> subjects) {
        if (!run.policy().policy().guards(gate)) {
            return Optional.empty();
        }
        GateDecision decision = decide(run, run.policy(), gate, subjects);
        run.record(VerificationSummary.of(decision, subjects, run.policy().policy().system()));
        say(run, decision);
        return Optional.of(decision);
    }

    /**
     * Decides whether releasing may begin: everything that the release gate demands but what
     * releasing itself makes. A refusal is recorded, and nothing is signed or published.
     *
     * @throws ChangeRefusedException if the policy in force wants this one approved
     * @throws GateRefusedException if it refuses
     */
    public static void beforeRelease(Run run, List<Subject> subjects) {
        PolicyApproval.require(
                LedgerChanges.read(run.workspace().verified()), run.policy().digest());
        GatePolicy policy = run.policy().policy();
        if (!policy.guards(Gate.RELEASE)) {
            return;
        }
        List<Demand> earlier =
                policy.gates().getOrDefault(Gate.RELEASE, List.of()).stream()
                        .filter(demand -> !DONE_BY_RELEASE.contains(demand.evidence()))
                        .toList();
        if (earlier.isEmpty()) {
            return;
        }
        GateDecision decision =
                decide(run, compiled(policy.only(Gate.RELEASE, earlier)), Gate.RELEASE, subjects);
        switch (decision) {
            case GateDecision.Allow _, GateDecision.Overridden _ -> {}
            case GateDecision.Deny deny -> {
                run.record(VerificationSummary.of(deny, subjects, policy.system()));
                say(run, deny);
            }
        }
    }

    private static CompiledPolicy compiled(GatePolicy policy) {
        return switch (CompiledPolicy.compile(policy, FactVocabulary.shipped())) {
            case CompiledPolicy.Compilation.Compiled(CompiledPolicy compiled) -> compiled;
            case CompiledPolicy.Compilation.Rejected(var problems) ->
                    throw new IllegalStateException("compiled before: " + problems);
        };
    }

    /** Decides without recording. */
    public static GateDecision decide(
            Run run, CompiledPolicy policy, Gate gate, List<Subject> subjects) {
        VerifiedEvidence verified = run.workspace().verified();
        List<Digest> digests = subjects.stream().map(Subject::digest).toList();
        return GateKeeper.decide(new Transition(gate, digests, verified, run.now()), policy);
    }

    private static void say(Run run, GateDecision decision) {
        for (String line : GateExplanation.render(decision).split("\n", -1)) {
            if (!line.isEmpty()) {
                run.terminal().line("    " + line);
            }
        }
        switch (decision) {
            case GateDecision.Allow _, GateDecision.Overridden _ -> {}
            case GateDecision.Deny deny -> throw new GateRefusedException(deny);
        }
    }

    /** Practices that a decision found wanting, for the board. */
    public static Set<Practice> failed(List<GateDecision> decisions) {
        List<Practice> failed = new ArrayList<>();
        for (GateDecision decision : decisions) {
            for (GateDecision.Answer answer : decision.answers()) {
                if (!answer.met() && answer.evidence().isPresent()) {
                    Practice.byId(answer.demand().evidence()).ifPresent(failed::add);
                }
            }
        }
        return Set.copyOf(failed);
    }
}
