package dev.bulwark.governance.change;

import java.time.Instant;
import java.util.Set;

/**
 * Who may say what of a change, as the signed roster has it at one point of the log.
 *
 * <p><b>Guarantees:</b> answers about people, never about keys alone: two keys of one person give
 * the same name. Whoever is not known may nothing.
 */
public interface Electorate {
    /** Nobody may anything, as before the first roster. */
    Electorate NOBODY =
            new Electorate() {
                @Override
                public boolean mayApprove(
                        String person, String key, Set<String> roles, Instant at) {
                    return false;
                }

                @Override
                public Set<String> approvers(Set<String> roles, Instant at) {
                    return Set.of();
                }
            };

    /**
     * Whether the key is this person's and not revoked, and the person holds one of the roles for
     * approvals, with that key, at that time.
     */
    boolean mayApprove(String person, String key, Set<String> roles, Instant at);

    /** Everybody who may approve or reject in one of the roles at that time, with some key. */
    Set<String> approvers(Set<String> roles, Instant at);
}
