package dev.bulwark.supplychain.sign;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a verifier leaves out and lets pass.
 *
 * @param ignoredPaths relative to the model's folder, each with its subtree; no patterns
 * @param signatureFile the bundle's own path, left out if it lies in the model's folder
 * @param leniencies what to let pass; normally nothing
 */
public record VerificationPolicy(
        Set<String> ignoredPaths, Optional<Path> signatureFile, Set<Leniency> leniencies) {
    /** What a verifier may be told to let pass. Each weakens the guarantee in the way it says. */
    public enum Leniency {
        /** Files that are there and were not signed are reported, but do not refuse. */
        UNSIGNED_FILES,
        /**
         * Paths that the signer chose to leave out may hold files. Otherwise only version control,
         * the signature file and the verifier's own list are left out, so that a signer cannot make
         * room for unsigned weights.
         */
        SIGNED_IGNORE_PATHS,
        /** The signer may have followed symbolic links. Links in the model refuse all the same. */
        FOLLOWED_SYMLINKS,
        /** Signatures of version 0.2, which name files but not how they were enumerated. */
        VERSION_0_2
    }

    /** Nothing is let pass. */
    public static final VerificationPolicy STRICT =
            new VerificationPolicy(Set.of(), Optional.empty(), Set.of());

    public VerificationPolicy {
        ignoredPaths = Set.copyOf(ignoredPaths);
        leniencies = Set.copyOf(leniencies);
        for (String path : ignoredPaths) {
            String fault = ResourcePath.fault(path);
            if (!fault.isEmpty()) {
                throw new IllegalArgumentException("ignored path '" + path + "' " + fault);
            }
        }
    }

    /** This policy, which also leaves {@code path} and its subtree out. */
    public VerificationPolicy ignoring(String path) {
        Set<String> more = new TreeSet<>(ignoredPaths);
        more.add(path);
        return new VerificationPolicy(more, signatureFile, leniencies);
    }

    /** This policy for the bundle at {@code file}. */
    public VerificationPolicy withSignatureFile(Path file) {
        return new VerificationPolicy(ignoredPaths, Optional.of(file), leniencies);
    }

    /** This policy, which also lets {@code leniency} pass. */
    public VerificationPolicy allowing(Leniency leniency) {
        Set<Leniency> more = EnumSet.of(leniency);
        more.addAll(leniencies);
        return new VerificationPolicy(ignoredPaths, signatureFile, more);
    }

    boolean allows(Leniency leniency) {
        return leniencies.contains(leniency);
    }
}
