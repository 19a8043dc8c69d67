package dev.bulwark.ledger.trust;

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
                            .formatted(LONGEST, name.replaceAll("\\p{Cntrl}", "?")));
        }
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
