package dev.bulwark.governance.cards;

import java.util.List;

/**
 * What the owner of a system declares; no measurement can say it. Shown as declared, not as found.
 *
 * @param name the system's name
 * @param owner who answers for it
 * @param purpose what it is meant for, one or two sentences
 * @param risk the class its owner puts it in: {@code minimal}, {@code limited} or {@code high}
 * @param caveats what its users must know, at most {@value #MOST_CAVEATS}
 */
public record SystemDescription(
        String name, String owner, String purpose, String risk, List<String> caveats) {
    /** More than this nobody reads. */
    public static final int MOST_CAVEATS = 100;

    public SystemDescription {
        caveats = List.copyOf(caveats);
        if (name.isBlank()) {
            throw new IllegalArgumentException("a system needs a name");
        }
        if (caveats.size() > MOST_CAVEATS) {
            throw new IllegalArgumentException(
                    "at most " + MOST_CAVEATS + " caveats, but got " + caveats.size());
        }
    }
}
