package dev.bulwark.ledger.monitor;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Progress;
import dev.bulwark.ledger.log.TilePath;
import dev.bulwark.ledger.merkle.MerkleTree;
import dev.bulwark.ledger.merkle.MerkleVerifier;
import dev.bulwark.ledger.merkle.ProofVerdict;
import dev.bulwark.ledger.merkle.TreeHashing;
import dev.bulwark.ledger.note.CheckpointVerification;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.note.SignedNote;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.ledger.policy.PolicyVerdict;
import dev.bulwark.ledger.policy.TrustPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Follows one log. Not thread-safe.
 *
 * <p><b>Guarantees:</b> what it reports as seen leads, entry by entry, to the root that the log's
 * key signed, and extends everything it saw before. It goes on only from what held: a checkpoint
 * that does not is never taken for the last one.
 *
 * <p><b>Does not guarantee</b> that others are shown the same log; compare checkpoints, or ask for
 * witnesses.
 */
public final class Monitor {
    /** More alerts about entries at once say nothing new. */
    static final int MOST_ALERTS = 200;

    private final LogSource source;
    private final VerifierKey logKey;
    private final MonitorState state;
    private final Expectation expectation;
    private final InstantSource clock;

    /**
     * What is expected of the log.
     *
     * @param entries of its entries
     * @param policy of its cosignatures, if any are
     * @param stalledAfter how long it may stand still, if that matters
     */
    public record Expectation(
            EntryRules entries, Optional<TrustPolicy> policy, Optional<Duration> stalledAfter) {}

    /**
     * What one look has shown.
     *
     * @param size entries that hold so far
     * @param fresh how many of them are new
     * @param alerts what somebody should look at
     * @param proof the folder with two contradicting checkpoints, if there are
     */
    public record Look(long size, long fresh, List<Alert> alerts, Optional<Path> proof) {
        public Look {
            alerts = List.copyOf(alerts);
        }
    }

    /**
     * @param logKey named as the log's origin
     */
    public Monitor(
            LogSource source,
            VerifierKey logKey,
            MonitorState state,
            Expectation expectation,
            InstantSource clock) {
        this.source = source;
        this.logKey = logKey;
        this.state = state;
        this.expectation = expectation;
        this.clock = clock;
    }

    /**
     * Looks once. Costs a hash for each new entry.
     *
     * @throws BulwarkException if the log cannot be reached or the state cannot be used
     */
    public Look look(Progress progress) {
        Optional<MonitorState.Seen> seen = state.read(logKey);
        byte[] note =
                source.read("checkpoint", SignedNote.LARGEST_IN_BYTES)
                        .orElseThrow(() ->
                                new BulwarkException(
                                        "LOG_UNREACHABLE",
                                        "there is no checkpoint at " + source.describe(),
                                        "name the folder or URL under which 'checkpoint' lies"));
        return switch (SignedCheckpoint.verify(note, logKey)) {
            case CheckpointVerification.Refused(String why) ->
                    look(seen, List.of(new Alert.WrongCheckpoint(why)));
            case CheckpointVerification.Valid(SignedCheckpoint now) -> {
                List<Alert> alerts = new ArrayList<>(witnessed(now));
                yield seen.isPresent()
                        ? compare(seen.get(), now, alerts, progress)
                        : follow(
                                new MonitorState.Seen(now, CompactRange.empty(), clock.instant()),
                                now,
                                alerts,
                                progress);
            }
        };
    }

    private static Look look(Optional<MonitorState.Seen> seen, List<Alert> alerts) {
        long size = seen.map(last -> last.checkpoint().size()).orElse(0L);
        return new Look(size, 0, alerts, Optional.empty());
    }

    private List<Alert> witnessed(SignedCheckpoint now) {
        if (expectation.policy().isEmpty()) {
            return List.of();
        }
        TrustPolicy policy = expectation.policy().get().forLog(logKey);
        return switch (policy.verify(now.note().toArray(), clock.instant())) {
            case PolicyVerdict.Accepted _ -> List.of();
            case PolicyVerdict.Refused(String why) ->
                    List.of(new Alert.NotWitnessed(now.size(), why));
        };
    }

    private Look compare(
            MonitorState.Seen last, SignedCheckpoint now, List<Alert> alerts, Progress progress) {
        long seen = last.checkpoint().size();
        if (now.size() < seen) {
            alerts.add(new Alert.Shrunk(seen, now.size(), last.checkpoint().note(), now.note()));
            return new Look(
                    seen,
                    0,
                    alerts,
                    Optional.of(state.keepProof(last.checkpoint().note(), now.note())));
        }
        if (now.size() == seen) {
            if (!now.root().equals(last.checkpoint().root())) {
                return fork(last, now, alerts, "two roots of the same %d entries".formatted(seen));
            }
            stalled(last).ifPresent(alerts::add);
            return new Look(seen, 0, alerts, Optional.empty());
        }
        Optional<String> why = contradiction(last.checkpoint(), now);
        return why.isPresent()
                ? fork(last, now, alerts, why.get())
                : follow(last, now, alerts, progress);
    }

    private Optional<Alert> stalled(MonitorState.Seen last) {
        Instant now = clock.instant();
        return expectation
                .stalledAfter()
                .filter(most -> last.grewAt().plus(most).isBefore(now))
                .map(_ -> new Alert.Stalled(last.checkpoint().size(), last.grewAt()));
    }

    /** Why the tiles do not prove that one extends the other; empty if they do. */
    private Optional<String> contradiction(SignedCheckpoint last, SignedCheckpoint now) {
        if (last.size() == 0) {
            return Optional.empty();
        }
        MerkleTree tree = new MerkleTree(new TileFetch(source, now.size()), now.size());
        ProofVerdict verdict =
                MerkleVerifier.consistency(
                        last.size(),
                        now.size(),
                        last.root(),
                        now.root(),
                        tree.consistencyProof(last.size()));
        return switch (verdict) {
            case ProofVerdict.Proven _ -> Optional.empty();
            case ProofVerdict.Refuted(String why) ->
                    Optional.of(
                            "it cannot prove that its %d entries extend the %d seen before: %s"
                                    .formatted(now.size(), last.size(), why));
        };
    }

    private Look fork(
            MonitorState.Seen last, SignedCheckpoint now, List<Alert> alerts, String why) {
        alerts.add(new Alert.Fork(last.checkpoint().note(), now.note(), why));
        return new Look(
                last.checkpoint().size(),
                0,
                alerts,
                Optional.of(state.keepProof(last.checkpoint().note(), now.note())));
    }

    /** Hashes the new entries onto what was seen; only what leads to the root is kept. */
    private Look follow(
            MonitorState.Seen last, SignedCheckpoint now, List<Alert> alerts, Progress progress) {
        CompactRange tree = last.tree().copy();
        long from = tree.size();
        List<Alert> ofEntries = new ArrayList<>();
        try {
            long untold = append(tree, now, ofEntries, progress);
            if (!tree.root().equals(now.root())) {
                alerts.add(new Alert.WrongEntries(from, now.size(), "they lead to another root"));
                return new Look(from, 0, alerts, Optional.empty());
            }
            alerts.addAll(ofEntries);
            if (untold > 0) {
                alerts.add(new Alert.More(untold));
            }
        } catch (BulwarkException e) {
            if (!e.code().equals("LOG_TILE_WRONG")) {
                throw e;
            }
            alerts.add(new Alert.WrongEntries(from, now.size(), e.what()));
            return new Look(from, 0, alerts, Optional.empty());
        }
        state.write(new MonitorState.Seen(now, tree, clock.instant()));
        return new Look(now.size(), now.size() - from, alerts, Optional.empty());
    }

    private long append(
            CompactRange tree, SignedCheckpoint now, List<Alert> alerts, Progress progress) {
        TileFetch tiles = new TileFetch(source, now.size());
        long from = tree.size();
        long untold = 0;
        progress.start("entries", Math.max(1, now.size() - from));
        while (tree.size() < now.size()) {
            List<byte[]> bundle = tiles.entries(tree.size() / TilePath.FULL);
            for (int place = (int) (tree.size() % TilePath.FULL); place < bundle.size(); place++) {
                for (Alert alert : expectation.entries().judge(tree.size(), bundle.get(place))) {
                    if (alerts.size() < MOST_ALERTS) {
                        alerts.add(alert);
                    } else {
                        untold++;
                    }
                }
                tree.append(TreeHashing.leaf(bundle.get(place)));
            }
            progress.step(tree.size() - from, "");
        }
        progress.finish("%,d new".formatted(now.size() - from));
        return untold;
    }
}
