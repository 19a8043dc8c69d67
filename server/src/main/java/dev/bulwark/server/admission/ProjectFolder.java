package dev.bulwark.server.admission;

import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.LedgerFolders;
import java.nio.file.Path;

/**
 * Where things lie in a project.
 *
 * @param root the folder with {@code bulwark.yaml}
 */
public record ProjectFolder(Path root) {
    private static final String STATE = ".bulwark";

    /** All that Bulwark keeps. */
    public Path state() {
        return root.resolve(STATE);
    }

    /** The public keys that are trusted. */
    public Path publicKeys() {
        return state().resolve("keys").resolve("public.pem");
    }

    /** The key of the ledger's log, as C2SP text. */
    public Path logKey() {
        return state().resolve("keys").resolve("log.vkey");
    }

    /** The ledger and its evidence. */
    public LedgerFolders ledger() {
        return LedgerFolders.in(state());
    }

    /** The folder of the model of this digest: all that its signature is over. */
    public Path modelFolder(Digest digest) {
        return state().resolve("models").resolve(digest.hex());
    }

    /** The model file of this digest. */
    public Path model(Digest digest) {
        return modelFolder(digest).resolve("model.onnx");
    }

    /** The signature bundle of that model. */
    public Path modelSignature(Digest digest) {
        return modelFolder(digest).resolve("model.sig");
    }

    /** The hashes of the API keys. */
    public Path apiKeys() {
        return state().resolve("api-keys.json");
    }

    /** The server's own certificate and key. */
    public Path tls() {
        return state().resolve("tls");
    }
}
