package dev.bulwark.ledger.trust;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who keeps the roster: the owners, and whoever a roster grants {@link OwnerActs#ROSTER}. Where
 * that is more than one person, a roster counts only with the signatures of two, one of them an
 * owner's. Keepers are counted as the roster lists them, revoked and expired ones too: nobody
 * becomes the only one by revoking the others or by waiting.
 *
 * @param people at least one
 */
public record RosterQuorum(Set<Person> people) {
    /** So that nobody enrols an invented person alone. */
    public static final int PEOPLE = 2;

    public RosterQuorum {
        people = Collections.unmodifiableSet(new TreeSet<>(people));
        if (people.isEmpty()) {
            throw new IllegalArgumentException("a roster has a keeper, but got none");
        }
    }

    /** How many of them must sign the next roster. */
    public int needed() {
        return Math.min(PEOPLE, people.size());
    }

    /** Whether one person alone decides who is on the roster. */
    public boolean isOnePersons() {
        return needed() < PEOPLE;
    }
}
