package dev.bulwark.supplychain.bom;

import dev.bulwark.kernel.Digest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that was on the class path when the model was made.
 *
 * @param coordinates what it is called
 * @param kind a jar, or a folder of classes as in a development tree
 * @param digest SHA-256 of the jar; of the sorted list of files and digests for a folder
 * @param licence if it says so, or a text in it does
 * @param dependencies {@code group:artifact} of what it needs at run time; empty if it does not say
 * @param bundled other artifacts whose classes were copied into it
 */
public record SoftwareComponent(
        MavenCoordinates coordinates,
        Kind kind,
        Digest digest,
        Optional<Licence> licence,
        Optional<List<String>> dependencies,
        List<MavenCoordinates> bundled) {
    /** What a class path entry is. */
    public enum Kind {
        JAR,
        FOLDER
    }

    public SoftwareComponent {
        Objects.requireNonNull(coordinates);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(digest);
        Objects.requireNonNull(licence);
        dependencies = dependencies.map(List::copyOf);
        bundled = List.copyOf(bundled);
    }
}
