package dev.bulwark.ledger.store;

import java.util.List;

/**
 * What a look into the store has shown. Whoever decides on {@code found} has {@code broken} in the
 * hand as well: any of those files may have been the evidence that speaks against.
 *
 * @param found whole envelopes, sorted by digest
 * @param broken every file that is no evidence, whatever was asked for
 */
public record EvidenceListing(List<StoredEnvelope> found, List<BrokenFile> broken) {
    public EvidenceListing {
        found = List.copyOf(found);
        broken = List.copyOf(broken);
    }
}
