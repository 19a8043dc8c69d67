package dev.bulwark.ledger;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.SignaturePolicy;
import dev.bulwark.kernel.evidence.TrustedKeys;
import dev.bulwark.ledger.log.LogEntry;
import dev.bulwark.ledger.log.LogReader;
import dev.bulwark.ledger.log.TlogProof;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.ledger.store.BrokenFile;
import dev.bulwark.ledger.store.EvidenceListing;
import dev.bulwark.ledger.store.EvidenceStore;
import dev.bulwark.ledger.store.StoredEnvelope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A ledger as it was when it was opened, for whoever has its public key. Thread-safe.
 *
 * <p><b>Guarantees:</b> {@link #verified} hands out only evidence whose file has the digest it is
 * named by, whose signatures hold, whose predicate is as the schema of its type says, of which an
 * entry under the log's signed root speaks, and whose signer was entitled to it at that entry
 * ({@link dev.bulwark.ledger.trust.SignerRoles}). Whatever else lies there, or is missing, comes
 * out as broken: nothing is skipped.
 *
 * <p><b>Does not guarantee</b> that nobody put an older copy of the whole ledger in its place.
 */
public final class LedgerReader {
    private final VerifierKey logKey;
    private final LogReader log;
    private final EvidenceStore store;
    private final EntryIndex index;

    LedgerReader(VerifierKey logKey, LogReader log, EvidenceStore store, EntryIndex index) {
        this.logKey = logKey;
        this.log = log;
        this.store = store;
        this.index = index;
    }

    /**
     * Opens a ledger for reading; costs one hash over every entry.
     *
     * @param logKey the log's, named as its origin
     * @throws BulwarkException if the checkpoint is not believed, or the entries do not lead to it
     */
    public static LedgerReader open(LedgerFolders folders, VerifierKey logKey) {
        return open(folders, logKey, List.of());
    }

    /**
     * As {@link #open(LedgerFolders, VerifierKey)}, for who knows the log's ML-DSA-44 key as well.
     *
     * @param seconds one of them must have signed too, unless there are none; see {@link
     *     VerifierKey#mlDsaOfLog}
     */
    public static LedgerReader open(
            LedgerFolders folders, VerifierKey logKey, List<VerifierKey> seconds) {
        LogReader log = LogReader.open(folders.log(), logKey, seconds);
        return new LedgerReader(
                logKey, log, EvidenceStore.at(folders.evidence()), EntryIndex.of(log));
    }

    /** What the log's key signed. */
    public SignedCheckpoint checkpoint() {
        return log.checkpoint();
    }

    /** The log behind it. */
    public LogReader log() {
        return log;
    }

    /** The evidence store behind it, whose envelopes are not verified. */
    public EvidenceStore store() {
        return store;
    }

    /** The index of the first entry that speaks of this envelope, if one does. */
    public OptionalLong indexOf(Digest envelope) {
        return index.find(envelope);
    }

    /** Whether an entry of the log says that this envelope was erased. */
    public boolean isErased(Digest envelope) {
        return index.erasure(envelope).isPresent();
    }

    /**
     * The proof that an envelope is logged, against this reader's checkpoint.
     *
     * @throws BulwarkException if it is not logged
     */
    public TlogProof proof(Digest envelope) {
        OptionalLong entry = index.find(envelope);
        if (entry.isEmpty()) {
            throw new BulwarkException(
                    "LEDGER_NOT_LOGGED",
                    "no entry of the log speaks of envelope " + envelope,
                    "check the digest with 'bulwark ledger list'");
        }
        return log.proof(entry.getAsLong());
    }

    /** Verifies everything in the store under {@link SignaturePolicy#BOTH}. */
    public VerifiedEvidence verified(TrustedKeys keys) {
        return verified(keys, SignaturePolicy.BOTH);
    }

    /**
     * Verifies everything in the store, and who was entitled to sign it when it was logged; costs
     * one hash, one proof and the signatures of each envelope.
     *
     * @param keys the owners': they alone say who else may sign what
     */
    public VerifiedEvidence verified(TrustedKeys keys, SignaturePolicy policy) {
        List<BrokenEvidence> broken = new ArrayList<>();
        SortedMap<Long, StoredEnvelope> logged = logged(broken);
        VerifiedEvidence read =
                new EvidenceReading(keys, policy, this::fileName, broken)
                        .read(logged, index::risingTime);
        return erasures().applied(read);
    }

    /**
     * Verifies what speaks of any of {@code subjects}, and what the owners say, and reads nothing
     * else. What to read is taken from the log's entries, so nothing about the subjects is missed
     * that the log knows; files that no entry speaks of are not looked for. Costs a hash and the
     * signatures of those envelopes.
     *
     * <p>An envelope with more subjects than an entry lists is read for every question.
     */
    public VerifiedEvidence verifiedAbout(
            Set<Digest> subjects, TrustedKeys keys, SignaturePolicy policy) {
        return verifiedOf(index.about(subjects), keys, policy);
    }

    /**
     * Verifies the envelopes of these entries, and what the owners say, and reads nothing else.
     *
     * @param entries such as an {@link dev.bulwark.ledger.index.EvidenceIndex} found
     * @throws IllegalArgumentException if one is not an entry of this log
     */
    public VerifiedEvidence verifiedOf(
            Set<Long> entries, TrustedKeys keys, SignaturePolicy policy) {
        SortedSet<Long> wanted = new TreeSet<>(entries);
        wanted.addAll(index.ownerActs());
        List<BrokenEvidence> broken = new ArrayList<>();
        SortedMap<Long, StoredEnvelope> logged = new TreeMap<>();
        for (long at : wanted) {
            Digest digest = log.entry(at).envelope();
            boolean first = index.find(digest).orElseThrow() == at;
            if (first && index.erasure(digest).isEmpty()) {
                switch (store.read(digest)) {
                    case EvidenceStore.Found.Whole(StoredEnvelope stored) ->
                            admit(stored, at, logged, broken);
                    case EvidenceStore.Found.Absent _ -> seek(digest, at, logged, broken);
                    case EvidenceStore.Found.Broken(String why) ->
                            broken.add(broken(digest, BrokenEvidence.Flaw.DAMAGED, why));
                }
            }
        }
        VerifiedEvidence read =
                new EvidenceReading(keys, policy, this::fileName, broken)
                        .read(logged, index::risingTime);
        return erasures().applied(read);
    }

    /** What the log says of erasures. */
    ErasureReading erasures() {
        return new ErasureReading(log, index, this::fileName);
    }

    /**
     * The stored envelopes that are logged and not erased, by their entry; all others but the
     * erased go to {@code broken}.
     */
    SortedMap<Long, StoredEnvelope> logged(List<BrokenEvidence> broken) {
        EvidenceListing listing = store.all();
        for (BrokenFile file : listing.broken()) {
            broken.add(new BrokenEvidence(file.file(), BrokenEvidence.Flaw.DAMAGED, file.why()));
        }
        SortedMap<Long, StoredEnvelope> logged = new TreeMap<>();
        for (StoredEnvelope stored : listing.found()) {
            OptionalLong entry = index.find(stored.digest());
            if (index.erasure(stored.digest()).isPresent()) {
                broken.add(
                        broken(
                                stored.digest(),
                                BrokenEvidence.Flaw.NOT_ERASED,
                                "a record says that it was erased, but it is still here"));
            } else if (entry.isPresent()) {
                admit(stored, entry.getAsLong(), logged, broken);
            } else {
                broken.add(
                        broken(
                                stored.digest(),
                                BrokenEvidence.Flaw.NOT_LOGGED,
                                "no entry of the log speaks of it"));
            }
        }
        Set<String> explained = new HashSet<>();
        broken.forEach(each -> explained.add(each.file()));
        for (Digest digest : index.envelopes()) {
            long entry = index.find(digest).orElseThrow();
            boolean settled = logged.containsKey(entry) || index.erasure(digest).isPresent();
            if (!settled && !explained.contains(fileName(digest))) {
                seek(digest, entry, logged, broken);
            }
        }
        return logged;
    }

    /** A writer may have logged it this moment, and not put it in its place yet. */
    private void seek(
            Digest digest,
            long entry,
            Map<Long, StoredEnvelope> logged,
            List<BrokenEvidence> broken) {
        store.get(digest)
                .ifPresentOrElse(
                        stored -> admit(stored, entry, logged, broken),
                        () ->
                                broken.add(
                                        broken(
                                                digest,
                                                BrokenEvidence.Flaw.MISSING,
                                                "entry %d of the log speaks of it, but it is gone"
                                                        .formatted(entry))));
    }

    private void admit(
            StoredEnvelope stored,
            long at,
            Map<Long, StoredEnvelope> logged,
            List<BrokenEvidence> broken) {
        LogEntry entry = log.entry(at);
        if (LogEntry.of(stored.envelope(), entry.time()).equals(entry)) {
            logged.put(at, stored);
        } else {
            broken.add(
                    broken(
                            stored.digest(),
                            BrokenEvidence.Flaw.MISLOGGED,
                            "entry %d of the log says something else of it".formatted(at)));
        }
    }

    private BrokenEvidence broken(Digest digest, BrokenEvidence.Flaw flaw, String why) {
        return new BrokenEvidence(fileName(digest), flaw, why);
    }

    private String fileName(Digest digest) {
        return store.payloads().name(digest);
    }

    /** The key that the log's checkpoints are verified with. */
    public VerifierKey logKey() {
        return logKey;
    }
}
