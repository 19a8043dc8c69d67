package dev.bulwark.ledger.store;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.store.PayloadStore.Content;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Moves a project's payloads from where they are to another store: copies each, reads each back,
 * and only then says that they are there. The originals stay; whoever moved removes them. The
 * caller is the only writer.
 */
public final class PayloadMove {
    /** The largest inclusion proof there can be, with room for many witnesses. */
    private static final int LARGEST_PROOF = 1 << 20;

    private PayloadMove() {}

    /**
     * Copies everything and keeps {@code target} as the store of the evidence in {@code folder}.
     *
     * @return how many envelopes were copied
     * @throws BulwarkException if one is damaged or cannot be copied: then nothing has moved
     */
    public static int to(StoreSettings target, Path folder) {
        PayloadStore from = EvidenceStore.at(folder).payloads();
        PayloadStore into = target.open();
        List<Digest> envelopes = from.names().envelopes();
        for (Digest digest : envelopes) {
            copy(digest, from, into);
        }
        for (Digest digest : from.names().proofs()) {
            if (!(from.readProof(digest, LARGEST_PROOF) instanceof Content.Whole(Bytes proof))) {
                throw damaged("proof", from.proofName(digest));
            }
            into.putProofs(Map.of(digest, proof));
        }
        target.write(folder);
        return envelopes.size();
    }

    private static void copy(Digest digest, PayloadStore from, PayloadStore into) {
        if (!(from.read(digest) instanceof Content.Whole(Bytes bytes))) {
            throw damaged("envelope", from.name(digest));
        }
        into.prepare(Map.of(digest, bytes));
        into.commit(List.of(digest));
        if (!(into.read(digest) instanceof Content.Whole)) {
            throw new BulwarkException(
                    "EVIDENCE_STORE_FAILED",
                    "envelope '%s' does not come back from the new store"
                            .formatted(from.name(digest)),
                    "check the new store, then move again: nothing has moved");
        }
    }

    private static BulwarkException damaged(String what, String name) {
        return new BulwarkException(
                "EVIDENCE_STORE_DAMAGED",
                "%s '%s' is damaged and cannot be moved".formatted(what, name),
                "see 'bulwark ledger fsck', and restore it from a backup first");
    }
}
