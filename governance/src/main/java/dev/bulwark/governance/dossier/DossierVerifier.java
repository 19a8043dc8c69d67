package dev.bulwark.governance.dossier;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.TrustedKeys;
import dev.bulwark.kernel.evidence.Verification;
import dev.bulwark.kernel.keys.PublicKeyFile;
import dev.bulwark.ledger.log.LogEntry;
import dev.bulwark.ledger.log.ProofVerification;
import dev.bulwark.ledger.log.TlogProof;
import dev.bulwark.ledger.note.Checkpoint;
import dev.bulwark.ledger.note.CheckpointVerification;
import dev.bulwark.ledger.note.SignatureType;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.ledger.policy.PolicyException;
import dev.bulwark.ledger.policy.PolicyVerdict;
import dev.bulwark.ledger.policy.TrustPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Verifies a dossier offline.
 *
 * <p><b>Guarantees:</b> {@link DossierVerification.Intact} means that the folder holds exactly the
 * files that the signer of the manifest listed, byte for byte; that every envelope in it verifies
 * with both algorithms, by a signer entitled to it when it was logged, as the rosters and
 * revocations in the dossier by the given keys say; and that every envelope is proved to be in the
 * log whose checkpoint lies beside them, signed by the given Ed25519 key.
 *
 * <p><b>Does not guarantee</b> that the evidence is true, that the pages show all of it, that it is
 * fresh, or that the log shows others the same tree: only witnesses do.
 */
public final class DossierVerifier {
    private static final String RESTORE = "get the dossier again from who made it";
    private static final String SELF =
            "verified with the keys inside the dossier: this shows that it agrees with itself, not"
                    + " who made it; get public.pem from the signer by another way";

    private static final String ONE_SIGNATURE =
            "the ledger's checkpoint is signed with Ed25519 alone, as earlier releases did: that"
                    + " does not outlive quantum computers; ask the signer for a new dossier";

    private final TrustedKeys keys;
    private final List<PublicKey> publicKeys;
    private final List<PublicKey> logKeys;
    private final Optional<TrustPolicy> policy;
    private final Instant now;
    private final List<Fault> faults = new ArrayList<>();

    private DossierVerifier(
            Collection<? extends PublicKey> keys, Optional<TrustPolicy> policy, Instant now) {
        this.policy = policy;
        this.now = now;
        this.keys = TrustedKeys.of(keys);
        this.publicKeys = List.copyOf(keys);
        this.logKeys =
                keys.stream()
                        .filter(key -> key.getAlgorithm().equals("EdDSA"))
                        .map(PublicKey.class::cast)
                        .toList();
    }

    /**
     * Verifies with keys that were got from the signer.
     *
     * @param keys ECDSA P-256, ML-DSA-65 and, for the ledger, Ed25519
     * @throws BulwarkException if the folder cannot be read, or no envelope key is given
     */
    public static DossierVerification verify(Path dossier, Collection<? extends PublicKey> keys) {
        return new DossierVerifier(keys, Optional.empty(), Instant.EPOCH).check(dossier, List.of());
    }

    /**
     * As {@link #verify(Path, Collection)}; besides, the checkpoint must satisfy a trust policy: it
     * was cosigned by the quorum of witnesses, so that others were shown the same log.
     *
     * @param now for {@link TrustPolicy#verify}
     */
    public static DossierVerification verify(
            Path dossier, Collection<? extends PublicKey> keys, TrustPolicy policy, Instant now) {
        return new DossierVerifier(keys, Optional.of(policy), now).check(dossier, List.of());
    }

    /**
     * Verifies with the keys that lie in the dossier: finds damage, but not a forged dossier, and
     * the result warns of that.
     *
     * @throws BulwarkException if the folder or its keys cannot be read
     */
    public static DossierVerification verifyWithItsOwnKeys(Path dossier) {
        try {
            return new DossierVerifier(
                            PublicKeyFile.read(dossier.resolve(DossierLayout.KEYS)),
                            Optional.empty(),
                            Instant.EPOCH)
                    .check(dossier, List.of(SELF));
        } catch (IOException e) {
            throw DossierFiles.unreadable(dossier, e);
        }
    }

    private DossierVerification check(Path dossier, List<String> warnings) {
        DossierFiles files = new DossierFiles(dossier);
        Optional<Evidence> manifest = manifest(files);
        if (manifest.isEmpty()) {
            return new DossierVerification.Broken(faults);
        }
        Optional<Map<String, Digest>> listed = listed(manifest.get());
        if (listed.isEmpty()) {
            return new DossierVerification.Broken(faults);
        }
        SortedMap<String, Digest> found = files.digests();
        compare(listed.get(), found);
        Optional<SignedCheckpoint> checkpoint = checkpoint(files, manifest.get());
        List<String> told = new ArrayList<>(warnings);
        checkpoint.ifPresent(signed -> witnessed(signed, told));
        checkpoint.filter(this::lacksSecondSignature).ifPresent(_ -> told.add(ONE_SIGNATURE));
        List<DossierSigners.Piece> pieces = pieces(files, found, checkpoint);
        List<Evidence> evidence = new DossierSigners(keys, faults).verified(pieces);
        if (!faults.isEmpty() || checkpoint.isEmpty()) {
            return new DossierVerification.Broken(merged());
        }
        return new DossierVerification.Intact(manifest.get(), evidence, checkpoint.get(), told);
    }

    /** The envelopes, each with its place in the ledger where its proof holds. */
    private List<DossierSigners.Piece> pieces(
            DossierFiles files,
            SortedMap<String, Digest> found,
            Optional<SignedCheckpoint> checkpoint) {
        List<DossierSigners.Piece> pieces = new ArrayList<>();
        for (String path : found.keySet()) {
            if (path.startsWith(DossierLayout.PROOFS)) {
                orphan(path, found);
            } else if (path.startsWith(DossierLayout.ENVELOPES)) {
                Optional<Envelope> read = envelope(files, path);
                if (read.isPresent()) {
                    Optional<DossierSigners.Place> place =
                            checkpoint.flatMap(
                                    signed -> proof(files, found, read.get().digest(), signed));
                    pieces.add(new DossierSigners.Piece(path, read.get(), place));
                }
            }
        }
        return pieces;
    }

    /** The signer has an ML-DSA-44 key for the ledger now, and had none when this was made. */
    private boolean lacksSecondSignature(SignedCheckpoint checkpoint) {
        List<VerifierKey> seconds =
                VerifierKey.mlDsaOfLog(checkpoint.checkpoint().origin(), publicKeys);
        return !seconds.isEmpty() && seconds.stream().noneMatch(checkpoint.signers()::contains);
    }

    /** One fault a file: a changed byte makes several checks fail, and the first says it best. */
    private List<Fault> merged() {
        SortedMap<String, Fault> first = new java.util.TreeMap<>();
        faults.forEach(fault -> first.putIfAbsent(fault.file(), fault));
        return List.copyOf(first.values());
    }

    private Optional<Evidence> manifest(DossierFiles files) {
        byte[] bytes = read(files, DossierLayout.MANIFEST);
        if (bytes.length == 0) {
            return Optional.empty();
        }
        return verified(DossierLayout.MANIFEST, bytes);
    }

    private Optional<Map<String, Digest>> listed(Evidence manifest) {
        try {
            return Optional.of(DossierManifest.read(manifest.statement()).files());
        } catch (IllegalArgumentException | BulwarkException e) {
            fault(DossierLayout.MANIFEST, "it is no list of a dossier: " + e.getMessage());
            return Optional.empty();
        }
    }

    private void compare(Map<String, Digest> listed, Map<String, Digest> found) {
        listed.forEach((path, digest) -> {
            Digest actual = found.get(path);
            if (actual == null) {
                fault(path, "it is missing");
            } else if (!actual.equals(digest)) {
                fault(
                        path,
                        "its content was changed: SHA-256 is %s, signed was %s"
                                .formatted(actual.abbreviated(), digest.abbreviated()));
            }
        });
        found.keySet().stream()
                .filter(path -> !listed.containsKey(path) && !path.equals(DossierLayout.MANIFEST))
                .forEach(path -> fault(path, "it is not on the signed list of files"));
    }

    private Optional<SignedCheckpoint> checkpoint(DossierFiles files, Evidence manifest) {
        byte[] note = read(files, DossierLayout.CHECKPOINT);
        if (note.length == 0) {
            return Optional.empty();
        }
        if (logKeys.isEmpty()) {
            fault(
                    DossierLayout.CHECKPOINT,
                    "no Ed25519 key was given, so the log cannot be verified",
                    "give the whole public.pem of the signer");
            return Optional.empty();
        }
        try {
            String origin = manifest.statement().predicate().object("log").string("origin");
            if (!Checkpoint.claimedOrigin(note).equals(origin)) {
                fault(DossierLayout.CHECKPOINT, "it is of another log than the signed list says");
                return Optional.empty();
            }
            String why = "";
            List<VerifierKey> seconds = VerifierKey.mlDsaOfLog(origin, publicKeys);
            for (PublicKey key : logKeys) {
                switch (SignedCheckpoint.verify(note, VerifierKey.ofLog(origin, key), seconds)) {
                    case CheckpointVerification.Valid(SignedCheckpoint valid) -> {
                        return Optional.of(valid);
                    }
                    case CheckpointVerification.Refused(String refused) -> why = refused;
                }
            }
            fault(DossierLayout.CHECKPOINT, "it is not believed: " + why);
        } catch (BulwarkException | IllegalArgumentException e) {
            fault(DossierLayout.CHECKPOINT, "it cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    private void witnessed(SignedCheckpoint signed, List<String> warnings) {
        if (policy.isEmpty()) {
            return;
        }
        try {
            TrustPolicy own = policy.get().forLog(signed.signers().getFirst());
            switch (own.verify(signed.note().toArray(), now)) {
                case PolicyVerdict.Refused(String why) ->
                        fault(
                                DossierLayout.CHECKPOINT,
                                "it does not satisfy the policy: " + why,
                                "ask who made the dossier why the witnesses did not cosign it");
                case PolicyVerdict.Accepted accepted -> {
                    if (!accepted.witnessed()) {
                        warnings.add(accepted.describe());
                    }
                }
            }
        } catch (PolicyException e) {
            fault(DossierLayout.CHECKPOINT, e.what(), e.fix());
        }
    }

    private Optional<Envelope> envelope(DossierFiles files, String path) {
        byte[] bytes = read(files, path);
        if (bytes.length == 0) {
            return Optional.empty();
        }
        Optional<Envelope> envelope = parsed(path, bytes);
        if (envelope.filter(e -> !path.equals(DossierLayout.envelope(e.digest()))).isPresent()) {
            fault(path, "it is not named after its digest");
            return Optional.empty();
        }
        return envelope;
    }

    private Optional<Envelope> parsed(String path, byte[] bytes) {
        try {
            Envelope envelope = Envelope.parse(bytes);
            if (!Arrays.equals(envelope.toBytes(), bytes)) {
                fault(path, "it is not in canonical form, so it was changed after signing");
                return Optional.empty();
            }
            return Optional.of(envelope);
        } catch (BulwarkException e) {
            fault(path, e.what());
            return Optional.empty();
        }
    }

    /** By an owner: nobody else makes a dossier. */
    private Optional<Evidence> verified(String path, byte[] bytes) {
        return parsed(path, bytes)
                .flatMap(envelope ->
                        switch (keys.verify(envelope)) {
                            case Verification.Valid(Evidence evidence) -> Optional.of(evidence);
                            case Verification.Invalid(var reason, String detail) -> {
                                fault(path, detail, reason.fix());
                                yield Optional.empty();
                            }
                        });
    }

    /** Where the log holds the evidence; empty, with a fault, if that is not proved. */
    private Optional<DossierSigners.Place> proof(
            DossierFiles files,
            SortedMap<String, Digest> found,
            Digest digest,
            SignedCheckpoint checkpoint) {
        String path = DossierLayout.proof(digest);
        if (!found.containsKey(path)) {
            fault(path, "the proof that the ledger holds this evidence is missing");
            return Optional.empty();
        }
        try {
            TlogProof proof = TlogProof.parse(read(files, path));
            if (!proof.checkpoint().equals(checkpoint.note())) {
                fault(path, "it is under another checkpoint than the dossier's");
                return Optional.empty();
            }
            // The checkpoint was verified, so one of its signers is the log's key.
            VerifierKey log =
                    checkpoint.signers().stream()
                            .filter(key -> key.type() == SignatureType.ED25519)
                            .findFirst()
                            .orElseThrow();
            return switch (proof.verifyEvidence(log, digest)) {
                case ProofVerification.Included(var _, long index) ->
                        Optional.of(
                                new DossierSigners.Place(
                                        index, LogEntry.parse(proof.extra().toArray()).time()));
                case ProofVerification.Refused(String why) -> {
                    fault(path, why);
                    yield Optional.empty();
                }
            };
        } catch (BulwarkException e) {
            fault(path, e.what());
            return Optional.empty();
        }
    }

    private void orphan(String path, Map<String, Digest> found) {
        String envelope =
                DossierLayout.ENVELOPES
                        + path.substring(DossierLayout.PROOFS.length())
                                .replace(DossierLayout.PROOF_SUFFIX, DossierLayout.ENVELOPE_SUFFIX);
        if (!found.containsKey(envelope)) {
            fault(envelope, "it is missing, though its proof is here");
        }
    }

    /** The file's content; empty, with a fault, if it cannot be read. */
    private byte[] read(DossierFiles files, String path) {
        return switch (files.read(path)) {
            case DossierFiles.Content.Read(var bytes) when bytes.size() > 0 -> bytes.toArray();
            case DossierFiles.Content.Read _ -> {
                fault(path, "it is empty");
                yield new byte[0];
            }
            case DossierFiles.Content.Unreadable(String why) -> {
                fault(path, why);
                yield new byte[0];
            }
        };
    }

    private void fault(String file, String what) {
        fault(file, what, RESTORE);
    }

    private void fault(String file, String what, String fix) {
        faults.add(new Fault(file, what, fix));
    }
}
