package dev.bulwark.supplychain.sign;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Statement;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Verifies models against OpenSSF Model Signing bundles.
 *
 * <p><b>Guarantees:</b> an {@link ModelVerification.Intact} result means that the signer the caller
 * trusts signed exactly these files: none changed, missing, added or renamed, no link among them.
 * Everything unknown, malformed or unreadable refuses.
 *
 * <p><b>Does not guarantee</b> that the files stay so: load what was verified, from where it was
 * verified. Nor that the signature is recent, nor that a certificate was not revoked.
 *
 * <p>Order: size, media type, one signature, trust, signature, statement, order and paths, root
 * digest, files. Nothing in the payload is looked at before its signature holds. Cost: one hash
 * over every byte of the model, in constant memory.
 *
 * @see <a href="https://github.com/ossf/model-signing-spec">OpenSSF Model Signing 1.0</a>
 */
public final class ModelSignatureVerifier {
    private static final int NAMED_IN_DETAIL = 3;

    private final ModelTrust trust;
    private final VerificationPolicy policy;

    /** A verifier that believes {@code trust}. */
    public ModelSignatureVerifier(ModelTrust trust, VerificationPolicy policy) {
        this.trust = trust;
        this.policy = policy;
    }

    /** A verifier that believes the holder of {@code key}. */
    public static ModelSignatureVerifier trusting(PublicKey key, VerificationPolicy policy) {
        return new ModelSignatureVerifier(new ModelTrust.Key(key), policy);
    }

    /**
     * Verifies the model at {@code model}, a file or a folder.
     *
     * @param bundle the bytes of the bundle, as they were received
     */
    public ModelVerification verify(Path model, Bytes bundle) {
        try {
            SigstoreBundle parsed = SigstoreBundle.parse(bundle);
            Signatory signatory = signatory(parsed.material());
            OmsStatement statement = statement(parsed, signatory);
            ModelManifest manifest = statement.manifest();
            if (manifest.symlinksFollowed()
                    && !policy.allows(VerificationPolicy.Leniency.FOLLOWED_SYMLINKS)) {
                throw new RefusedException(
                        Refusal.SYMLINKS_FOLLOWED, "the signer followed symbolic links");
            }
            FileComparison files = FileComparison.of(model, manifest, policy);
            if (!files.problems().isEmpty()) {
                return refused(files.problems());
            }
            return new ModelVerification.Intact(
                    statement,
                    Digest.of(bundle),
                    signatory.method(),
                    signatory.curve().id(),
                    files.bytes(),
                    files.unsigned(),
                    files.warnings());
        } catch (RefusedException e) {
            return new ModelVerification.Refused(e.refusal(), e.what(), List.of());
        }
    }

    private record Signatory(PublicKey key, EcdsaCurve curve, ModelVerification.Method method) {}

    private Signatory signatory(SigstoreBundle.Material material) {
        return switch (material) {
            case SigstoreBundle.Material.PublicKey(String hint) -> byKey(hint);
            case SigstoreBundle.Material.CertificateChain(List<Bytes> chain) ->
                    byCertificate(chain);
            case SigstoreBundle.Material.Keyless _ ->
                    throw new RefusedException(
                            Refusal.METHOD_UNSUPPORTED,
                            "the bundle is signed by a Sigstore identity, which takes a"
                                    + " transparency log and a trust root to verify");
        };
    }

    private Signatory byKey(String hint) {
        return switch (trust) {
            case ModelTrust.Key(PublicKey key) -> {
                EcdsaCurve curve = EcdsaCurve.of(key);
                String ours = KeyHint.of(key);
                if (!hint.isEmpty() && !hint.equals(ours)) {
                    throw new RefusedException(
                            Refusal.KEY_MISMATCH,
                            "the bundle names key '%s', but '%s' is trusted".formatted(hint, ours));
                }
                yield new Signatory(key, curve, ModelVerification.Method.KEY);
            }
            case ModelTrust.Roots _ ->
                    throw new RefusedException(
                            Refusal.METHOD_MISMATCH,
                            "the bundle is signed with a key, but certificates are trusted");
        };
    }

    private Signatory byCertificate(List<Bytes> chain) {
        return switch (trust) {
            case ModelTrust.Roots roots -> {
                PublicKey key = roots.leafKey(chain);
                yield new Signatory(key, EcdsaCurve.of(key), ModelVerification.Method.CERTIFICATE);
            }
            case ModelTrust.Key _ ->
                    throw new RefusedException(
                            Refusal.METHOD_MISMATCH,
                            "the bundle is signed with a certificate, but a key is trusted");
        };
    }

    private OmsStatement statement(SigstoreBundle bundle, Signatory signatory) {
        byte[] signature = bundle.signature().toArray();
        byte[] signed = Envelope.pae(Statement.PAYLOAD_TYPE, bundle.payload().toArray());
        if (signatory.curve().verifies(signatory.key(), signed, signature)) {
            return OmsStatementReader.read(bundle.payload());
        }
        if (policy.allows(VerificationPolicy.Leniency.VERSION_0_2)
                && signatory
                        .curve()
                        .verifiesWithSha256(
                                signatory.key(), LegacyEncoding.of(bundle.payload()), signature)) {
            return OmsStatementReader.readLegacy(bundle.payload());
        }
        throw new RefusedException(
                Refusal.SIGNATURE_INVALID, "the signature does not hold over the statement");
    }

    private static ModelVerification.Refused refused(List<FileProblem> problems) {
        List<FileProblem> sorted =
                problems.stream()
                        .sorted(
                                Comparator.comparing(
                                        FileProblem::path, ResourcePath.CODE_POINT_ORDER))
                        .toList();
        String named =
                sorted.stream()
                        .limit(NAMED_IN_DETAIL)
                        .map(FileProblem::toString)
                        .collect(Collectors.joining("; "));
        String more = sorted.size() > NAMED_IN_DETAIL ? "; and more" : "";
        return new ModelVerification.Refused(
                Refusal.FILES_DIFFER,
                "%d file(s) differ from the signed ones: %s%s"
                        .formatted(sorted.size(), named, more),
                sorted);
    }
}
