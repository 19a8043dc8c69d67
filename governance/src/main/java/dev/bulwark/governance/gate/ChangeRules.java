package dev.bulwark.governance.gate;

import dev.bulwark.kernel.json.Json;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who must approve a change before it may be executed. Part of the signed policy, so that nobody
 * lowers the quorum by editing a file.
 *
 * @param quorum how many people besides the author, 1 to {@value #LARGEST_QUORUM}
 * @param approvers the roles whose holders may approve or reject, at least one
 * @param valid how long an approval counts after it was logged, more than nothing
 */
public record ChangeRules(int quorum, Set<String> approvers, Duration valid) {
    /** A larger quorum only makes sure that nothing is ever approved. */
    public static final int LARGEST_QUORUM = 16;

    /** How long an approval counts where the policy does not say. */
    public static final Duration USUALLY_VALID = Duration.ofDays(7);

    private static final int MOST_ROLES = 64;

    public ChangeRules {
        approvers = Collections.unmodifiableSet(new TreeSet<>(approvers));
        if (quorum < 1 || quorum > LARGEST_QUORUM) {
            throw new IllegalArgumentException(
                    "quorum must be 1 to %d, but was %d".formatted(LARGEST_QUORUM, quorum));
        }
        if (approvers.isEmpty() || approvers.size() > MOST_ROLES) {
            throw new IllegalArgumentException(
                    "there must be 1 to %d roles of approvers, but there are %d"
                            .formatted(MOST_ROLES, approvers.size()));
        }
        if (!valid.isPositive()) {
            throw new IllegalArgumentException("valid must be > 0, but was " + valid);
        }
    }

    /** Whether a person of these roles may approve or reject. */
    public boolean admit(Collection<String> roles) {
        return !Collections.disjoint(approvers, roles);
    }

    Json.Obj toJson() {
        return Json.obj("quorum", quorum, "approvers", approvers, "valid", valid.toString());
    }

    static ChangeRules fromJson(Json.Obj json) {
        long quorum = json.integer("quorum");
        if (quorum < 1 || quorum > LARGEST_QUORUM) {
            throw new IllegalArgumentException("quorum must not be " + quorum);
        }
        return new ChangeRules(
                (int) quorum,
                Set.copyOf(json.strings("approvers")),
                Duration.parse(json.string("valid")));
    }
}
