package dev.bulwark.kernel.evidence;

import dev.bulwark.kernel.Digest;
import java.util.Objects;

/**
 * What a statement speaks of. Matching is by digest alone; the name is for people.
 *
 * @param name not empty
 * @param digest SHA-256 of the artifact's bytes
 */
public record Subject(String name, Digest digest) {
    public Subject {
        Objects.requireNonNull(digest);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a subject needs a name");
        }
    }
}
