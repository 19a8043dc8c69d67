package dev.bulwark.governance.change;

import dev.bulwark.governance.gate.ChangeRules;
import dev.bulwark.kernel.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What stands in the way of a change, beside its gate. */
record Objections(
        ChangeFile file,
        Optional<Digest> policy,
        Optional<ChangeRules> rules,
        Map<String, Digest> current,
        List<AliasRecord> history) {
    /**
     * Collects them, the gravest first.
     *
     * @param stale whether there is other evidence than approvers saw
     * @param words what people said, with its force
     */
    void collect(boolean stale, List<Word> words, List<Obstacle> into) {
        switch (file.state()) {
            case EXECUTED -> {
                into.add(closed(Obstacle.Kind.EXECUTED, "was executed already"));
                return;
            }
            case WITHDRAWN -> {
                into.add(closed(Obstacle.Kind.WITHDRAWN, "was taken back by its author"));
                return;
            }
            case OPEN -> {}
        }
        Change change = file.change();
        if (rules.isEmpty()) {
            into.add(
                    new Obstacle(
                            Obstacle.Kind.NO_RULES,
                            "the policy in force says not who may approve changes",
                            "write 'changes: {quorum: …, approvers: […]}' in bulwark.yaml and run"
                                    + " 'bulwark run', which signs it"));
        }
        moved(change, stale, into);
        neverMeant(change, into);
        words.stream()
                .filter(word -> word.force() == Word.Force.COUNTS)
                .filter(word -> word.ballot().vote() == Ballot.Vote.REJECT)
                .map(this::rejected)
                .forEach(into::add);
        rules.ifPresent(asked -> quorum(asked, words, into));
    }

    /** What is no longer as it was when the change was proposed. */
    private void moved(Change change, boolean stale, List<Obstacle> into) {
        if (!policy.equals(Optional.of(change.policy()))) {
            into.add(
                    stale(
                            Obstacle.Kind.POLICY_CHANGED,
                            "the policy changed: it was %s, in force is %s"
                                    .formatted(change.policy().abbreviated(), shown(policy))));
        }
        if (stale) {
            into.add(
                    stale(
                            Obstacle.Kind.EVIDENCE_CHANGED,
                            "the evidence changed: approvers saw %d envelopes, snapshot %s, and"
                                            .formatted(
                                                    change.evidence().size(),
                                                    change.snapshot().abbreviated())
                                    + " others are there now"));
        }
        Optional<Digest> now = Optional.ofNullable(current.get(change.target()));
        if (!now.equals(change.from()) && change.kind() != ChangeKind.POLICY) {
            into.add(
                    stale(
                            Obstacle.Kind.TARGET_MOVED,
                            "'%s' means %s now, and the change starts from %s"
                                    .formatted(change.target(), shown(now), shown(change.from()))));
        }
    }

    /** Rolling back is asked of a gate that does not look at what a release is asked. */
    private void neverMeant(Change change, List<Obstacle> into) {
        boolean former =
                history.stream()
                        .filter(AliasRecord::counts)
                        .anyMatch(line -> line.event().to().equals(change.to()));
        if (change.kind() == ChangeKind.ROLL_BACK && !former) {
            into.add(
                    new Obstacle(
                            Obstacle.Kind.NEVER_MEANT,
                            "'%s' never meant %s, so there is no going back to it"
                                    .formatted(change.target(), change.to().abbreviated()),
                            "propose it with 'bulwark change propose', which asks the gate"
                                    + " 'release'"));
        }
    }

    private void quorum(ChangeRules asked, List<Word> words, List<Obstacle> into) {
        long approving =
                words.stream()
                        .filter(word -> word.force() == Word.Force.COUNTS)
                        .filter(word -> word.ballot().vote() == Ballot.Vote.APPROVE)
                        .count();
        if (approving < asked.quorum()) {
            into.add(
                    new Obstacle(
                            Obstacle.Kind.QUORUM,
                            "%d of %d people approve, the author not counted"
                                    .formatted(approving, asked.quorum()),
                            "let people of the roles %s approve it with 'bulwark change approve'"
                                    .formatted(asked.approvers())));
        }
    }

    private Obstacle rejected(Word word) {
        return new Obstacle(
                Obstacle.Kind.REJECTED,
                "%s rejects it%s"
                        .formatted(
                                word.by().person(),
                                word.ballot().reason().isEmpty()
                                        ? ""
                                        : ": " + word.ballot().reason()),
                "edit the change, or let %s withdraw the rejection".formatted(word.by().person()));
    }

    private Obstacle closed(Obstacle.Kind kind, String how) {
        return new Obstacle(
                kind, "change '%s' %s".formatted(file.change().id(), how), "propose another");
    }

    private Obstacle stale(Obstacle.Kind kind, String what) {
        return new Obstacle(
                kind,
                what,
                "let the author edit it with 'bulwark change propose --edit %s', and approve that"
                        .formatted(file.change().id()));
    }

    private static String shown(Optional<Digest> digest) {
        return digest.map(Digest::abbreviated).orElse("nothing");
    }
}
