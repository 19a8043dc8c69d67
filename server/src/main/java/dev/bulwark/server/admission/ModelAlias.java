package dev.bulwark.server.admission;

import dev.bulwark.governance.change.AliasHistory;
import dev.bulwark.governance.change.AliasRecord;
import dev.bulwark.governance.change.ChangeBook;
import dev.bulwark.governance.change.ChangeKind;
import dev.bulwark.governance.change.LedgerChanges;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.LedgerReader;
import dev.bulwark.ledger.VerifiedEvidence;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which model an alias means, by the append-only history of approved changes and nothing else: no
 * file says it.
 */
final class ModelAlias {
    private static final int MOST_NAMED = 10;
    private static final int LONGEST_SHOWN = 63;

    private ModelAlias() {}

    /**
     * The digest of the model. Costs one hash an entry of the log, and reading every statement.
     *
     * @throws BulwarkException if no change gave the alias a model, none that did counts, or an
     *     entry that may speak of it cannot be read
     */
    static Digest resolve(String alias, LedgerReader reader, VerifiedEvidence verified) {
        ChangeBook book = LedgerChanges.read(verified);
        AliasHistory history = AliasHistory.of(reader, verified, book, alias);
        if (!history.isComplete()) {
            throw new BulwarkException(
                    "ALIAS_INCOMPLETE",
                    "what alias '%s' means cannot be known: entry %d of the log moves an alias,"
                                    .formatted(shown(alias), history.gaps().getFirst())
                            + " and its evidence does not hold",
                    "restore the evidence from a backup; 'bulwark verify' names what is wrong");
        }
        if (history.lines().isEmpty() || isReserved(alias)) {
            throw new BulwarkException(
                    "ALIAS_UNKNOWN",
                    "no change ever spoke of an alias '%s'; known are: %s"
                            .formatted(shown(alias), known(book)),
                    "name one of these, or propose it with 'bulwark change propose --alias'");
        }
        return book.current(alias).orElseThrow(() -> notApproved(alias, history.lines()));
    }

    private static BulwarkException notApproved(String alias, List<AliasRecord> lines) {
        return new BulwarkException(
                "ALIAS_NOT_APPROVED",
                "no approved change gave alias '%s' a model; entry %d of the log does not count: %s"
                        .formatted(
                                shown(alias),
                                lines.getLast().index(),
                                lines.getLast().against().getFirst().what()),
                lines.getLast().against().getFirst().fix());
    }

    private static boolean isReserved(String target) {
        return Arrays.stream(ChangeKind.values())
                .anyMatch(kind -> kind.target().filter(target::equals).isPresent());
    }

    private static String known(ChangeBook book) {
        String names =
                book.targets().stream()
                        .filter(target -> !isReserved(target))
                        .sorted()
                        .limit(MOST_NAMED)
                        .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }

    private static String shown(String alias) {
        String plain = alias.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= LONGEST_SHOWN ? plain : plain.substring(0, LONGEST_SHOWN) + "…";
    }
}
