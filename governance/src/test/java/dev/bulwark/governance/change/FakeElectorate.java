package dev.bulwark.governance.change;

import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A roster as a value, without keys behind it.
 *
 * @param holders whose each key is
 * @param approvers who holds the role {@link #ROLE}
 * @param revoked keys that no longer count
 */
record FakeElectorate(Map<String, String> holders, Set<String> approvers, Set<String> revoked)
        implements Electorate {
    static final String ROLE = "risk";

    FakeElectorate {
        holders = Map.copyOf(holders);
        approvers = Set.copyOf(approvers);
        revoked = Set.copyOf(revoked);
    }

    FakeElectorate withoutKey(String key) {
        Set<String> more = new HashSet<>(revoked);
        more.add(key);
        return new FakeElectorate(holders, approvers, more);
    }

    FakeElectorate withApprovers(Set<String> people) {
        return new FakeElectorate(holders, people, revoked);
    }

    @Override
    public boolean mayApprove(String person, String key, Set<String> roles, Instant at) {
        return roles.contains(ROLE)
                && approvers.contains(person)
                && person.equals(holders.get(key))
                && !revoked.contains(key);
    }

    @Override
    public Set<String> approvers(Set<String> roles, Instant at) {
        Set<String> found = new TreeSet<>();
        holders.forEach((key, person) -> {
            if (mayApprove(person, key, roles, at)) {
                found.add(person);
            }
        });
        return found;
    }
}
