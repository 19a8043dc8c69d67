package dev.bulwark.supplychain.bom;

import dev.bulwark.kernel.Digest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The model that a bill of materials is about. Empty texts and lists are left out of it, and lower
 * its completeness.
 *
 * @param name not empty
 * @param digest SHA-256 of the model's file
 * @param description what it is for
 * @param owner who answers for it
 * @param licence if it has one
 * @param approach how it learned
 * @param task e.g. {@code tabular-classification}
 * @param architectureFamily e.g. {@code multilayer perceptron}
 * @param architecture e.g. {@code 61-64-32-2, ReLU}
 * @param inputs what it takes, each as a format
 * @param outputs what it gives, each as a format
 * @param settings hyperparameters and seed, by name
 */
public record ModelDescription(
        String name,
        Digest digest,
        String description,
        String owner,
        Optional<Licence> licence,
        Approach approach,
        String task,
        String architectureFamily,
        String architecture,
        List<String> inputs,
        List<String> outputs,
        Map<String, String> settings) {
    private static final int VERSION_DIGITS = 12;

    /** The approaches that CycloneDX knows. */
    public enum Approach {
        SUPERVISED("supervised"),
        UNSUPERVISED("unsupervised"),
        REINFORCEMENT("reinforcement-learning"),
        SEMI_SUPERVISED("semi-supervised"),
        SELF_SUPERVISED("self-supervised");

        private final String id;

        Approach(String id) {
            this.id = id;
        }

        /** The word in CycloneDX. */
        public String id() {
            return id;
        }
    }

    public ModelDescription {
        Objects.requireNonNull(digest);
        Objects.requireNonNull(description);
        Objects.requireNonNull(owner);
        Objects.requireNonNull(licence);
        Objects.requireNonNull(approach);
        Objects.requireNonNull(task);
        Objects.requireNonNull(architectureFamily);
        Objects.requireNonNull(architecture);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a model needs a name");
        }
    }

    /** The package URL: its name and the first digits of its digest. */
    public String purl() {
        return PackageUrl.generic(name, version(digest));
    }

    /** A version that follows from the bytes alone. */
    static String version(Digest digest) {
        return digest.hex().substring(0, VERSION_DIGITS);
    }
}
