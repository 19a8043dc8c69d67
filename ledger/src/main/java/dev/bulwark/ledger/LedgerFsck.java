package dev.bulwark.ledger;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Progress;
import dev.bulwark.ledger.log.LogCheck;
import dev.bulwark.ledger.log.LogFsck;
import dev.bulwark.ledger.log.ProofVerification;
import dev.bulwark.ledger.log.TlogProof;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.ledger.store.PayloadStore;
import dev.bulwark.ledger.store.StoredEnvelope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Recomputes a whole ledger: every hash of the log, every digest of the store, every inclusion
 * proof, and that log and store speak of the same envelopes. Changes nothing, needs no secret.
 * Signatures of envelopes are {@link LedgerReader#verified}'s matter.
 */
public final class LedgerFsck {
    private LedgerFsck() {}

    /** Checks the ledger in {@code folders}. */
    public static LedgerCheck check(LedgerFolders folders, VerifierKey logKey) {
        return check(folders, logKey, Progress.silent());
    }

    /** As {@link #check(LedgerFolders, VerifierKey)}, telling how far it is in entries. */
    public static LedgerCheck check(LedgerFolders folders, VerifierKey logKey, Progress progress) {
        List<LedgerFinding> findings = new ArrayList<>();
        LogCheck log = LogFsck.check(folders.log(), logKey, progress);
        log.findings().forEach(finding -> findings.add(new LedgerFinding.OfLog(finding)));
        List<BrokenEvidence> broken = new ArrayList<>();
        try {
            checkEvidence(LedgerReader.open(folders, logKey), broken);
        } catch (BulwarkException e) {
            if (log.isClean()) {
                throw e; // not the log's state, which was named above: say what it is
            }
        }
        broken.forEach(each -> findings.add(new LedgerFinding.OfEvidence(each)));
        return new LedgerCheck(log.entries(), findings);
    }

    private static void checkEvidence(LedgerReader reader, List<BrokenEvidence> broken) {
        Map<Long, StoredEnvelope> logged = reader.logged(broken);
        reader.erasures().explain(logged, broken);
        Set<Digest> proven = new HashSet<>();
        for (Digest digest : reader.store().payloads().names().proofs()) {
            checkProof(reader, digest, broken);
            proven.add(digest);
        }
        for (StoredEnvelope stored : logged.values()) {
            if (!proven.contains(stored.digest())) {
                broken.add(
                        new BrokenEvidence(
                                proofName(reader, stored.digest()),
                                BrokenEvidence.Flaw.NO_PROOF,
                                "the inclusion proof is not there"));
            }
        }
    }

    private static void checkProof(
            LedgerReader reader, Digest digest, List<BrokenEvidence> broken) {
        String why =
                switch (reader.store().payloads().readProof(digest, TlogProof.LARGEST_IN_BYTES)) {
                    case PayloadStore.Content.Absent _ -> "it went away while it was checked";
                    case PayloadStore.Content.Damaged(String reason) -> reason;
                    case PayloadStore.Content.Whole(Bytes file) ->
                            flaw(reader, digest, file.toArray());
                };
        if (!why.isEmpty()) {
            broken.add(
                    new BrokenEvidence(
                            proofName(reader, digest), BrokenEvidence.Flaw.WRONG_PROOF, why));
        }
    }

    private static String flaw(LedgerReader reader, Digest digest, byte[] file) {
        try {
            return flaw(reader, digest, TlogProof.parse(file));
        } catch (BulwarkException e) {
            return e.what();
        }
    }

    /** What is wrong with a proof; empty if nothing is. */
    private static String flaw(LedgerReader reader, Digest digest, TlogProof proof) {
        return switch (proof.verifyEvidence(reader.logKey(), digest)) {
            case ProofVerification.Refused(String why) -> why;
            case ProofVerification.Included(var checkpoint, long index) -> {
                // The key may have signed two trees: the proof must be of the one that lies here.
                boolean sameTree =
                        checkpoint.size() <= reader.log().size()
                                && reader.log().entryBytes(index).equals(proof.extra())
                                && isConsistent(reader, checkpoint);
                yield sameTree ? "" : "it is of another tree than the log's, under the same key";
            }
        };
    }

    private static boolean isConsistent(LedgerReader reader, SignedCheckpoint earlier) {
        try {
            reader.log().consistencyProof(earlier);
            return true;
        } catch (BulwarkException e) {
            return false; // two trees under one key; said by the caller
        }
    }

    private static String proofName(LedgerReader reader, Digest digest) {
        return reader.store().payloads().proofName(digest);
    }
}
