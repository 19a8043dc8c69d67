package dev.bulwark.ledger.trust;

import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A role somebody holds: what may be signed, from when to when by the log's time.
 *
 * @param role its name, such as {@code auditor}; a policy may ask for it
 * @param may what it covers, each an exact predicate type, the id of a practice (any version of its
 *     evidence), or {@code *} for everything but what is the owners' alone; of that, {@link
 *     OwnerActs#ROSTER} can be granted, to countersign the owners' rosters
 * @param from the first second it holds
 * @param until the first second it no longer holds; empty: until a newer roster ends it
 */
public record Grant(String role, List<String> may, Instant from, Optional<Instant> until) {
    /** Covers every predicate type that is not the owners' alone. */
    public static final String EVERYTHING = "*";

    private static final int MOST = 128;
    private static final int LONGEST = 256;

    public Grant {
        may = may.stream().distinct().sorted().toList();
        from = from.truncatedTo(ChronoUnit.SECONDS);
        until = until.map(end -> end.truncatedTo(ChronoUnit.SECONDS));
        if (!role.matches("[a-z][a-z0-9-]{0,63}")) {
            throw new IllegalArgumentException(
                    "a role is small letters, digits and hyphens, but got '"
                            + role.replaceAll("\\p{C}", "?")
                            + "'");
        }
        if (may.isEmpty() || may.size() > MOST) {
            throw new IllegalArgumentException(
                    "role '%s' covers 1 to %d kinds of evidence, but got %d"
                            .formatted(role, MOST, may.size()));
        }
        may.forEach(Grant::require);
        if (until.isPresent() && !until.get().isAfter(from)) {
            throw new IllegalArgumentException(
                    "role '%s' would end at %s, before it begins at %s"
                            .formatted(role, until.get(), from));
        }
    }

    private static void require(String kind) {
        // Visible ASCII alone: people read grants on terminals before they sign.
        boolean type = kind.contains(":") && kind.matches("[!-~]{1," + LONGEST + "}");
        if (!kind.equals(EVERYTHING) && !type && !kind.matches("[a-z][a-z0-9-]{0,63}")) {
            throw new IllegalArgumentException(
                    "'%s' is no predicate type, no practice and not *"
                            .formatted(kind.replaceAll("\\p{C}", "?")));
        }
        if (OwnerActs.isReserved(kind) && !kind.equals(OwnerActs.ROSTER)) {
            throw new IllegalArgumentException(
                    kind + " is signed by the owners of the log alone and cannot be granted");
        }
    }

    /** Whether it lets the owners' rosters be countersigned; alone it signs none. */
    public boolean keepsRoster() {
        return may.contains(OwnerActs.ROSTER);
    }

    /** Whether it covers statements of this predicate type, at any time. */
    public boolean covers(String predicateType) {
        return !OwnerActs.isReserved(predicateType)
                && may.stream().anyMatch(kind -> matches(kind, predicateType));
    }

    private static boolean matches(String kind, String predicateType) {
        if (kind.equals(EVERYTHING) || kind.equals(predicateType)) {
            return true;
        }
        String prefix = PracticeEvidence.PREDICATE_PREFIX + kind + "/v";
        return predicateType.startsWith(prefix)
                && predicateType.substring(prefix.length()).matches("[0-9]{1,4}");
    }

    /** Whether it holds for an entry logged at {@code time}. */
    public boolean holdsAt(Instant time) {
        return !time.isBefore(from) && until.map(time::isBefore).orElse(true);
    }

    Json.Obj toJson() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("role", role);
        members.put("may", may);
        members.put("from", from.toString());
        until.ifPresent(end -> members.put("until", end.toString()));
        return (Json.Obj) Json.of(members);
    }

    static Grant fromJson(Json.Obj json) {
        Members.require(json, "a grant", "role", "may", "from", "until");
        return new Grant(
                json.string("role"),
                json.strings("may"),
                Instant.parse(json.string("from")),
                json.get("until").isPresent()
                        ? Optional.of(Instant.parse(json.string("until")))
                        : Optional.empty());
    }

    /** For people: {@code auditor: bias-audit, performance from … until …}. */
    @Override
    public String toString() {
        return "%s: %s from %s%s"
                .formatted(
                        role,
                        String.join(", ", may),
                        from,
                        until.map(end -> " until " + end).orElse(""));
    }

    /** The kinds among {@code may} that name nothing this version knows; a typing error, mostly. */
    public List<String> unknown() {
        return may.stream()
                .filter(kind -> !kind.contains(":") && !kind.equals(EVERYTHING))
                .filter(kind -> Practice.byId(kind).isEmpty())
                .toList();
    }
}
