package dev.bulwark.ledger;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a ledger lies.
 *
 * @param log the transparency log: checkpoint, tiles and entries
 * @param evidence the envelopes and their inclusion proofs
 */
public record LedgerFolders(Path log, Path evidence) {
    public LedgerFolders {
        Objects.requireNonNull(log);
        Objects.requireNonNull(evidence);
    }

    /**
     * {@code ledger} and {@code evidence} under {@code root}, as in a project's {@code .bulwark}.
     */
    public static LedgerFolders in(Path root) {
        return new LedgerFolders(root.resolve("ledger"), root.resolve("evidence"));
    }
}
