package dev.bulwark.ledger.trust;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may sign what. A roster is whole: the newest one in the log is in force for what is logged
 * after it, and earlier evidence keeps being judged by the roster of its own time.
 *
 * @param serial from 1 up; a newer roster has a higher one
 * @param previous digest of the envelope of the roster before; empty for the first
 * @param members at most {@value #MOST_MEMBERS}, no key twice
 */
public record Roster(long serial, Optional<Digest> previous, List<RosterMember> members) {
    /** Enough for a large organisation, few enough to verify at every reading. */
    public static final int MOST_MEMBERS = 256;

    private static final int VERSION = 1;

    public Roster {
        members = List.copyOf(members);
        if (serial < 1 || (serial == 1) != previous.isEmpty()) {
            throw new IllegalArgumentException(
                    "the first roster has serial 1 and none before it; later ones name the one"
                            + " before; but got serial "
                            + serial);
        }
        requireFew(members.size());
        Set<String> seen = new HashSet<>();
        for (RosterMember member : members) {
            for (String id : member.keys().keyIds()) {
                if (!seen.add(id)) {
                    throw new IllegalArgumentException(
                            "key %s… is on the roster twice".formatted(id.substring(0, 12)));
                }
            }
        }
    }

    private static void requireFew(int members) {
        if (members > MOST_MEMBERS) {
            throw new IllegalArgumentException(
                    "a roster has at most %d members, but got %d".formatted(MOST_MEMBERS, members));
        }
    }

    /** The member that holds the key of this id, if there is one. */
    public Optional<RosterMember> holderOf(String keyId) {
        return members.stream()
                .filter(member -> member.keys().keyIds().contains(keyId))
                .findFirst();
    }

    /** The people who may countersign the next roster, beside the owners. */
    Set<Person> keepers() {
        return members.stream()
                .filter(RosterMember::keepsRoster)
                .map(RosterMember::person)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * This roster with one member added, or put in the place of the one with the same keys.
     *
     * @param current digest of the envelope of this roster, which the next one names
     * @throws IllegalArgumentException if somebody is on it whose name only looks another: a quorum
     *     would count one person twice
     */
    public Roster with(RosterMember member, Digest current) {
        for (RosterMember each : members) {
            if (!each.person().equals(member.person())
                    && each.person().looksLike(member.person())) {
                throw new IllegalArgumentException(
                        "'%s' is on the roster as '%s': write the name the same way"
                                .formatted(member.person(), each.person()));
            }
        }
        List<RosterMember> next = new ArrayList<>();
        boolean replaced = false;
        for (RosterMember each : members) {
            boolean same = each.keys().equals(member.keys());
            next.add(same ? member : each);
            replaced |= same;
        }
        if (!replaced) {
            next.add(member);
        }
        return new Roster(Math.addExact(serial, 1), Optional.of(current), next);
    }

    /** The JSON form. */
    public Json.Obj toJson() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("version", VERSION);
        document.put("serial", serial);
        previous.ifPresent(digest -> document.put("previous", digest));
        document.put("members", Json.arr(members.stream().map(RosterMember::toJson).toList()));
        return (Json.Obj) Json.of(document);
    }

    /** SHA-256 of the canonical JSON form. */
    public Digest digest() {
        return toJson().digest();
    }

    /** The statement for an owner to sign. */
    public Statement statement() {
        return new Statement(
                List.of(new Subject("roster " + serial, digest())), OwnerActs.ROSTER, toJson());
    }

    /**
     * Reads a roster strictly.
     *
     * @throws IllegalArgumentException if the statement is no roster, or not the one it names
     */
    public static Roster from(Statement statement) {
        if (!statement.predicateType().equals(OwnerActs.ROSTER)) {
            throw new IllegalArgumentException(
                    "a roster has the predicate type %s, but got %s"
                            .formatted(OwnerActs.ROSTER, statement.predicateType()));
        }
        try {
            Json.Obj json = statement.predicate();
            Members.require(json, "the roster", "version", "serial", "previous", "members");
            if (json.integer("version") != VERSION) {
                throw new IllegalArgumentException(
                        "version %d is not known, only %d"
                                .formatted(json.integer("version"), VERSION));
            }
            List<Json.Obj> listed = json.objects("members");
            requireFew(listed.size()); // before any key is decoded
            Roster roster =
                    new Roster(
                            json.integer("serial"),
                            json.get("previous").isPresent()
                                    ? Optional.of(Digest.parse(json.string("previous")))
                                    : Optional.empty(),
                            listed.stream().map(RosterMember::fromJson).toList());
            if (!statement.isAbout(roster.digest())) {
                throw new IllegalArgumentException("its content is not what its subject says");
            }
            return roster;
        } catch (BulwarkException | DateTimeException e) {
            throw new IllegalArgumentException("the roster cannot be read: " + e.getMessage(), e);
        }
    }
}
