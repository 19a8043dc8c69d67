package dev.bulwark.ledger.witness;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.ledger.file.DurableFiles;
import dev.bulwark.ledger.note.NoteException;
import dev.bulwark.ledger.note.SignatureType;
import dev.bulwark.ledger.note.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The logs that a witness watches, each by its origin and the keys that may sign it. Kept in a file
 * with a line {@code log <vkey>} for each key; {@code #} begins a comment line.
 *
 * @param keys by origin, which is the name of its keys
 */
public record KnownLogs(Map<String, List<VerifierKey>> keys) {
    /** A witness is made for many logs that seldom grow. */
    static final int MOST_KEYS = 10_000;

    private static final int LARGEST_IN_BYTES = 1 << 25;
    private static final String LOG = "log";

    public KnownLogs {
        Map<String, List<VerifierKey>> copy = new LinkedHashMap<>();
        keys.forEach((origin, listed) -> copy.put(origin, List.copyOf(listed)));
        keys = Map.copyOf(copy);
    }

    /** The logs of these keys. */
    public static KnownLogs of(List<VerifierKey> keys) {
        Map<String, List<VerifierKey>> logs = new LinkedHashMap<>();
        for (VerifierKey key : keys) {
            if (key.type() == SignatureType.ED25519_COSIGNATURE) {
                throw new BulwarkException(
                        "WITNESS_LOG_KEY_WRONG",
                        "the key '%s' is a witness's, not a log's".formatted(key.name()),
                        "give the verifier key of the log, as its operator publishes it");
            }
            List<VerifierKey> listed = logs.computeIfAbsent(key.name(), _ -> new ArrayList<>());
            boolean collides =
                    listed.stream().anyMatch(each -> each.id() == key.id() && !each.equals(key));
            if (collides) {
                throw new BulwarkException(
                        "WITNESS_LOG_KEY_WRONG",
                        "two keys of '%s' share an id".formatted(key.name()),
                        "keep the one that its operator confirms");
            }
            if (!listed.contains(key)) {
                listed.add(key);
            }
        }
        return new KnownLogs(logs);
    }

    /**
     * Reads the file; an absent one lists no log.
     *
     * @throws BulwarkException if it cannot be read, with the line that is wrong
     */
    public static KnownLogs read(Path file) {
        try {
            return parse(DurableFiles.read(file, LARGEST_IN_BYTES), file);
        } catch (NoSuchFileException e) {
            return new KnownLogs(Map.of());
        } catch (IOException e) {
            throw new BulwarkException(
                    "WITNESS_LOGS_UNREADABLE",
                    "the list of logs '%s' cannot be read (%s)"
                            .formatted(file, e.getClass().getSimpleName()),
                    "check that it is a file and may be read",
                    e);
        }
    }

    private static KnownLogs parse(byte[] content, Path file) {
        List<VerifierKey> keys = new ArrayList<>();
        int number = 0;
        for (String line : new String(content, StandardCharsets.UTF_8).split("\n", -1)) {
            number++;
            String[] items = line.strip().split("[ \t]+", -1);
            if (items[0].isEmpty() || items[0].startsWith("#")) {
                continue;
            }
            if (!items[0].equals(LOG) || items.length != 2 || keys.size() == MOST_KEYS) {
                throw wrong(file, number, "it is not 'log <vkey>'");
            }
            try {
                keys.add(VerifierKey.parse(items[1]));
            } catch (NoteException e) {
                throw wrong(file, number, e.what());
            }
        }
        return of(keys);
    }

    /** The same with more keys. */
    public KnownLogs with(List<VerifierKey> more) {
        List<VerifierKey> all = new ArrayList<>();
        keys.values().forEach(all::addAll);
        all.addAll(more);
        return of(all);
    }

    /** The file's content. */
    public String format() {
        StringBuilder text =
                new StringBuilder("# The logs this witness cosigns: log <verifier key>\n");
        keys.values().stream()
                .flatMap(List::stream)
                .map(VerifierKey::vkey)
                .sorted()
                .forEach(vkey -> text.append(LOG).append(' ').append(vkey).append('\n'));
        return text.toString();
    }

    private static BulwarkException wrong(Path file, int line, String why) {
        return new BulwarkException(
                "WITNESS_LOGS_MALFORMED",
                "'%s', line %d: %s".formatted(file, line, why),
                "write one 'log <vkey>' a line; the log's operator tells the vkey");
    }
}
