package dev.bulwark.ledger.policy;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Problem;
import dev.bulwark.ledger.note.Checkpoint;
import dev.bulwark.ledger.note.NoteException;
import dev.bulwark.ledger.note.SignatureType;
import dev.bulwark.ledger.note.VerifierKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a policy line by line, and goes on after a problem to find the rest. */
final class PolicyParser {
    /** The format asks for 32; a note has room for the signatures of this many witnesses. */
    static final int MOST_OF_A_KIND = 62;

    private static final String NONE = "none";

    private final List<Problem> problems = new ArrayList<>();
    private final List<PolicyLog> logs = new ArrayList<>();
    private final List<PolicyWitness> witnesses = new ArrayList<>();
    private final Map<String, Quorum> defined = new HashMap<>();
    private final Set<String> members = new HashSet<>();
    private final Map<Bytes, Integer> keys = new HashMap<>();
    private final Set<String> hints = new HashSet<>();
    private int groups;
    private int quorumLine;
    private @Nullable Quorum quorum;

    static TrustPolicy parse(byte[] file) {
        return new PolicyParser().read(file);
    }

    private TrustPolicy read(byte[] file) {
        List<PolicyLines.Line> lines = PolicyLines.read(file, problems);
        boolean readable = problems.isEmpty();
        for (PolicyLines.Line line : lines) {
            switch (line.keyword()) {
                case "log" -> log(line);
                case "witness" -> witness(line);
                case "group" -> group(line);
                case "quorum" -> quorum(line);
                default ->
                        add(
                                line,
                                "'%s' begins no line of a policy"
                                        .formatted(PolicyLines.shown(line.keyword())),
                                "lines begin with log, witness, group, quorum or #");
            }
        }
        if (readable && quorumLine == 0) {
            problems.add(
                    PolicyLines.problem(
                            lines.isEmpty() ? 1 : lines.getLast().number(),
                            "there is no quorum line",
                            "end the policy with 'quorum <name>', or 'quorum none'"));
        }
        Quorum found = quorum;
        if (!problems.isEmpty() || found == null) {
            throw PolicyException.malformed(problems);
        }
        return new TrustPolicy(logs, witnesses, found);
    }

    private void log(PolicyLines.Line line) {
        if (wrongCount(line, 2, 3, "log <vkey> [<url>]")) {
            return;
        }
        VerifierKey key = key(line, line.items().get(1));
        if (key == null) {
            return;
        }
        if (key.type() == SignatureType.ED25519_COSIGNATURE) {
            add(
                    line,
                    "the key of type %s is a witness's, not a log's".formatted(key.type()),
                    "use the log's own key, of type 0x01 or 0x06");
        } else if (logs.size() == MOST_OF_A_KIND) {
            add(line, "there are more than " + MOST_OF_A_KIND + " logs", "list fewer");
        } else {
            logs.add(new PolicyLog(key, url(line, 2)));
        }
    }

    private void witness(PolicyLines.Line line) {
        if (wrongCount(line, 3, 4, "witness <name> <vkey> [<url>]")) {
            return;
        }
        String name = line.items().get(1);
        boolean free = isFree(line, name);
        VerifierKey key = key(line, line.items().get(2));
        if (key == null || !free) {
            define(name, new Quorum.Single(name), free);
            return;
        }
        if (key.type() == SignatureType.ED25519) {
            add(
                    line,
                    "the key of type %s is a log's, not a witness's".formatted(key.type()),
                    "use the witness's own key, of type 0x04 or 0x06");
        } else if (witnesses.size() == MOST_OF_A_KIND) {
            add(line, "there are more than " + MOST_OF_A_KIND + " witnesses", "list fewer");
        } else {
            witnesses.add(new PolicyWitness(name, key, url(line, 3)));
        }
        define(name, new Quorum.Single(name), true);
    }

    private void define(String name, Quorum meaning, boolean free) {
        if (free) {
            defined.put(name, meaning); // also after a problem, so that it is told once
        }
    }

    private void group(PolicyLines.Line line) {
        if (wrongCount(line, 4, Integer.MAX_VALUE, "group <name> all|any|<k> <member>...")) {
            return;
        }
        String name = line.items().get(1);
        boolean free = isFree(line, name);
        List<String> named = line.items().subList(3, line.items().size());
        List<Quorum> found = new ArrayList<>();
        for (String member : named) {
            Quorum meaning = reference(line, member);
            if (meaning != null && members.add(member)) {
                found.add(meaning);
            } else if (meaning != null) {
                add(
                        line,
                        "'%s' is a member already".formatted(PolicyLines.shown(member)),
                        "list each name once in all groups together: it must count only once");
            }
        }
        int threshold = threshold(line, line.items().get(2), named.size());
        if (++groups > MOST_OF_A_KIND) {
            add(line, "there are more than " + MOST_OF_A_KIND + " groups", "define fewer");
        }
        if (threshold > 0 && threshold <= found.size()) {
            define(name, new Quorum.Group(name, threshold, found), free);
        } else {
            define(name, new Quorum.Single(name), free); // a problem was told; stands in
        }
    }

    private int threshold(PolicyLines.Line line, String word, int members) {
        long threshold =
                switch (word) {
                    case "all" -> members;
                    case "any" -> 1;
                    default -> Checkpoint.parseDecimal(word).orElse(-1L);
                };
        if (threshold < 1 || threshold > members) {
            add(
                    line,
                    "'%s' of %d members cannot be asked for"
                            .formatted(PolicyLines.shown(word), members),
                    "write all, any, or a number from 1 to " + members);
            return 0;
        }
        return (int) threshold;
    }

    private void quorum(PolicyLines.Line line) {
        if (quorumLine > 0) {
            add(
                    line,
                    "a second quorum line; the first is line " + quorumLine,
                    "keep the one that is meant");
            return;
        }
        quorumLine = line.number();
        if (!wrongCount(line, 2, 2, "quorum <name>")) {
            String name = line.items().get(1);
            quorum = name.equals(NONE) ? new Quorum.None() : reference(line, name);
        }
    }

    private @Nullable Quorum reference(PolicyLines.Line line, String name) {
        Quorum meaning = defined.get(name);
        if (meaning == null) {
            add(
                    line,
                    "'%s' is not defined above".formatted(PolicyLines.shown(name)),
                    name.equals(NONE)
                            ? "'none' is for the quorum line alone"
                            : "define the witness or group on a line before this one");
        }
        return meaning;
    }

    private boolean isFree(PolicyLines.Line line, String name) {
        boolean free = !name.equals(NONE) && !defined.containsKey(name);
        if (!free) {
            add(
                    line,
                    "the name '%s' is taken".formatted(PolicyLines.shown(name)),
                    "choose another; witnesses and groups share their names, and 'none' is fixed");
        }
        return free;
    }

    private @Nullable VerifierKey key(PolicyLines.Line line, String item) {
        VerifierKey key;
        try {
            key = VerifierKey.parse(PolicyLines.utf8(item));
        } catch (NoteException e) {
            add(line, e.what(), e.fix());
            return null;
        }
        Integer before = keys.putIfAbsent(key.publicKey(), line.number());
        if (before != null) {
            add(
                    line,
                    "the public key stands on line %d already".formatted(before),
                    "list each key once: under two names it would count twice");
            return null;
        }
        if (!hints.add(key.name() + "+" + key.id())) {
            add(
                    line,
                    "another key has this name and this id",
                    "ask its owner for a new key: one of the two was made to collide");
            return null;
        }
        return key;
    }

    private static String url(PolicyLines.Line line, int place) {
        return line.items().size() > place ? PolicyLines.utf8(line.items().get(place)) : "";
    }

    private boolean wrongCount(PolicyLines.Line line, int least, int most, String form) {
        boolean wrong = line.items().size() < least || line.items().size() > most;
        if (wrong) {
            add(
                    line,
                    "%d items, which is not %s".formatted(line.items().size(), form),
                    "write " + form);
        }
        return wrong;
    }

    private void add(PolicyLines.Line line, String what, String fix) {
        problems.add(PolicyLines.problem(line.number(), what, fix));
    }
}
