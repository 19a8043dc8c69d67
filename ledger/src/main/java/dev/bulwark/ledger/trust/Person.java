package dev.bulwark.ledger.trust;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Somebody who signs. A quorum counts people, however many keys each of them holds.
 *
 * @param name 1 to {@value #LONGEST} visible characters without spaces, such as an address or a
 *     staff number; it is kept for ever, so a pseudonym serves better than a full name
 */
public record Person(String name) implements Comparable<Person> {
    /** Longest name in characters. */
    public static final int LONGEST = 128;

    public Person {
        if (!name.matches("[\\p{L}\\p{N}@._+:/-]{1," + LONGEST + "}")) {
            throw new IllegalArgumentException(
                    "a person is 1 to %d letters, digits or @._+:/-, but got '%s'"
                            .formatted(LONGEST, name.replaceAll("\\p{C}", "?")));
        }
    }

    /** Whether another name differs from this one by no more than how its letters are written. */
    boolean looksLike(Person other) {
        return folded().equals(other.folded());
    }

    private String folded() {
        return Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    @Override
    public int compareTo(Person other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
