package dev.bulwark.kernel;

import java.util.Objects;

/**
 * Something a practice acts on, named by its digest.
 *
 * @param kind what it is
 * @param name for people; identity is the digest alone
 * @param digest SHA-256 of its bytes
 */
public record Artifact(Kind kind, String name, Digest digest) {
    /** What an artifact can be. */
    public enum Kind {
        DATASET,
        MODEL,
        CODE,
        IMAGE,
        CONFIGURATION
    }

    public Artifact {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(name);
        Objects.requireNonNull(digest);
    }
}
