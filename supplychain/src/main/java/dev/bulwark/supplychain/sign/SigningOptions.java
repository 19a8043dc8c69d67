package dev.bulwark.supplychain.sign;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How to sign a model.
 *
 * @param serialization whole files, or shards for very large ones
 * @param ignoredPaths relative to the model's folder, each with its subtree; no patterns. They are
 *     written into the signature, and verifiers refuse files there unless they agree
 * @param signatureFile where the bundle will be stored, left out if it lies in the model's folder
 */
public record SigningOptions(
        Serialization serialization, Set<String> ignoredPaths, Optional<Path> signatureFile) {
    /** Whole files, nothing left out but version control. */
    public static final SigningOptions DEFAULT =
            new SigningOptions(new Serialization.Files(), Set.of(), Optional.empty());

    public SigningOptions {
        Objects.requireNonNull(serialization);
        Objects.requireNonNull(signatureFile);
        ignoredPaths = Set.copyOf(ignoredPaths);
        for (String path : ignoredPaths) {
            boolean pattern = path.matches("(?s).*[*?\\[].*");
            String fault = pattern ? "is a pattern" : ResourcePath.fault(path);
            if (!fault.isEmpty()) {
                throw new IllegalArgumentException("ignored path '" + path + "' " + fault);
            }
        }
    }

    /** These options with another serialization. */
    public SigningOptions with(Serialization other) {
        return new SigningOptions(other, ignoredPaths, signatureFile);
    }

    /** These options, which also leave {@code path} and its subtree out. */
    public SigningOptions ignoring(String path) {
        Set<String> more = new TreeSet<>(ignoredPaths);
        more.add(path);
        return new SigningOptions(serialization, more, signatureFile);
    }

    /** These options for a bundle at {@code file}. */
    public SigningOptions withSignatureFile(Path file) {
        return new SigningOptions(serialization, ignoredPaths, Optional.of(file));
    }
}
