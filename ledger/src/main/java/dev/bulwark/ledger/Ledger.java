package dev.bulwark.ledger;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.ledger.erasure.Erasure;
import dev.bulwark.ledger.log.CheckpointWitnesses;
import dev.bulwark.ledger.log.LogEntry;
import dev.bulwark.ledger.log.LogReader;
import dev.bulwark.ledger.log.TlogProof;
import dev.bulwark.ledger.log.TransparencyLog;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.ledger.schema.PredicateSchemas;
import dev.bulwark.ledger.store.EvidenceStore;
import dev.bulwark.ledger.store.PayloadStore;
import java.security.KeyPair;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Records evidence: the envelope is stored, and its digest logged. Thread-safe; one open ledger a
 * folder.
 *
 * <p><b>Guarantees:</b> when {@link #record} returns, envelope and log entry survive a crash. An
 * envelope is in the store exactly if the log speaks of it: opening finishes what a crash
 * interrupted in between, and drops what was never logged.
 *
 * <p><b>Does not guarantee</b> that the envelope's signatures hold, or that it is true.
 */
public final class Ledger implements AutoCloseable {
    private final TransparencyLog log;
    private final VerifierKey logKey;
    private final EvidenceStore store;
    private final EntryIndex index;
    private final InstantSource clock;

    /** Durable in the log, not published yet: known, so that nothing is logged twice. */
    private final Map<Digest, Promised> promised = new LinkedHashMap<>();

    private Ledger(
            TransparencyLog log, VerifierKey logKey, EvidenceStore store, InstantSource clock) {
        this.log = log;
        this.logKey = logKey;
        this.store = store;
        this.clock = clock;
        this.index = EntryIndex.of(log.reader());
        store.recover(digest -> index.find(digest).isPresent() && index.erasure(digest).isEmpty());
        finishErasures();
        proveTheLast();
    }

    /** A refusal of the witnesses, or a crash, leaves the last entries without their proofs. */
    private void proveTheLast() {
        List<Digest> unproven = new ArrayList<>();
        for (Digest digest : List.copyOf(index.envelopes()).reversed()) {
            if (index.erasure(digest).isPresent()) {
                continue;
            }
            if (store.payloads().hasProof(digest)) {
                break;
            }
            unproven.addFirst(digest);
        }
        prove(unproven);
    }

    /**
     * Opens the ledger, or creates one.
     *
     * @param origin names the log for ever: a URL without scheme, without spaces and plus signs
     * @param ed25519 the log's key
     * @param clock for the time in new entries
     * @throws BulwarkException if another writer has it open, another key signed it, or its files
     *     do not lead to its checkpoint
     */
    public static Ledger open(
            LedgerFolders folders, String origin, KeyPair ed25519, InstantSource clock) {
        return open(folders, NoteSigner.ofLog(origin, ed25519), List.of(), clock);
    }

    /**
     * As {@link #open(LedgerFolders, String, KeyPair, InstantSource)}.
     *
     * @param cosigners whose signatures follow the log's on every checkpoint, such as ML-DSA-44
     */
    public static Ledger open(
            LedgerFolders folders,
            NoteSigner signer,
            List<NoteSigner> cosigners,
            InstantSource clock) {
        return open(folders, signer, cosigners, CheckpointWitnesses.NONE, clock);
    }

    /**
     * As {@link #open(LedgerFolders, NoteSigner, List, InstantSource)}.
     *
     * @param witnesses who must cosign before anything counts as recorded
     */
    public static Ledger open(
            LedgerFolders folders,
            NoteSigner signer,
            List<NoteSigner> cosigners,
            CheckpointWitnesses witnesses,
            InstantSource clock) {
        TransparencyLog log = TransparencyLog.open(folders.log(), signer, cosigners, witnesses);
        boolean opened = false;
        try {
            EvidenceStore store = EvidenceStore.at(folders.evidence());
            Ledger ledger = new Ledger(log, signer.verifier(), store, clock);
            opened = true;
            return ledger;
        } finally {
            if (!opened) {
                log.close();
            }
        }
    }

    /**
     * Stores and logs an envelope. One that is logged already is not logged again: its first entry
     * is returned.
     *
     * @throws BulwarkException if it holds no statement, its predicate is not as the schema of its
     *     type says or there is none, or it cannot be written; of code {@code LEDGER_NOT_PUBLISHED}
     *     if it is logged durably, but the witnesses refuse: then it does not count as recorded
     *     yet, and recording it again does not log it twice
     */
    public LoggedEvidence record(Envelope envelope) {
        return recordAll(List.of(envelope)).getFirst();
    }

    /** As {@link #record} for several, all or none logged, with one wait for the disk. */
    public List<LoggedEvidence> recordAll(List<Envelope> envelopes) {
        for (Envelope envelope : envelopes) {
            Statement statement = Statement.parse(envelope.payload().toArray());
            PredicateSchemas.shipped().require(statement);
            ErasureRules.requireNoErasure(statement);
        }
        return append(envelopes);
    }

    /** Stores and logs whatever its predicate looks like, as another version may have. */
    synchronized List<LoggedEvidence> append(List<Envelope> envelopes) {
        Instant now = clock.instant();
        Map<Digest, LogEntry> fresh = new LinkedHashMap<>();
        List<Digest> digests = new ArrayList<>();
        for (Envelope envelope : envelopes) {
            LogEntry entry = LogEntry.of(envelope, now);
            ErasureRules.requireNotErased(entry.envelope(), index.erasure(entry.envelope()));
            digests.add(entry.envelope());
            if (index.find(entry.envelope()).isEmpty() && !promised.containsKey(entry.envelope())) {
                fresh.putIfAbsent(entry.envelope(), entry);
            }
        }
        store.prepare(envelopes);
        List<Long> indexes = log.submit(List.copyOf(fresh.values()));
        int next = 0;
        for (LogEntry entry : fresh.values()) {
            promised.put(entry.envelope(), new Promised(entry, indexes.get(next++)));
        }
        log.publish();
        List<Digest> published = new ArrayList<>(digests);
        published.addAll(promised.keySet()); // also of calls that the witnesses refused
        Set<Digest> erased = new HashSet<>();
        for (Promised each : promised.values()) {
            index.add(each.entry(), each.index());
            if (Erasure.isSpokenOfBy(each.entry())) {
                erased.addAll(each.entry().subjects());
            }
        }
        promised.clear();
        store.commit(published);
        erased.forEach(store.payloads()::erase);
        return prove(digests);
    }

    /**
     * Erases the payload of an envelope: the record is stored and logged first, then the payload
     * and its proof are deleted. A crash in between is finished when the ledger is opened. The log
     * keeps its entry, and every proof of any other envelope stays valid.
     *
     * @param record the signed statement of an {@link Erasure}
     * @throws BulwarkException if the envelope is not logged, is of a kind that is kept for ever,
     *     or the record names it otherwise than the log
     */
    public synchronized LoggedEvidence erase(Envelope record) {
        Statement statement = Statement.parse(record.payload().toArray());
        PredicateSchemas.shipped().require(statement);
        Erasure erasure = Erasure.from(statement);
        ErasureRules.require(erasure, index.find(erasure.envelope()), log.reader());
        return append(List.of(record)).getFirst();
    }

    private void finishErasures() {
        for (Digest digest : index.erased()) {
            boolean there = !(store.payloads().read(digest) instanceof PayloadStore.Content.Absent);
            if (there || store.payloads().hasProof(digest)) {
                store.payloads().erase(digest);
            }
        }
    }

    private List<LoggedEvidence> prove(List<Digest> digests) {
        LogReader reader = log.reader();
        List<LoggedEvidence> recorded = new ArrayList<>();
        Map<Digest, Bytes> proofs = new LinkedHashMap<>();
        for (Digest digest : digests) {
            long at = index.find(digest).orElseThrow();
            TlogProof proof = reader.proof(at);
            recorded.add(new LoggedEvidence(digest, at, proof));
            if (!store.payloads().hasProof(digest)) {
                proofs.put(digest, Bytes.of(proof.toBytes()));
            }
        }
        store.payloads().putProofs(proofs);
        return List.copyOf(recorded);
    }

    /** The index of the first entry that speaks of this envelope, if one does. */
    public synchronized OptionalLong indexOf(Digest envelope) {
        return index.find(envelope);
    }

    /** The ledger as it is now; stays as it is when more is recorded. */
    public LedgerReader reader() {
        LogReader reader = log.reader();
        return new LedgerReader(logKey, reader, store, EntryIndex.of(reader));
    }

    /** The key that verifies this ledger's checkpoints. */
    public VerifierKey logKey() {
        return logKey;
    }

    /** In the log, and not published yet. */
    private record Promised(LogEntry entry, long index) {}

    /** Gives the lock back. */
    @Override
    public void close() {
        log.close();
    }
}
