package dev.bulwark.supplychain.bom;

import dev.bulwark.kernel.Digest;
import java.util.Objects;

/**
 * Evidence about the model that exists already.
 *
 * @param kind the practice's id, or another word for it
 * @param digest of its envelope, which is its name in the evidence store
 */
public record EvidenceReference(String kind, Digest digest) {
    public EvidenceReference {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(digest);
    }
}
