package dev.bulwark.kernel;

import java.util.Objects;

/**
 * Something a practice found in an artifact.
 *
 * @param rule stable name of the rule that fired
 * @param severity how bad it is
 * @param message what was found, without secrets or personal data
 * @param location file, line, byte range or JSON path, or empty if the artifact as a whole
 * @param fix what to do about it
 */
public record Finding(String rule, Severity severity, String message, String location, String fix) {
    public Finding {
        Objects.requireNonNull(rule);
        Objects.requireNonNull(severity);
        Objects.requireNonNull(message);
        Objects.requireNonNull(location);
        Objects.requireNonNull(fix);
    }
}
