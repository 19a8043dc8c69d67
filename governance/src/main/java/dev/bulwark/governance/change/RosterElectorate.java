package dev.bulwark.governance.change;

import dev.bulwark.ledger.trust.Revocation;
import dev.bulwark.ledger.trust.Roster;
import dev.bulwark.ledger.trust.RosterMember;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who may approve, as a signed roster and the revocations have it: whoever holds, with a key that
 * is not revoked, a grant that covers approvals, in one of the roles that the policy names.
 *
 * @param roster the one in force
 * @param revocations by the ids of keys
 */
record RosterElectorate(Roster roster, Map<String, Revocation> revocations) implements Electorate {
    RosterElectorate {
        Objects.requireNonNull(roster);
        revocations = Map.copyOf(revocations);
    }

    @Override
    public boolean mayApprove(String person, String key, Set<String> roles, Instant at) {
        return roster.members().stream()
                .filter(member -> member.keys().id().equals(key))
                .filter(member -> member.person().name().equals(person))
                .anyMatch(member -> mayApprove(member, roles, at));
    }

    @Override
    public Set<String> approvers(Set<String> roles, Instant at) {
        Set<String> people = new TreeSet<>();
        roster.members().stream()
                .filter(member -> mayApprove(member, roles, at))
                .forEach(member -> people.add(member.person().name()));
        return people;
    }

    private boolean mayApprove(RosterMember member, Set<String> roles, Instant at) {
        boolean revoked =
                member.keys().keyIds().stream()
                        .map(revocations::get)
                        .filter(Objects::nonNull)
                        .anyMatch(revocation -> !at.isBefore(revocation.since()));
        return !revoked
                && member.grants().stream()
                        .filter(grant -> roles.contains(grant.role()))
                        .filter(grant -> grant.covers(Ballot.PREDICATE_TYPE))
                        .anyMatch(grant -> grant.holdsAt(at));
    }
}
