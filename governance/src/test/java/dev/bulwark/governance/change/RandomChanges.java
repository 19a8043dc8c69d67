package dev.bulwark.governance.change;

import dev.bulwark.governance.gate.ChangeRules;
import dev.bulwark.governance.gate.Demand;
import dev.bulwark.governance.gate.Gate;
import dev.bulwark.governance.gate.GatePolicy;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Subject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * One random history of changes: people propose, edit, approve with one or another of their keys,
 * reject and withdraw; policies, evidence, roles, keys and the clock change in between; honest,
 * forged, repeated and racing executions are entered. After each, the book and the slow judge must
 * agree.
 */
final class RandomChanges {
    private static final Map<String, Digest> NAMED = new HashMap<>();

    static final Map<Digest, GatePolicy> POLICIES = policies();

    private static final List<Digest> POLICY_DIGESTS = List.copyOf(POLICIES.keySet());
    private static final List<String> PEOPLE = List.of("ada", "bob", "cyd", "dan", "eve");
    private static final List<Subject> MODELS =
            List.of(
                    new Subject("model-a", named("model-a")),
                    new Subject("model-b", named("model-b")),
                    new Subject("model-c", named("model-c")));
    private static final List<String> ALIASES = List.of("production", "canary");
    private static final List<String> IDS = List.of("c1", "c2", "c3");
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final RandomGenerator random;
    private final SlowJudge judge = new SlowJudge(POLICIES);
    private final List<ChangeEvent> events = new ArrayList<>();
    private final List<Instant> times = new ArrayList<>();
    private final Tally tally;
    private ChangeBook book = new ChangeBook();
    private FakeElectorate people;
    private Instant now = START;
    private int envelopes;

    /** How often what came up, over many histories. */
    static final class Tally {
        private final Map<String, Integer> counts = new HashMap<>();

        void count(String what) {
            counts.merge(what, 1, Integer::sum);
        }

        int of(String what) {
            return counts.getOrDefault(what, 0);
        }

        @Override
        public String toString() {
            return new java.util.TreeMap<>(counts).toString();
        }
    }

    RandomChanges(RandomGenerator random, Tally tally) {
        this.random = random;
        this.tally = tally;
        Map<String, String> holders = new HashMap<>();
        for (String person : PEOPLE) {
            holders.put(person + "-1", person);
            holders.put(person + "-2", person);
        }
        people = new FakeElectorate(holders, Set.of("bob", "cyd", "dan", "eve"), Set.of());
    }

    private static Map<Digest, GatePolicy> policies() {
        Map<Digest, GatePolicy> policies = new LinkedHashMap<>();
        for (int quorum = 0; quorum <= 3; quorum++) {
            Optional<ChangeRules> rules =
                    quorum == 0
                            ? Optional.empty()
                            : Optional.of(
                                    new ChangeRules(
                                            quorum,
                                            Set.of(FakeElectorate.ROLE),
                                            Duration.ofHours(12L * quorum)));
            GatePolicy policy =
                    new GatePolicy(
                            "credit",
                            Map.of(
                                    Gate.RELEASE,
                                    List.of(
                                            new Demand(
                                                    "sbom", Optional.empty(), Optional.empty()))),
                            rules);
            policies.put(policy.digest(), policy);
        }
        return policies;
    }

    static Digest named(String name) {
        return NAMED.computeIfAbsent(
                name, text -> Digest.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Lives through a history of so many acts. */
    void live(int acts) {
        enter(new ChangeEvent.PeopleListed(people));
        enter(signed(POLICY_DIGESTS.get(1 + random.nextInt(3))));
        for (int act = 0; act < acts; act++) {
            act();
            agree();
        }
    }

    private static ChangeEvent signed(Digest policy) {
        return new ChangeEvent.PolicySigned(
                policy, Optional.ofNullable(POLICIES.get(policy)).flatMap(GatePolicy::changes));
    }

    private void act() {
        switch (random.nextInt(24)) {
            case 0, 1, 2 -> propose();
            case 3 -> edit();
            case 4, 5, 6, 7, 8, 9, 10 -> vote(Ballot.Vote.APPROVE);
            case 11 -> vote(random.nextInt(3) == 0 ? Ballot.Vote.REJECT : Ballot.Vote.WITHDRAW);
            case 12 -> enter(signed(any(POLICY_DIGESTS)));
            case 13 -> evidence();
            case 14 -> changePeople();
            // Whole hours, so that the very second of an expiry comes up.
            case 15 -> now = now.plus(Duration.ofHours(random.nextInt(-12, 25)));
            case 17 -> carryThrough();
            case 16 -> crash();
            default -> execute();
        }
    }

    private void enter(ChangeEvent event) {
        book.enter(event, events.size(), now);
        boolean counts = judge.happened(event, now);
        if (event instanceof ChangeEvent.Executed(AliasEvent said, Digest _)) {
            AliasRecord last = book.history(said.target()).getLast();
            if (last.counts() != counts) {
                throw new AssertionError(
                        "the judge says %s, the book %s of %s\n%s"
                                .formatted(counts, last.against(), said, trace()));
            }
            tally.count(counts ? "executed" : "execution refused");
        }
        events.add(event);
        times.add(now);
    }

    private void agree() {
        for (String target : List.of("production", "canary", "policy")) {
            if (!book.current(target).equals(judge.means(target))) {
                throw new AssertionError("another meaning of " + target + "\n" + trace());
            }
        }
        if (!book.policy().equals(judge.inForce(events.size()))) {
            throw new AssertionError("another policy in force\n" + trace());
        }
    }

    private String trace() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < events.size(); i++) {
            text.append(i).append(' ').append(times.get(i)).append(' ').append(events.get(i));
            text.append('\n');
        }
        return text.toString();
    }

    private Signed signer(String person) {
        return new Signed(
                person, person + "-" + (1 + random.nextInt(2)), named("envelope" + envelopes++));
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private boolean mostly() {
        return random.nextInt(12) > 0;
    }

    private void propose() {
        String person = any(PEOPLE);
        propose(any(IDS), 1, Optional.empty(), person, person);
    }

    private void edit() {
        String id = any(IDS);
        judge.lastRevision(id)
                .ifPresent(last -> {
                    String author = mostly() ? last.change().author() : any(PEOPLE);
                    propose(
                            id,
                            last.change().revision() + (mostly() ? 1 : 2),
                            Optional.of(mostly() ? last.digest() : named("another")),
                            author,
                            mostly() ? author : any(PEOPLE));
                });
    }

    /** Another change that nobody disturbs, so that aliases and policies do move. */
    private void carryThrough() {
        String id = "m" + envelopes++;
        String author = any(PEOPLE);
        propose(id, 1, Optional.empty(), author, author);
        judge.lastRevision(id)
                .ifPresent(last -> {
                    Ballot ballot =
                            Ballot.on(last.change(), Ballot.Vote.APPROVE, "", Optional.empty());
                    for (String person : PEOPLE) {
                        enter(new ChangeEvent.Cast(ballot, signer(person)));
                    }
                    execute(book.status(id, now).orElseThrow());
                });
    }

    private void propose(
            String id, int revision, Optional<Digest> previous, String author, String signer) {
        Digest policy = mostly() ? book.policy().orElseThrow() : any(POLICY_DIGESTS);
        int dice = random.nextInt(6);
        ChangeKind kind =
                dice < 2
                        ? ChangeKind.POLICY
                        : dice == 2 ? ChangeKind.ROLL_BACK : ChangeKind.PROMOTE;
        String target = kind == ChangeKind.POLICY ? "policy" : any(ALIASES);
        Digest leadsTo = any(POLICY_DIGESTS);
        Subject to = kind == ChangeKind.POLICY ? new Subject("policy", leadsTo) : any(MODELS);
        Optional<Digest> from =
                kind == ChangeKind.POLICY
                        ? Optional.of(policy)
                        : mostly() ? book.current(target) : Optional.of(any(MODELS).digest());
        if (from.equals(Optional.of(to.digest()))) {
            return;
        }
        List<Digest> evidence = new ArrayList<>(book.evidenceAbout(List.of(to)));
        if (!mostly()) {
            evidence.add(named("evidence" + random.nextInt(4)));
        }
        Change change =
                new Change(
                        id,
                        revision,
                        previous,
                        kind,
                        "title",
                        "why",
                        target,
                        from,
                        to.digest(),
                        List.of(to),
                        List.of(),
                        kind == ChangeKind.POLICY
                                ? Optional.ofNullable(POLICIES.get(leadsTo)).map(GatePolicy::toJson)
                                : Optional.empty(),
                        evidence,
                        policy,
                        author,
                        START);
        enter(new ChangeEvent.Proposed(change, change.digest(), signer(signer)));
    }

    private void vote(Ballot.Vote vote) {
        String id = any(IDS);
        Optional<ChangeEvent.Proposed> last = judge.lastRevision(id);
        if (last.isEmpty()) {
            return;
        }
        Change change = last.get().change();
        boolean exact = mostly();
        Ballot ballot =
                new Ballot(
                        vote,
                        id,
                        exact || random.nextBoolean() ? last.get().digest() : named("tampered"),
                        exact || random.nextBoolean() ? change.policy() : any(POLICY_DIGESTS),
                        exact || random.nextBoolean() ? change.snapshot() : named("unseen"),
                        "",
                        random.nextInt(8) == 0
                                ? Optional.of(now.plus(Duration.ofHours(random.nextInt(-1, 9))))
                                : Optional.empty());
        enter(new ChangeEvent.Cast(ballot, signer(any(PEOPLE))));
    }

    private void evidence() {
        enter(
                new ChangeEvent.EvidenceLogged(
                        named("evidence" + random.nextInt(4)), Set.of(any(MODELS).digest())));
    }

    private void changePeople() {
        if (random.nextBoolean()) {
            people = people.withoutKey(any(PEOPLE) + "-" + (1 + random.nextInt(2)));
        } else {
            Set<String> approvers = new HashSet<>(people.approvers());
            String person = any(PEOPLE);
            if (!approvers.remove(person)) {
                approvers.add(person);
            }
            people = people.withApprovers(approvers);
        }
        enter(new ChangeEvent.PeopleListed(people));
    }

    /** What was written survives; the book is made of it anew and must say the same. */
    private void crash() {
        ChangeBook anew = new ChangeBook();
        for (int i = 0; i < events.size(); i++) {
            anew.enter(events.get(i), i, times.get(i));
        }
        for (String id : IDS) {
            if (!anew.status(id, now).equals(book.status(id, now))) {
                throw new AssertionError("another status of " + id + "\n" + trace());
            }
        }
        book = anew;
        tally.count("crash");
    }

    private void execute() {
        String id = any(IDS);
        Optional<ChangeStatus> status = book.status(id, now);
        boolean ready = status.isPresent() && status.get().isReady();
        if (ready != judge.mayBeExecuted(id, now)) {
            throw new AssertionError("the judge differs: %s\n%s".formatted(status, trace()));
        }
        status.ifPresent(found -> {
            found.against().forEach(kind -> tally.count(kind.name()));
            found.words().forEach(word -> tally.count(word.force().name()));
            if (ready || random.nextInt(3) == 0) {
                execute(found);
            }
        });
    }

    private void execute(ChangeStatus status) {
        Change change = status.change();
        Optional<Digest> decision = change.kind().gate().map(gate -> decide(gate, change));
        List<Signed> approvals =
                new ArrayList<>(status.approvals().stream().map(Word::by).toList());
        if (!mostly()) {
            approvals.add(signer(any(PEOPLE))); // somebody who never approved
        }
        AliasEvent honest = AliasEvent.of(change, approvals, decision, now);
        AliasEvent event = mostly() ? honest : forged(honest);
        enter(new ChangeEvent.Executed(event, named("execution" + envelopes++)));
        if (random.nextInt(3) == 0) { // a second one that did not see the first
            boolean again = book.history(event.target()).getLast().counts();
            enter(new ChangeEvent.Executed(event, named("execution" + envelopes++)));
            if (again && book.history(event.target()).getLast().counts()) {
                throw new AssertionError("executed twice\n" + trace());
            }
            tally.count("raced");
        }
    }

    /** The event of another change than the one that was approved, in one member. */
    private AliasEvent forged(AliasEvent event) {
        int member = random.nextInt(6);
        return new AliasEvent(
                member == 0 ? any(ALIASES) : event.target(),
                member == 1 ? Optional.of(any(MODELS).digest()) : event.from(),
                member == 2 ? any(MODELS).digest() : event.to(),
                event.id(),
                member == 3 ? named("another") : event.change(),
                member == 4 ? any(PEOPLE) : event.author(),
                event.approvals(),
                member == 5 ? Optional.of(named("no decision")) : event.gateDecision(),
                now);
    }

    private Digest decide(Gate gate, Change change) {
        Digest envelope = named("decision" + envelopes++);
        enter(
                new ChangeEvent.GateDecided(
                        envelope,
                        mostly() ? gate : Gate.REGISTER,
                        mostly(),
                        mostly() ? change.policy() : any(POLICY_DIGESTS),
                        mostly() ? change.to() : any(MODELS).digest()));
        if (random.nextInt(16) == 0) {
            now = now.plusSeconds(random.nextInt(600));
        }
        return envelope;
    }
}
