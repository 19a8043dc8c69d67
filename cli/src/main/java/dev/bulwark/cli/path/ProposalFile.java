package dev.bulwark.cli.path;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Signer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** An envelope on its way from one signer to the next, in a file. */
public final class ProposalFile {
    private static final int LARGEST = 1 << 22;

    private ProposalFile() {}

    /**
     * Reads a proposal's envelope.
     *
     * @param writers the commands that write such a file, for the error
     */
    public static Envelope read(Path file, String writers) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
            throw new BulwarkException(
                    "PROPOSAL_MISSING",
                    "there is no proposal at '" + file + "'",
                    "name the file that " + writers + " wrote");
        }
        return Envelope.parse(Files.readAllBytes(file));
    }

    /** Writes a proposal's envelope, whole or not at all. */
    public static void write(Path file, Envelope envelope) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.write(temporary, envelope.toBytes());
        Files.move(
                temporary,
                file,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * The proposal with one more signer's signatures.
     *
     * @throws BulwarkException if that signer has signed it already
     */
    public static Envelope countersigned(Envelope envelope, Signer signer, Path file) {
        try {
            return envelope.countersigned(signer);
        } catch (IllegalArgumentException e) {
            throw new BulwarkException(
                    "PROPOSAL_NOT_SIGNED",
                    "'%s' cannot be countersigned: %s".formatted(file, e.getMessage()),
                    "sign with the keys of another person",
                    e);
        }
    }
}
