package dev.bulwark.ledger.witness;

import dev.bulwark.ledger.log.CheckpointWitnesses;
import dev.bulwark.ledger.log.ConsistencyProver;
import dev.bulwark.ledger.log.LedgerException;
import dev.bulwark.ledger.note.CheckpointVerification;
import dev.bulwark.ledger.note.NoteSignature;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.note.SignedNote;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.ledger.policy.PolicyVerdict;
import dev.bulwark.ledger.policy.PolicyWitness;
import dev.bulwark.ledger.policy.TrustPolicy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Has checkpoints cosigned by the witnesses of a policy, over the network, all at once.
 *
 * <p><b>Guarantees:</b> gives back a checkpoint only if the policy accepts it, and as soon as it
 * does; a slow witness that the quorum does not need is not waited for. A witness that can show a
 * checkpoint of this log that this log does not hold stops it, whatever the others say.
 *
 * @see <a href="https://c2sp.org/tlog-witness">C2SP tlog-witness</a>
 */
public final class HttpWitnesses implements CheckpointWitnesses {
    /** A cosignature is 4 kB with every key; a checkpoint with all of them is a note. */
    private static final int LARGEST_ANSWER = SignedNote.LARGEST_IN_BYTES;

    private final TrustPolicy policy;
    private final List<WitnessClient> clients;
    private final InstantSource clock;
    private final Duration patience;
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("ask-witness-", 0).factory());

    /**
     * @param policy whose witnesses have URLs, as far as its quorum needs them
     * @param tls see {@link TlsMaterial}
     * @throws dev.bulwark.kernel.BulwarkException if a URL cannot be used
     */
    public HttpWitnesses(TrustPolicy policy, SSLContext tls, InstantSource clock) {
        this(policy, tls, clock, BoundedHttp.REQUEST);
    }

    HttpWitnesses(TrustPolicy policy, SSLContext tls, InstantSource clock, Duration request) {
        BoundedHttp http = new BoundedHttp(tls, request, LARGEST_ANSWER);
        this.policy = policy;
        this.clock = clock;
        this.clients =
                WitnessEndpoint.of(policy).stream()
                        .map(endpoint -> new WitnessClient(endpoint, http, clock))
                        .toList();
        // A witness is asked twice and for its checkpoint, one after the other, each bounded.
        this.patience = request.multipliedBy(4);
    }

    @Override
    public SignedCheckpoint witnessed(SignedCheckpoint signed, ConsistencyProver prover) {
        TrustPolicy own = policy.forLog(signed.signers().getFirst());
        BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
        for (WitnessClient client : clients) {
            threads.execute(() -> replies.add(client.ask(signed, prover)));
        }
        List<Reply> heard = new ArrayList<>();
        List<NoteSignature> cosignatures = new ArrayList<>();
        while (heard.size() < clients.size()) {
            Reply reply = next(replies);
            if (reply == null) {
                break;
            }
            heard.add(reply);
            requireNoProofAgainst(signed, reply);
            if (reply instanceof Reply.Cosigned cosigned) {
                cosignatures.addAll(cosigned.signatures());
                if (own.asksWitnesses()) {
                    Optional<SignedCheckpoint> accepted = accepted(signed, cosignatures, own);
                    if (accepted.isPresent()) {
                        return accepted.get();
                    }
                }
            }
        }
        return accepted(signed, cosignatures, own)
                .orElseThrow(() -> notReached(signed, own, heard));
    }

    private @Nullable Reply next(BlockingQueue<Reply> replies) {
        try {
            return replies.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null; // as if nobody answered: fails closed
        }
    }

    private Optional<SignedCheckpoint> accepted(
            SignedCheckpoint signed, List<NoteSignature> cosignatures, TrustPolicy own) {
        SignedNote note = SignedNote.parse(signed.note().toArray());
        for (NoteSignature each : cosignatures) {
            note = note.with(each);
        }
        if (own.verify(note.toBytes(), clock.instant()) instanceof PolicyVerdict.Refused) {
            return Optional.empty();
        }
        List<VerifierKey> witnesses = policy.witnesses().stream().map(PolicyWitness::key).toList();
        return switch (SignedCheckpoint.verify(
                note.toBytes(), WitnessClient.logKeys(signed), witnesses)) {
            case CheckpointVerification.Valid(SignedCheckpoint valid) -> Optional.of(valid);
            case CheckpointVerification.Refused _ -> Optional.empty();
        };
    }

    /**
     * Asks every witness what it cosigned last, without submitting anything; one that does not
     * answer is passed over.
     *
     * @param signed what this log holds
     * @param contains whether {@code signed} extends a checkpoint of the same log, not larger than
     *     it and not empty
     * @throws LedgerException if a witness shows a checkpoint of this log that is not in it
     */
    public void requireNotAhead(SignedCheckpoint signed, Predicate<SignedCheckpoint> contains) {
        BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
        for (WitnessClient client : clients) {
            threads.execute(() -> replies.add(client.compare(signed, contains)));
        }
        for (int i = 0; i < clients.size(); i++) {
            Reply reply = next(replies);
            if (reply == null) {
                return;
            }
            requireNoProofAgainst(signed, reply);
        }
    }

    private static void requireNoProofAgainst(SignedCheckpoint signed, Reply reply) {
        switch (reply) {
            case Reply.Ahead(String from, _, Optional<SignedCheckpoint> held) -> {
                if (held.filter(other -> other.size() > signed.size()).isPresent()) {
                    throw rolledBack(signed, from, held.get().size(), "");
                }
            }
            case Reply.Forked(String from, _, Optional<SignedCheckpoint> held) -> {
                if (held.isPresent()) {
                    throw forked(signed, from, held.get());
                }
            }
            case Reply.Cosigned _, Reply.Failed _ -> {}
        }
    }

    private static LedgerException rolledBack(
            SignedCheckpoint signed, String witness, long size, String others) {
        return new LedgerException(
                "LEDGER_ROLLED_BACK",
                ("the ledger was put back to an older copy: witness %s cosigned %d entries of '%s',"
                                + " and %d are here%s")
                        .formatted(
                                witness, size, signed.checkpoint().origin(), signed.size(), others),
                "restore the newest copy of the folders ledger and evidence in .bulwark, whose"
                        + " ledger has "
                        + size
                        + " entries or more; if it is lost, so is what they record: begin a new"
                        + " ledger under new keys, and tell whoever relies on this one");
    }

    private static LedgerException forked(
            SignedCheckpoint signed, String witness, SignedCheckpoint held) {
        return new LedgerException(
                "LEDGER_FORKED",
                ("the ledger has two histories: witness %s cosigned %d entries of '%s' with the"
                                + " root %s, and the %d entries here do not extend them")
                        .formatted(
                                witness,
                                held.size(),
                                signed.checkpoint().origin(),
                                held.root(),
                                signed.size()),
                "find the copy of .bulwark that the witness saw and restore it: an older copy was"
                        + " restored and written to, or another process signs with this key; what"
                        + " was recorded since is not proved");
    }

    private static LedgerException notReached(
            SignedCheckpoint signed, TrustPolicy policy, List<Reply> heard) {
        String each = heard.stream().map(Reply::describe).collect(Collectors.joining("; "));
        Optional<Reply.Ahead> ahead =
                heard.stream()
                        .filter(Reply.Ahead.class::isInstance)
                        .map(Reply.Ahead.class::cast)
                        .findFirst();
        if (ahead.isPresent()) {
            return rolledBack(
                    signed,
                    ahead.get().from(),
                    ahead.get().size(),
                    " (what it says; it shows no checkpoint to prove it)");
        }
        return new LedgerException(
                "LEDGER_NOT_WITNESSED",
                "the witnesses did not cosign size %d, the quorum %s is not reached: %s"
                        .formatted(
                                signed.size(),
                                TrustPolicy.shown(policy.quorum().describe()),
                                each.isEmpty() ? "none answered" : each),
                "start the witnesses that do not answer, or correct their URLs and keys in the"
                        + " policy");
    }
}
