package dev.bulwark.supplychain.sign;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import java.util.Objects;

/**
 * What signing a model gives.
 *
 * @param bundle the Sigstore bundle, to be stored beside the model as {@code model.sig}
 * @param statement what was signed
 * @param algorithm e.g. {@code ecdsa-p256-sha256}
 */
public record SignedModel(Bytes bundle, OmsStatement statement, String algorithm) {
    public SignedModel {
        Objects.requireNonNull(bundle);
        Objects.requireNonNull(statement);
        Objects.requireNonNull(algorithm);
    }

    /** SHA-256 of the bundle. */
    public Digest bundleDigest() {
        return Digest.of(bundle);
    }
}
