package dev.bulwark.supplychain.bom;

import dev.bulwark.kernel.Digest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A data set that the model learned from.
 *
 * @param name not empty
 * @param digest SHA-256 that its manifest states
 * @param description one sentence, or empty
 * @param licence if it is known
 * @param classification e.g. {@code public}, {@code confidential}; or empty
 * @param owner who answers for it, or empty
 * @param source where it was taken from, an address, or empty
 * @param sensitive what personal or protected data it holds, e.g. the columns' names
 */
public record TrainingData(
        String name,
        Digest digest,
        String description,
        Optional<Licence> licence,
        String classification,
        String owner,
        String source,
        List<String> sensitive) {
    public TrainingData {
        Objects.requireNonNull(digest);
        Objects.requireNonNull(description);
        Objects.requireNonNull(licence);
        Objects.requireNonNull(classification);
        Objects.requireNonNull(owner);
        Objects.requireNonNull(source);
        sensitive = List.copyOf(sensitive);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a data set needs a name");
        }
    }

    /** The package URL: its name and the first digits of its digest. */
    public String purl() {
        return PackageUrl.generic(name, ModelDescription.version(digest));
    }
}
