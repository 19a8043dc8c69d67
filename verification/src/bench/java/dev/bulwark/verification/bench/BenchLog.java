package dev.bulwark.verification.bench;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.ledger.file.DurableFiles;
import dev.bulwark.ledger.log.CheckpointWitnesses;
import dev.bulwark.ledger.log.ConsistencyProver;
import dev.bulwark.ledger.log.LogEntry;
import dev.bulwark.ledger.log.LogSettings;
import dev.bulwark.ledger.log.TransparencyLog;
import dev.bulwark.ledger.merkle.MerkleVerifier;
import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.merkle.TreeHashing;
import dev.bulwark.ledger.note.CheckpointVerification;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.SignatureType;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.note.SignedNote;
import dev.bulwark.ledger.note.VerifierKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** A log as projects have it: two keys of its own, and a witness beside it. */
final class BenchLog implements AutoCloseable {
    private static final String ORIGIN = "bulwark.test/bench";
    private static final SigningKeys KEYS = SigningKeys.generate();
    private static final InstantSource CLOCK = InstantSource.system();
    static final VerifierKey KEY = VerifierKey.ofLog(ORIGIN, KEYS.ed25519().getPublic());

    private static final NoteSigner ML_DSA =
            NoteSigner.cosigner(ORIGIN, SignatureType.ML_DSA_44_COSIGNATURE, mlDsa44(), CLOCK);

    private final TransparencyLog log;
    private final Runnable stopsWitness;

    private BenchLog(TransparencyLog log, Runnable stopsWitness) {
        this.log = log;
        this.stopsWitness = stopsWitness;
    }

    /** With a witness in this very process. */
    static BenchLog open(Path folder) {
        return new BenchLog(open(folder, new LocalWitness(stateBeside(folder))), () -> {});
    }

    /** With a witness that is asked over HTTP and TLS 1.3, on loopback. */
    static BenchLog withTlsWitness(Path folder) {
        TlsWitness witness = TlsWitness.start(stateBeside(folder), List.of(KEY, ML_DSA.verifier()));
        return new BenchLog(open(folder, witness.client()), witness::close);
    }

    private static Path stateBeside(Path folder) {
        return folder.resolveSibling(folder.getFileName() + "-witness");
    }

    private static TransparencyLog open(Path folder, CheckpointWitnesses witnesses) {
        return TransparencyLog.open(
                folder,
                NoteSigner.ofLog(ORIGIN, KEYS.ed25519()),
                List.of(ML_DSA),
                witnesses,
                LogSettings.DEFAULT);
    }

    static KeyPair mlDsa44() {
        try {
            return KeyPairGenerator.getInstance("ML-DSA-44").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("JDK 25 has ML-DSA-44", e);
        }
    }

    TransparencyLog log() {
        return log;
    }

    VerifierKey key() {
        return KEY;
    }

    /** An entry as an envelope with two subjects and two signatures makes it. */
    static LogEntry entry(long number) {
        Digest digest = Digest.of(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
        return new LogEntry(
                "https://bulwark.dev/evidence/performance/v1",
                List.of(digest),
                0,
                digest,
                List.of("ab".repeat(32), "cd".repeat(32)),
                Instant.EPOCH);
    }

    @Override
    public void close() {
        log.close();
        stopsWitness.run();
    }

    /** Checks the proof, keeps what it cosigned on the disk, and then cosigns with both kinds. */
    private static final class LocalWitness implements CheckpointWitnesses {
        private static final SigningKeys WITNESS = SigningKeys.generate();
        private final Path state;
        private final DurableFiles files;
        private final List<NoteSigner> signers =
                List.of(
                        NoteSigner.cosigner(
                                "witness.test/bench",
                                SignatureType.ED25519_COSIGNATURE,
                                WITNESS.ed25519(),
                                CLOCK),
                        NoteSigner.cosigner(
                                "witness.test/bench",
                                SignatureType.ML_DSA_44_COSIGNATURE,
                                mlDsa44(),
                                CLOCK));
        private long size;
        private TreeHash root = TreeHashing.emptyRoot();

        LocalWitness(Path folder) {
            this.state = folder.resolve("cosigned");
            this.files = new DurableFiles(folder.resolve("tmp"));
        }

        @Override
        public SignedCheckpoint witnessed(SignedCheckpoint signed, ConsistencyProver prover) {
            boolean consistent =
                    size == 0
                            || MerkleVerifier.consistency(
                                            size,
                                            signed.size(),
                                            root,
                                            signed.root(),
                                            prover.from(size))
                                    .isProven();
            if (!consistent) {
                throw new IllegalStateException("the log was rewritten");
            }
            try {
                files.write(state, signed.note().toArray());
                files.sync();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            size = signed.size();
            root = signed.root();
            SignedNote note = SignedNote.parse(signed.note().toArray());
            for (NoteSigner signer : signers) {
                note = note.with(signer.sign(note.text()));
            }
            return switch (SignedCheckpoint.verify(note.toBytes(), KEY)) {
                case CheckpointVerification.Valid(SignedCheckpoint valid) -> valid;
                case CheckpointVerification.Refused(String why) ->
                        throw new IllegalStateException(why);
            };
        }
    }
}
