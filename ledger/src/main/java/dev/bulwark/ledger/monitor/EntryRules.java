package dev.bulwark.ledger.monitor;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.ledger.log.LogEntry;
import dev.bulwark.ledger.schema.PredicateSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What entries are expected to be.
 *
 * @param readable whether they are Bulwark's; another log's are only hashed
 * @param signers the ids of the keys that may sign; empty if that is not checked
 */
public record EntryRules(boolean readable, Optional<Set<String>> signers) {
    public EntryRules {
        signers = signers.map(Set::copyOf);
    }

    /** Entries of any kind, which are only hashed. */
    public static EntryRules any() {
        return new EntryRules(false, Optional.empty());
    }

    List<Alert> judge(long index, byte[] bytes) {
        if (!readable) {
            return List.of();
        }
        LogEntry entry;
        try {
            entry = LogEntry.parse(bytes);
        } catch (BulwarkException e) {
            return List.of(new Alert.UnreadableEntry(index, e.what()));
        }
        List<Alert> alerts = new ArrayList<>();
        String type = shown(entry.predicateType());
        if (PredicateSchemas.shipped().of(entry.predicateType()).isEmpty()) {
            alerts.add(new Alert.UnknownPredicate(index, type));
        }
        signers.ifPresent(known -> {
            for (String signer : entry.signers()) {
                if (!known.contains(signer)) {
                    alerts.add(new Alert.UnknownSigner(index, shown(signer), type));
                }
            }
            if (entry.signers().isEmpty()) {
                alerts.add(new Alert.UnknownSigner(index, "(none)", type));
            }
        });
        return alerts;
    }

    /** The log's operator chose these texts: nothing in them may steer a terminal. */
    private static String shown(String text) {
        return text.replaceAll("\\p{C}", "?");
    }
}
