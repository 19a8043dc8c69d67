package dev.bulwark.ledger.store;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.file.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Payloads in a folder: {@code sha256/<hex>.json}, and {@code sha256/<hex>.tlog-proof} beside it;
 * what is prepared lies in {@code pending}. Envelopes are as readable as the folder is. Links are
 * not followed.
 */
public final class FolderPayloads implements PayloadStore {
    static final String ENVELOPES = "sha256";
    static final String ENVELOPE_SUFFIX = ".json";
    static final String PROOF_SUFFIX = ".tlog-proof";

    private static final String PENDING = "pending";
    private static final String TEMPORARY = "tmp";
    private static final Set<String> OURS =
            Set.of(ENVELOPES, PENDING, TEMPORARY, StoreSettings.FILE, StoreSettings.INDEX_FOLDER);

    private final Path folder;
    private final DurableFiles files;

    /**
     * @param folder need not exist; it is created on the first {@link #prepare}
     */
    public FolderPayloads(Path folder) {
        this.folder = folder;
        this.files = new DurableFiles(folder.resolve(TEMPORARY));
    }

    /** Where the envelope of this digest lies, or would. */
    public Path envelopeFile(Digest digest) {
        return folder.resolve(name(digest));
    }

    /** Where the inclusion proof of this envelope lies, or would. */
    public Path proofFile(Digest digest) {
        return folder.resolve(proofName(digest));
    }

    @Override
    public void prepare(Map<Digest, Bytes> envelopes) {
        try {
            Map<Path, byte[]> missing = new LinkedHashMap<>();
            for (Map.Entry<Digest, Bytes> envelope : envelopes.entrySet()) {
                if (!(read(envelope.getKey()) instanceof Content.Whole)) {
                    missing.put(pendingFile(envelope.getKey()), envelope.getValue().toArray());
                }
            }
            files.writeAll(missing);
            files.sync();
        } catch (IOException e) {
            throw failed("an envelope cannot be written", e);
        }
    }

    @Override
    public void commit(Collection<Digest> prepared) {
        try {
            for (Digest digest : prepared) {
                if (isThere(pendingFile(digest))) {
                    files.move(pendingFile(digest), envelopeFile(digest));
                }
            }
            files.sync();
        } catch (IOException e) {
            throw failed("an envelope cannot be put in its place", e);
        }
    }

    @Override
    public void recover(Predicate<Digest> isLogged) {
        try {
            files.clearLeftovers();
            for (Path file : filesIn(folder.resolve(PENDING))) {
                Optional<Digest> digest = digest(fileName(file), ENVELOPE_SUFFIX);
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

    @Override
    public Content read(Digest digest) {
        return whole(content(envelopeFile(digest), LARGEST_ENVELOPE), digest);
    }

    @Override
    public Content readPending(Digest digest) {
        return whole(content(pendingFile(digest), LARGEST_ENVELOPE), digest);
    }

    private static Content whole(Content content, Digest digest) {
        if (content instanceof Content.Whole(Bytes bytes)) {
            Digest actual = Digest.of(bytes);
            if (!actual.equals(digest)) {
                return new Content.Damaged(
                        "its content is %s, not what its name says"
                                .formatted(actual.abbreviated()));
            }
        }
        return content;
    }

    private static Content content(Path file, int most) {
        try {
            if (!isThere(file)) {
                return new Content.Absent();
            }
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return new Content.Damaged("it is no regular file");
            }
            return new Content.Whole(Bytes.of(DurableFiles.read(file, most)));
        } catch (IOException e) {
            return new Content.Damaged("it cannot be read: " + reason(e));
        }
    }

    @Override
    public Names names() {
        List<Digest> envelopes = new ArrayList<>();
        List<Digest> proofs = new ArrayList<>();
        List<String> foreign = new ArrayList<>();
        for (Path file : filesIn(folder.resolve(ENVELOPES))) {
            String name = fileName(file);
            Optional<Digest> envelope = digest(name, ENVELOPE_SUFFIX);
            Optional<Digest> proof = digest(name, PROOF_SUFFIX);
            envelope.ifPresent(envelopes::add);
            proof.ifPresent(proofs::add);
            if (envelope.isEmpty() && proof.isEmpty()) {
                foreign.add(ENVELOPES + "/" + name);
            }
        }
        for (Path file : filesIn(real(folder))) {
            if (!OURS.contains(fileName(file))) {
                foreign.add(fileName(file));
            }
        }
        return new Names(envelopes, proofs, foreign);
    }

    @Override
    public void putProofs(Map<Digest, Bytes> proofs) {
        try {
            Map<Path, byte[]> contents = new LinkedHashMap<>();
            proofs.forEach((envelope, proof) -> contents.put(proofFile(envelope), proof.toArray()));
            files.writeAll(contents);
            files.sync();
        } catch (IOException e) {
            throw failed("an inclusion proof cannot be written", e);
        }
    }

    @Override
    public boolean hasProof(Digest envelope) {
        try {
            return isThere(proofFile(envelope));
        } catch (IOException e) {
            throw failed("an inclusion proof cannot be looked at", e);
        }
    }

    @Override
    public Content readProof(Digest envelope, int most) {
        return content(proofFile(envelope), most);
    }

    @Override
    public void erase(Digest digest) {
        try {
            files.delete(proofFile(digest));
            files.delete(pendingFile(digest));
            files.delete(envelopeFile(digest)); // last: while it is there, it is not finished
            files.sync();
        } catch (IOException e) {
            throw failed("an envelope cannot be erased", e);
        }
    }

    @Override
    public String name(Digest envelope) {
        return ENVELOPES + "/" + envelope.hex() + ENVELOPE_SUFFIX;
    }

    @Override
    public String proofName(Digest envelope) {
        return ENVELOPES + "/" + envelope.hex() + PROOF_SUFFIX;
    }

    /** Whether something lies there; what cannot be told is an error and not a no. */
    static boolean isThere(Path file) throws IOException {
        try {
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** The folder itself may be a link to a larger disk. */
    private Path real(Path path) {
        try {
            return isThere(path) ? path.toRealPath() : path;
        } catch (IOException e) {
            throw failed("it cannot be found", e);
        }
    }

    private List<Path> filesIn(Path directory) {
        try {
            if (isThere(directory) && !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw new NotDirectoryException(directory.toString());
            }
            return DurableFiles.list(directory, 2 * MOST_ENVELOPES); // each with its proof
        } catch (IOException e) {
            throw failed("it cannot be listed", e);
        }
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

    private static String fileName(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static String reason(IOException cause) {
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    private Path pendingFile(Digest digest) {
        return folder.resolve(PENDING).resolve(digest.hex() + ENVELOPE_SUFFIX);
    }
}
