package dev.bulwark.governance.change;

import dev.bulwark.governance.gate.ChangeRules;
import dev.bulwark.governance.gate.Gate;
import dev.bulwark.governance.gate.GatePolicy;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of changes, written a second time and slowly: nothing is remembered, every question is
 * answered by going through all that ever happened.
 */
final class SlowJudge {
    private final List<ChangeEvent> events = new ArrayList<>();
    private final List<Instant> times = new ArrayList<>();
    private final Set<Integer> executions = new HashSet<>();
    private final Map<Digest, GatePolicy> policies;

    /**
     * @param policies every policy there can be
     */
    SlowJudge(Map<Digest, GatePolicy> policies) {
        this.policies = Map.copyOf(policies);
    }

    /** Notes what happened; of an execution, says whether it may count. */
    boolean happened(ChangeEvent event, Instant time) {
        boolean counts =
                event instanceof ChangeEvent.Executed(AliasEvent said, Digest _)
                        && justified(said, time);
        events.add(event);
        times.add(time);
        if (counts) {
            executions.add(events.size() - 1);
        }
        return counts;
    }

    /** What a target means. */
    Optional<Digest> means(String target) {
        Optional<Digest> meaning = Optional.empty();
        for (int i = 0; i < events.size(); i++) {
            if (executions.contains(i)
                    && events.get(i) instanceof ChangeEvent.Executed(AliasEvent said, Digest _)
                    && said.target().equals(target)) {
                meaning = Optional.of(said.to());
            }
        }
        return meaning;
    }

    /** The policy in force before an event. */
    Optional<Digest> inForce(int before) {
        Optional<Digest> force = Optional.empty();
        for (int i = 0; i < before; i++) {
            if (events.get(i) instanceof ChangeEvent.PolicySigned(Digest signed, var _)
                    && rules(force).isEmpty()) {
                force = Optional.of(signed);
            }
            if (executions.contains(i)
                    && events.get(i) instanceof ChangeEvent.Executed(AliasEvent said, Digest _)
                    && said.target().equals("policy")) {
                force = Optional.of(said.to());
            }
        }
        return force;
    }

    private Optional<ChangeRules> rules(Optional<Digest> policy) {
        return policy.map(policies::get).flatMap(GatePolicy::changes);
    }

    private boolean justified(AliasEvent said, Instant time) {
        Optional<ChangeEvent.Proposed> last = lastRevision(said.id());
        if (last.isEmpty() || !mayBeExecuted(said.id(), time)) {
            return false;
        }
        Change change = last.get().change();
        return said.change().equals(last.get().digest())
                && said.target().equals(change.target())
                && said.from().equals(change.from())
                && said.to().equals(change.to())
                && said.author().equals(change.author())
                && Set.copyOf(said.approvals()).equals(approving(said.id(), time))
                && (change.kind().gate().isEmpty()
                        ? said.gateDecision().isEmpty()
                        : decided(said, change, time));
    }

    private boolean decided(AliasEvent said, Change change, Instant time) {
        Gate wanted = change.kind() == ChangeKind.PROMOTE ? Gate.RELEASE : Gate.SERVE;
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof ChangeEvent.GateDecided decided
                    && said.gateDecision().equals(Optional.of(decided.envelope()))
                    && decided.allowed()
                    && decided.gate() == wanted
                    && decided.policy().equals(change.policy())
                    && decided.model().equals(change.to())
                    && Duration.between(latest(i + 1, times.get(i)), latest(times.size(), time))
                                    .compareTo(Duration.ofMinutes(5))
                            <= 0) {
                return true;
            }
        }
        return false;
    }

    /** The latest time among the first {@code count} events and another. */
    private Instant latest(int count, Instant other) {
        Instant latest = other;
        for (int i = 0; i < count; i++) {
            latest = times.get(i).isAfter(latest) ? times.get(i) : latest;
        }
        return latest;
    }

    /** The last revision of a change that counts. */
    Optional<ChangeEvent.Proposed> lastRevision(String id) {
        Optional<ChangeEvent.Proposed> last = Optional.empty();
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof ChangeEvent.Proposed next
                    && next.change().id().equals(id)
                    && next.by().person().equals(next.change().author())) {
                boolean first = last.isEmpty() && next.change().revision() == 1;
                boolean follows =
                        last.isPresent()
                                && !closed(last.get(), i)
                                && next.change().author().equals(last.get().change().author())
                                && next.change().revision() == last.get().change().revision() + 1
                                && next.change()
                                        .previous()
                                        .equals(Optional.of(last.get().digest()));
                if (first || follows) {
                    last = Optional.of(next);
                }
            }
        }
        return last;
    }

    private boolean closed(ChangeEvent.Proposed last, int before) {
        for (int i = 0; i < before; i++) {
            boolean executed =
                    executions.contains(i)
                            && events.get(i) instanceof ChangeEvent.Executed(AliasEvent e, var _)
                            && e.id().equals(last.change().id());
            boolean takenBack =
                    events.get(i) instanceof ChangeEvent.Cast(Ballot ballot, Signed by)
                            && ballot.vote() == Ballot.Vote.WITHDRAW
                            && by.person().equals(last.change().author())
                            && bound(ballot, last)
                            && i > events.indexOf(last);
            if (executed || takenBack) {
                return true;
            }
        }
        return false;
    }

    private static boolean bound(Ballot ballot, ChangeEvent.Proposed last) {
        return ballot.id().equals(last.change().id())
                && ballot.change().equals(last.digest())
                && ballot.policy().equals(last.change().policy())
                && ballot.snapshot().equals(last.change().snapshot());
    }

    /** Whether everything but the gate lets the change through. */
    boolean mayBeExecuted(String id, Instant now) {
        Optional<ChangeEvent.Proposed> last = lastRevision(id);
        if (last.isEmpty() || closed(last.get(), events.size())) {
            return false;
        }
        Change change = last.get().change();
        Optional<ChangeRules> rules = rules(inForce(events.size()));
        boolean moved =
                change.kind() != ChangeKind.POLICY && !means(change.target()).equals(change.from());
        return rules.isPresent()
                && !moved
                && (change.kind() != ChangeKind.ROLL_BACK || everMeant(change))
                && inForce(events.size()).equals(Optional.of(change.policy()))
                && evidence(change, events.size()).equals(Set.copyOf(change.evidence()))
                && vetoes(id, now).isEmpty()
                && approving(id, now).stream().map(Signed::person).distinct().count()
                        >= rules.get().quorum();
    }

    private boolean everMeant(Change change) {
        return executions.stream()
                .map(events::get)
                .anyMatch(event ->
                        event instanceof ChangeEvent.Executed(AliasEvent said, Digest _)
                                && said.target().equals(change.target())
                                && said.to().equals(change.to()));
    }

    private Set<Digest> evidence(Change change, int before) {
        Set<Digest> found = new HashSet<>();
        for (int i = 0; i < before; i++) {
            if (events.get(i) instanceof ChangeEvent.EvidenceLogged(Digest envelope, var about)
                    && change.about().stream().map(Subject::digest).anyMatch(about::contains)) {
                found.add(envelope);
            }
        }
        return found;
    }

    private Electorate people() {
        for (ChangeEvent event : events.reversed()) {
            if (event instanceof ChangeEvent.PeopleListed(Electorate people)) {
                return people;
            }
        }
        return Electorate.NOBODY;
    }

    private Set<String> vetoes(String id, Instant now) {
        Set<String> vetoes = new HashSet<>();
        ChangeEvent.Proposed last = lastRevision(id).orElseThrow();
        Set<String> entitled =
                people().approvers(
                                rules(inForce(events.size())).orElseThrow().approvers(),
                                latest(times.size(), now));
        for (int i = events.indexOf(last); i < events.size(); i++) {
            if (events.get(i) instanceof ChangeEvent.Cast(Ballot ballot, Signed by)
                    && bound(ballot, last)
                    && ballot.vote() == Ballot.Vote.REJECT
                    && !by.person().equals(last.change().author())
                    && entitled.contains(by.person())
                    && isLastWord(i, by.person(), last)) {
                vetoes.add(by.person());
            }
        }
        return vetoes;
    }

    private boolean isLastWord(int at, String person, ChangeEvent.Proposed last) {
        for (int i = at + 1; i < events.size(); i++) {
            if (events.get(i) instanceof ChangeEvent.Cast(Ballot ballot, Signed by)
                    && by.person().equals(person)
                    && bound(ballot, last)) {
                return false;
            }
        }
        return true;
    }

    private Set<Signed> approving(String id, Instant wanted) {
        Instant now = latest(times.size(), wanted);
        Set<Signed> approving = new HashSet<>();
        ChangeEvent.Proposed last = lastRevision(id).orElseThrow();
        for (int i = events.indexOf(last); i < events.size(); i++) {
            if (events.get(i) instanceof ChangeEvent.Cast(Ballot ballot, Signed by)
                    && bound(ballot, last)
                    && ballot.vote() == Ballot.Vote.APPROVE
                    && isLastWord(i, by.person(), last)
                    && holds(i, ballot, by, last.change(), now)) {
                approving.add(by);
            }
        }
        return approving;
    }

    private boolean holds(int at, Ballot ballot, Signed by, Change change, Instant now) {
        if (by.person().equals(change.author())) {
            return false;
        }
        // At every moment since, the policy and the evidence were what the ballot was cast on.
        for (int moment = at; moment <= events.size(); moment++) {
            if (!inForce(moment).equals(Optional.of(change.policy()))
                    || !evidence(change, moment).equals(Set.copyOf(change.evidence()))) {
                return false;
            }
        }
        Optional<ChangeRules> rules = rules(inForce(events.size()));
        if (rules.isEmpty()) {
            return false;
        }
        Instant end = latest(at, times.get(at)).plus(rules.get().valid());
        boolean alive = now.isBefore(end) && ballot.expires().map(now::isBefore).orElse(true);
        return alive && people().mayApprove(by.person(), by.key(), rules.get().approvers(), now);
    }
}
