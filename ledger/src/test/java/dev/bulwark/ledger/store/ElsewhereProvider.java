package dev.bulwark.ledger.store;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.json.Json;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.function.Predicate;

/** Another folder as a store of its own kind; one that is lossy keeps nothing. */
public final class ElsewhereProvider implements PayloadProvider {
    static final String KIND = "elsewhere";

    static StoreSettings settings(Path folder, boolean lossy) {
        return new StoreSettings(KIND, Json.obj("folder", folder.toString(), "lossy", lossy));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void check(Json.Obj settings) {
        if (settings.string("folder").isEmpty()) {
            throw new IllegalArgumentException("no folder");
        }
    }

    @Override
    public PayloadStore open(Json.Obj settings) {
        FolderPayloads folder = new FolderPayloads(Path.of(settings.string("folder")));
        return settings.bool("lossy") ? new Lossy(folder) : folder;
    }

    /** Acknowledges, and keeps nothing. */
    private record Lossy(PayloadStore inner) implements PayloadStore {
        @Override
        public void prepare(Map<Digest, Bytes> envelopes) {}

        @Override
        public void commit(Collection<Digest> prepared) {}

        @Override
        public void recover(Predicate<Digest> isLogged) {}

        @Override
        public Content read(Digest digest) {
            return inner.read(digest);
        }

        @Override
        public Content readPending(Digest digest) {
            return inner.readPending(digest);
        }

        @Override
        public Names names() {
            return inner.names();
        }

        @Override
        public void putProofs(Map<Digest, Bytes> proofs) {}

        @Override
        public boolean hasProof(Digest envelope) {
            return inner.hasProof(envelope);
        }

        @Override
        public Content readProof(Digest envelope, int most) {
            return inner.readProof(envelope, most);
        }

        @Override
        public void erase(Digest digest) {
            inner.erase(digest);
        }

        @Override
        public String name(Digest envelope) {
            return inner.name(envelope);
        }

        @Override
        public String proofName(Digest envelope) {
            return inner.proofName(envelope);
        }
    }
}
