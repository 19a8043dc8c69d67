package dev.bulwark.ledger.store;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.ledger.file.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Envelopes in a folder, each in a file named by the SHA-256 of its bytes: {@code
 * sha256/<hex>.json}. Beside it may lie the envelope's inclusion proof, {@code
 * sha256/<hex>.tlog-proof}.
 *
 * <p>Only one writer at a time; the ledger's lock sees to that.
 *
 * <p><b>Guarantees:</b> an envelope comes out only if its bytes have the digest it is asked by; a
 * file that does not, or that is no envelope, comes out of every listing as broken. After {@link
 * #put} the envelope survives a crash.
 *
 * <p><b>Does not guarantee</b> that signatures hold, nor that an envelope was logged: the ledger
 * says that. Envelopes are as readable as the folder is; they hold no secrets.
 *
 * <p>Every listing scans the folder: cost is one hash over all of it.
 */
public final class EvidenceStore {
    /** Largest envelope in bytes: what the kernel's JSON reader takes, and nothing larger. */
    public static final int LARGEST_ENVELOPE = 64 << 20;

    /** More files than this in one folder are no evidence of one system. */
    public static final int MOST_FILES = 1_000_000;

    static final String ENVELOPES = "sha256";
    static final String ENVELOPE_SUFFIX = ".json";
    static final String PROOF_SUFFIX = ".tlog-proof";
    private static final String PENDING = "pending";
    private static final String TEMPORARY = "tmp";
    private static final Set<String> FOLDERS = Set.of(ENVELOPES, PENDING, TEMPORARY);

    private final Path folder;
    private final DurableFiles files;

    /**
     * @param folder need not exist; it is created on the first {@link #put}
     */
    public EvidenceStore(Path folder) {
        this.folder = folder;
        this.files = new DurableFiles(folder.resolve(TEMPORARY));
    }

    /** Where the envelope of this digest lies, or would. */
    public Path envelopeFile(Digest digest) {
        return folder.resolve(ENVELOPES).resolve(digest.hex() + ENVELOPE_SUFFIX);
    }

    /** Where the inclusion proof of this envelope lies, or would. */
    public Path proofFile(Digest digest) {
        return folder.resolve(ENVELOPES).resolve(digest.hex() + PROOF_SUFFIX);
    }

    /**
     * Stores an envelope durably; one that is there already is left alone, a damaged file in its
     * place is replaced.
     *
     * @return its name
     * @throws BulwarkException if it is too large or cannot be written
     */
    public Digest put(Envelope envelope) {
        List<Digest> digest = prepare(List.of(envelope));
        commit(digest);
        return digest.getFirst();
    }

    /**
     * Makes envelopes durable without storing them yet, so that what the log knows is never lost
     * and what it does not know is never found here.
     */
    public List<Digest> prepare(List<Envelope> envelopes) {
        List<Digest> digests = new ArrayList<>();
        try {
            for (Envelope envelope : envelopes) {
                byte[] bytes = envelope.toBytes();
                requireFits(bytes.length);
                Digest digest = Digest.of(bytes);
                if (read(envelopeFile(digest), digest) instanceof Content.Broken) {
                    files.write(pendingFile(digest), bytes);
                }
                digests.add(digest);
            }
            files.sync();
        } catch (IOException e) {
            throw failed("an envelope cannot be written", e);
        }
        return List.copyOf(digests);
    }

    /** Stores what was prepared; the log knows it now. */
    public void commit(List<Digest> prepared) {
        try {
            for (Digest digest : prepared) {
                if (Files.exists(pendingFile(digest), LinkOption.NOFOLLOW_LINKS)) {
                    files.move(pendingFile(digest), envelopeFile(digest));
                }
            }
            files.sync();
        } catch (IOException e) {
            throw failed("an envelope cannot be put in its place", e);
        }
    }

    /**
     * Finishes what a crashed writer began: prepared envelopes that were logged are stored, those
     * that were not were never acknowledged and are dropped. The caller is the only writer.
     */
    public void recover(Predicate<Digest> isLogged) {
        try {
            files.clearLeftovers();
            for (Path file : filesIn(folder.resolve(PENDING))) {
                Optional<Digest> digest = digest(name(file), ENVELOPE_SUFFIX);
                if (digest.isPresent() && isLogged.test(digest.get())) {
                    files.move(file, envelopeFile(digest.get()));
                } else {
                    Files.deleteIfExists(file);
                }
            }
            files.sync();
        } catch (IOException e) {
            throw failed("an interrupted write cannot be finished", e);
        }
    }

    private static void requireFits(int size) {
        if (size > LARGEST_ENVELOPE) {
            throw new BulwarkException(
                    "EVIDENCE_TOO_LARGE",
                    "the envelope has %d bytes, at most %d are stored"
                            .formatted(size, LARGEST_ENVELOPE),
                    "put large results into a file of their own, and its digest into the"
                            + " evidence");
        }
    }

    /** Puts inclusion proofs beside their envelopes. */
    public void putProofs(Map<Digest, byte[]> proofs) {
        try {
            for (Map.Entry<Digest, byte[]> proof : proofs.entrySet()) {
                files.write(proofFile(proof.getKey()), proof.getValue());
            }
            files.sync();
        } catch (IOException e) {
            throw failed("an inclusion proof cannot be written", e);
        }
    }

    /** The inclusion proofs that lie in the store, by the envelope they are named after. */
    public List<Digest> proofs() {
        return filesIn(folder.resolve(ENVELOPES)).stream()
                .map(file -> digest(name(file), PROOF_SUFFIX))
                .flatMap(Optional::stream)
                .toList();
    }

    /** The envelope of this digest, if it is here and whole. */
    public Optional<StoredEnvelope> get(Digest digest) {
        return switch (read(envelopeFile(digest), digest)) {
            case Content.Whole(StoredEnvelope stored) -> Optional.of(stored);
            // Why is said by every listing. A writer may be about to put it in its place.
            case Content.Broken _ ->
                    read(pendingFile(digest), digest) instanceof Content.Whole(var stored)
                            ? Optional.of(stored)
                            : Optional.empty();
        };
    }

    /** All envelopes, and all that should not be here. */
    public EvidenceListing all() {
        return list(_ -> true);
    }

    /** The envelopes that speak of the artifact of this digest, and all broken files. */
    public EvidenceListing bySubject(Digest subject) {
        return list(stored -> stored.claimed().isAbout(subject));
    }

    /** The envelopes that claim to be evidence of a practice, and all broken files. */
    public EvidenceListing byPractice(Practice practice) {
        return list(stored -> stored.claimed().predicateType().equals(practice.predicateType()));
    }

    private EvidenceListing list(Predicate<StoredEnvelope> wanted) {
        List<StoredEnvelope> found = new ArrayList<>();
        List<BrokenFile> broken = new ArrayList<>();
        for (Path file : filesIn(folder.resolve(ENVELOPES))) {
            String name = name(file);
            if (name.endsWith(PROOF_SUFFIX) && digest(name, PROOF_SUFFIX).isPresent()) {
                continue; // checked by the ledger, which has the log's key
            }
            Optional<Digest> digest = digest(name, ENVELOPE_SUFFIX);
            if (digest.isEmpty()) {
                broken.add(new BrokenFile(relative(file), "it is no file of the store"));
                continue;
            }
            switch (read(file, digest.get())) {
                case Content.Whole(StoredEnvelope stored) when wanted.test(stored) ->
                        found.add(stored);
                case Content.Whole _ -> {}
                case Content.Broken(String why) -> broken.add(new BrokenFile(relative(file), why));
            }
        }
        foreignFolders(broken);
        return new EvidenceListing(found, broken);
    }

    private void foreignFolders(List<BrokenFile> broken) {
        for (Path file : filesIn(folder)) {
            String name = name(file);
            if (!FOLDERS.contains(name)) {
                broken.add(new BrokenFile(relative(file), "it is no file of the store"));
            }
        }
    }

    private static Content read(Path file, Digest digest) {
        byte[] bytes;
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return new Content.Broken("it is missing or no regular file");
            }
            bytes = DurableFiles.read(file, LARGEST_ENVELOPE);
        } catch (IOException e) {
            return new Content.Broken("it cannot be read: " + reason(e));
        }
        Digest actual = Digest.of(bytes);
        if (!actual.equals(digest)) {
            return new Content.Broken(
                    "its content is %s, not what its name says".formatted(actual.abbreviated()));
        }
        try {
            Envelope envelope = Envelope.parse(bytes);
            return envelope.digest().equals(digest)
                    ? new Content.Whole(
                            new StoredEnvelope(
                                    digest,
                                    envelope,
                                    Statement.parse(envelope.payload().toArray())))
                    : new Content.Broken("it is not in canonical form");
        } catch (BulwarkException e) {
            return new Content.Broken(e.what());
        }
    }

    private List<Path> filesIn(Path directory) {
        try {
            return DurableFiles.list(directory, MOST_FILES);
        } catch (IOException e) {
            throw failed("it cannot be listed", e);
        }
    }

    /** The name under which findings speak of a file. */
    public String relative(Path file) {
        return folder.relativize(file).toString();
    }

    private static Optional<Digest> digest(String name, String suffix) {
        if (!name.endsWith(suffix)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Digest(name.substring(0, name.length() - suffix.length())));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not the name of a digest
        }
    }

    private BulwarkException failed(String what, IOException cause) {
        return new BulwarkException(
                "EVIDENCE_STORE_FAILED",
                "evidence store '%s': %s (%s)".formatted(folder, what, reason(cause)),
                "check that the folder may be read and written, and space on the disk",
                cause);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static String reason(IOException cause) {
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    private Path pendingFile(Digest digest) {
        return folder.resolve(PENDING).resolve(digest.hex() + ENVELOPE_SUFFIX);
    }

    /** What a file turned out to be. */
    private sealed interface Content {
        record Whole(StoredEnvelope stored) implements Content {}

        record Broken(String why) implements Content {}
    }
}
