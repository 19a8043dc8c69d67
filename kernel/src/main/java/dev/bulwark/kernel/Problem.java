package dev.bulwark.kernel;

import java.util.Objects;

/**
 * One thing that is wrong with an input, for places that report all of them at once (configuration,
 * schemas, gates).
 *
 * @param code a stable name in SCREAMING_SNAKE_CASE
 * @param what the object and both values; begins with where it stands if that is known
 * @param fix something the reader can do now
 */
public record Problem(String code, String what, String fix) {
    public Problem {
        Objects.requireNonNull(code);
        Objects.requireNonNull(what);
        Objects.requireNonNull(fix);
    }
}
