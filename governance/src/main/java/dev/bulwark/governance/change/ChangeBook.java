package dev.bulwark.governance.change;

import dev.bulwark.governance.gate.ChangeRules;
import dev.bulwark.governance.gate.GatePolicy;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.Set;
import java.util.TreeSet;

/**
 * All changes and aliases, folded from the entries of a log in their order. It holds no truth of
 * its own: the same entries always give the same book.
 *
 * <p><b>Guarantees:</b> an alias moves only by an event of a change whose last revision a quorum of
 * distinct people other than its author approve at that entry, under the policy in force and the
 * evidence that was there when it was proposed. A policy that asks for approval is replaced only by
 * an approved change. Time never runs backwards: a clock set back revives nothing.
 *
 * <p><b>Does not guarantee</b> that a gate's decision was right, only that it was there. Not
 * thread-safe.
 */
public final class ChangeBook {
    /** The gate decides and the event is appended in one act; this is what a slow disk takes. */
    private static final Duration OLDEST_DECISION = Duration.ofMinutes(5);

    private static final int MOST_CHANGES = 1_000_000;

    private final Map<String, ChangeFile> changes = new LinkedHashMap<>();
    private final Map<Digest, Set<Digest>> evidence = new HashMap<>();
    private final Map<Digest, Decided> decisions = new HashMap<>();
    private final Map<String, List<AliasRecord>> history = new LinkedHashMap<>();
    private final Map<String, Digest> current = new HashMap<>();
    private final List<Refused> refused = new ArrayList<>();
    private Instant clock = Instant.MIN;
    private Electorate people = Electorate.NOBODY;
    private Optional<Digest> policy = Optional.empty();
    private Optional<ChangeRules> rules = Optional.empty();
    private long policyEpoch;

    private record Decided(ChangeEvent.GateDecided decision, Instant at) {}

    /**
     * An entry that changes nothing.
     *
     * @param index of the entry
     * @param why it does not count
     */
    public record Refused(long index, String why) {}

    /** A book in which nothing has happened. */
    public ChangeBook() {}

    /**
     * Enters what happened next.
     *
     * @param index of its entry in the log, greater than all before
     * @param time the log's time of that entry
     */
    public void enter(ChangeEvent event, long index, Instant time) {
        clock = time.isAfter(clock) ? time : clock;
        Optional<String> why =
                switch (event) {
                    case ChangeEvent.PolicySigned signed -> policySigned(signed);
                    case ChangeEvent.PeopleListed(Electorate listed) -> {
                        people = listed;
                        yield Optional.empty();
                    }
                    case ChangeEvent.Proposed proposed -> proposed(proposed);
                    case ChangeEvent.Cast cast -> cast(cast);
                    case ChangeEvent.EvidenceLogged logged -> {
                        logged.about()
                                .forEach(subject ->
                                        evidence.computeIfAbsent(subject, _ -> new TreeSet<>())
                                                .add(logged.envelope()));
                        yield Optional.empty();
                    }
                    case ChangeEvent.GateDecided decided -> {
                        decisions.put(decided.envelope(), new Decided(decided, clock));
                        yield Optional.empty();
                    }
                    case ChangeEvent.Executed executed -> executed(executed, index);
                };
        why.ifPresent(text -> refused.add(new Refused(index, text)));
    }

    /** Notes an entry that claims to be of changes and cannot be read; it moves nothing. */
    public void skip(long index, String why) {
        refused.add(new Refused(index, why));
    }

    private Optional<String> policySigned(ChangeEvent.PolicySigned signed) {
        if (policy.filter(signed.policy()::equals).isPresent()) {
            return Optional.empty();
        }
        if (rules.isPresent()) {
            return Optional.of(
                    "policy %s was signed, but the one in force asks for an approved change"
                            .formatted(signed.policy().abbreviated()));
        }
        putInForce(signed.policy(), signed.rules());
        return Optional.empty();
    }

    private void putInForce(Digest digest, Optional<ChangeRules> itsRules) {
        policy = Optional.of(digest);
        rules = itsRules;
        policyEpoch++;
    }

    private Optional<String> proposed(ChangeEvent.Proposed proposed) {
        Change change = proposed.change();
        if (!change.author().equals(proposed.by().person())) {
            return Optional.of(
                    "change '%s' names %s as its author, but %s signed it"
                            .formatted(change.id(), change.author(), proposed.by().person()));
        }
        if (change.kind() == ChangeKind.POLICY && ChangedDocument.policy(change).isEmpty()) {
            return Optional.of("change '%s' holds no policy".formatted(change.id()));
        }
        ChangeFile file = changes.get(change.id());
        if (file == null) {
            if (change.revision() != 1 || changes.size() >= MOST_CHANGES) {
                return Optional.of("change '%s' does not begin here".formatted(change.id()));
            }
            changes.put(change.id(), new ChangeFile(change, proposed.digest()));
            return Optional.empty();
        }
        boolean follows =
                file.state() == ChangeStatus.State.OPEN
                        && file.change().author().equals(change.author())
                        && change.revision() == file.change().revision() + 1
                        && change.previous().filter(file.digest()::equals).isPresent();
        if (!follows) {
            return Optional.of(
                    "change '%s' is closed, somebody else's, or this is not its next revision"
                            .formatted(change.id()));
        }
        file.revise(change, proposed.digest());
        return Optional.empty();
    }

    private Optional<String> cast(ChangeEvent.Cast cast) {
        Ballot ballot = cast.ballot();
        ChangeFile file = changes.get(ballot.id());
        if (file == null || file.state() != ChangeStatus.State.OPEN) {
            return Optional.of("there is no open change '%s'".formatted(ballot.id()));
        }
        if (!file.isAbout(ballot)) {
            return Optional.of(
                    "%s spoke of another revision of '%s' than its last"
                            .formatted(cast.by().person(), ballot.id()));
        }
        boolean author = cast.by().person().equals(file.change().author());
        if (author && ballot.vote() == Ballot.Vote.WITHDRAW) {
            file.close(ChangeStatus.State.WITHDRAWN);
            return Optional.empty();
        }
        Instant until = rules.map(r -> clock.plus(r.valid())).orElse(Instant.MAX);
        if (ballot.expires().isPresent() && ballot.expires().get().isBefore(until)) {
            until = ballot.expires().get();
        }
        boolean seen = file.change().evidence().equals(evidenceAbout(file.change().about()));
        file.say(new ChangeFile.Entry(cast.by(), ballot, clock, until, policyEpoch, seen));
        return Optional.empty();
    }

    private Optional<String> executed(ChangeEvent.Executed executed, long index) {
        AliasEvent event = executed.event();
        List<Obstacle> against = new ArrayList<>();
        ChangeFile file = changes.get(event.id());
        if (file == null) {
            against.add(unknown(event.id()));
        } else {
            ChangeStatus status = status(file, clock);
            against.addAll(status.obstacles());
            Optional<Digest> allowed = event.gateDecision().filter(d -> allows(d, file.change()));
            if (!matches(event, status, allowed)) {
                against.add(
                        new Obstacle(
                                Obstacle.Kind.MISMATCH,
                                "the event says something else than change '%s' as it was approved"
                                        .formatted(event.id()),
                                "execute the change with 'bulwark change execute'"));
            }
        }
        history.computeIfAbsent(event.target(), _ -> new ArrayList<>())
                .add(new AliasRecord(event, executed.envelope(), index, clock, against));
        if (file == null || !against.isEmpty()) {
            return Optional.of(
                    "'%s' was not moved: %s".formatted(event.target(), against.getFirst().what()));
        }
        file.close(ChangeStatus.State.EXECUTED);
        current.put(event.target(), event.to());
        if (file.change().kind() == ChangeKind.POLICY) {
            putInForce(
                    event.to(), ChangedDocument.policy(file.change()).flatMap(GatePolicy::changes));
        }
        return Optional.empty();
    }

    /** The event names what was approved, by whom, and a decision of the gate if it needs one. */
    private static boolean matches(
            AliasEvent event, ChangeStatus status, Optional<Digest> allowed) {
        Change change = status.change();
        return event.change().equals(status.digest())
                && event.target().equals(change.target())
                && event.from().equals(change.from())
                && event.to().equals(change.to())
                && event.author().equals(change.author())
                && Set.copyOf(event.approvals())
                        .equals(Set.copyOf(status.approvals().stream().map(Word::by).toList()))
                && change.kind().gate().isPresent() == allowed.isPresent()
                && event.gateDecision().equals(allowed);
    }

    private boolean allows(Digest envelope, Change change) {
        Decided decided = decisions.get(envelope);
        return decided != null
                && decided.decision().allowed()
                && change.kind().gate().filter(decided.decision().gate()::equals).isPresent()
                && decided.decision().policy().equals(change.policy())
                && decided.decision().model().equals(change.to())
                && !decided.at().plus(OLDEST_DECISION).isBefore(clock);
    }

    /** How a change stands at {@code now}; empty if there is none of this name. */
    public Optional<ChangeStatus> status(String id, Instant now) {
        return Optional.ofNullable(changes.get(id)).map(file -> status(file, now));
    }

    private ChangeStatus status(ChangeFile file, Instant wanted) {
        Instant now = wanted.isAfter(clock) ? wanted : clock;
        List<Word> words = new ArrayList<>();
        file.earlier().forEach(entry -> words.add(word(entry, Word.Force.REVISED)));
        boolean stale = !file.change().evidence().equals(evidenceAbout(file.change().about()));
        for (ChangeFile.Entry entry : file.words().values()) {
            words.add(word(entry, force(entry, file.change(), stale, now)));
        }
        List<Obstacle> obstacles = new ArrayList<>();
        new Objections(file, policy, rules, current, history(file.change().target()))
                .collect(stale, words, obstacles);
        return new ChangeStatus(
                file.change(),
                file.digest(),
                file.state(),
                rules.map(ChangeRules::quorum).orElse(0),
                words,
                missing(file, words, now),
                obstacles);
    }

    private static Word word(ChangeFile.Entry entry, Word.Force force) {
        return new Word(entry.by(), entry.ballot(), entry.castAt(), entry.until(), force);
    }

    private Word.Force force(ChangeFile.Entry entry, Change change, boolean stale, Instant now) {
        Signed by = entry.by();
        Set<String> roles = rules.map(ChangeRules::approvers).orElse(Set.of());
        return switch (entry.ballot().vote()) {
            case WITHDRAW -> Word.Force.WITHDRAWN;
            // A veto outlives its key and what changed since: what is in doubt refuses.
            case REJECT ->
                    people.approvers(roles, now).contains(by.person())
                                    && !by.person().equals(change.author())
                            ? Word.Force.COUNTS
                            : Word.Force.NOT_ENTITLED;
            case APPROVE -> {
                if (by.person().equals(change.author())) {
                    yield Word.Force.AUTHOR;
                }
                if (entry.policyEpoch() != policyEpoch
                        || policy.filter(change.policy()::equals).isEmpty()) {
                    yield Word.Force.POLICY_CHANGED;
                }
                if (stale || !entry.seen()) {
                    yield Word.Force.EVIDENCE_CHANGED;
                }
                if (!now.isBefore(entry.until())) {
                    yield Word.Force.EXPIRED;
                }
                yield people.mayApprove(by.person(), by.key(), roles, now)
                        ? Word.Force.COUNTS
                        : Word.Force.NOT_ENTITLED;
            }
        };
    }

    private List<String> missing(ChangeFile file, List<Word> words, Instant now) {
        Set<String> missing =
                new TreeSet<>(
                        people.approvers(rules.map(ChangeRules::approvers).orElse(Set.of()), now));
        missing.remove(file.change().author());
        words.stream()
                .filter(word -> word.force() == Word.Force.COUNTS)
                .forEach(word -> missing.remove(word.by().person()));
        return List.copyOf(missing);
    }

    /** What stands in the way if there is no change of this name. */
    static Obstacle unknown(String id) {
        return new Obstacle(
                Obstacle.Kind.UNKNOWN,
                "there is no change '%s'".formatted(id),
                "see 'bulwark change list'");
    }

    /** The names of all changes, in the order they were proposed. */
    public SequencedCollection<String> ids() {
        return List.copyOf(changes.keySet());
    }

    /** What ever happened to a target, oldest first, also what does not count. */
    public List<AliasRecord> history(String target) {
        return List.copyOf(history.getOrDefault(target, List.of()));
    }

    /** Every target that ever was moved, or was to be. */
    public Set<String> targets() {
        return Set.copyOf(history.keySet());
    }

    /** What a target means at the end of the log. */
    public Optional<Digest> current(String target) {
        return Optional.ofNullable(current.get(target));
    }

    /** The policy in force, by its digest. */
    public Optional<Digest> policy() {
        return policy;
    }

    /** What the policy in force says of approvals. */
    public Optional<ChangeRules> rules() {
        return rules;
    }

    /** The envelopes about any of these artifacts, sorted. */
    public List<Digest> evidenceAbout(Collection<Subject> about) {
        Set<Digest> found = new TreeSet<>();
        about.forEach(subject -> found.addAll(evidence.getOrDefault(subject.digest(), Set.of())));
        return List.copyOf(found);
    }

    /** What changed nothing, oldest first. */
    public List<Refused> refused() {
        return List.copyOf(refused);
    }
}
