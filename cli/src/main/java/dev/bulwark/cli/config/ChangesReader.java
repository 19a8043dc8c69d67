package dev.bulwark.cli.config;

import dev.bulwark.governance.gate.ChangeRules;
import java.util.List;
import java.util.Optional;

/** Reads {@code changes}: who must approve a change before it is executed. */
final class ChangesReader {
    private static final int MOST_ROLES = 64;
    private static final String ROLE = "[a-z][a-z0-9-]{0,62}";

    private ChangesReader() {}

    static Optional<SystemFile.Changes> read(Section root) {
        if (!root.has("changes")) {
            return Optional.empty();
        }
        Section section = root.section("changes");
        section.require("quorum", "how many people besides the author must approve");
        SystemFile.Changes changes =
                new SystemFile.Changes(
                        section.integer("quorum", 1, 1, ChangeRules.LARGEST_QUORUM),
                        approvers(section),
                        valid(section));
        section.refuseUnknown();
        return Optional.of(changes);
    }

    /** Without a role nobody could approve, and every person is not what anybody means. */
    private static List<String> approvers(Section section) {
        if (!section.require("approvers", "the roles that may approve, as [model-owner, risk]")) {
            return List.of("nobody");
        }
        List<String> roles = section.texts("approvers");
        for (String role : roles) {
            if (!role.matches(ROLE)) {
                section.problem(
                        "approvers",
                        "'" + Problems.shown(role) + "' is no role",
                        "use lower-case letters, digits and '-', beginning with a letter");
            }
        }
        if (section.isEmptyList("approvers")) {
            section.problem("approvers", "no role may approve", "name at least one role");
        }
        if (roles.size() > MOST_ROLES) {
            section.problem(
                    "approvers", "there are more than " + MOST_ROLES + " roles", "name fewer");
        }
        return roles;
    }

    private static String valid(Section section) {
        String usually = ChangeRules.USUALLY_VALID.toDays() + "d";
        String valid = section.filled("valid", usually);
        if (!valid.matches("[1-9][0-9]{0,4}[dhm]")) {
            section.problem(
                    "valid", "'" + Problems.shown(valid) + "' is no time", "write 7d, 12h or 15m");
            return usually;
        }
        return valid;
    }
}
