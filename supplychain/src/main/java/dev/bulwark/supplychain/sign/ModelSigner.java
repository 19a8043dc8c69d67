package dev.bulwark.supplychain.sign;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Statement;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Signs models with a key in the format of OpenSSF Model Signing 1.0.
 *
 * <p><b>Guarantees:</b> the bundle names every regular file of the model by its SHA-256, and any
 * conforming tool verifies it. A model with links, devices or undecodable names is not signed.
 *
 * <p><b>Does not guarantee</b> that the model is good, or when it was signed; and, as a bundle has
 * room for one signature, nothing against a quantum computer: sign the same payload into an {@link
 * OmsStatement#envelope} for that.
 *
 * @see <a href="https://github.com/ossf/model-signing-spec">OpenSSF Model Signing 1.0</a>
 */
public final class ModelSigner {
    private final KeyPair key;
    private final EcdsaCurve curve;
    private final String hint;

    /**
     * @param key ECDSA on P-256, P-384 or P-521
     * @throws dev.bulwark.kernel.BulwarkException if it is another kind of key
     */
    public ModelSigner(KeyPair key) {
        this.key = key;
        this.curve = EcdsaCurve.of(key.getPublic());
        this.hint = KeyHint.of(key.getPublic());
    }

    /**
     * Signs a file, or a folder with everything in it.
     *
     * <p>Reads every byte once, on all cores if there are many files or shards, in constant memory.
     *
     * @throws dev.bulwark.kernel.BulwarkException if the model is missing, empty, unreadable, or
     *     holds anything but regular files and folders
     */
    public SignedModel sign(Path model, SigningOptions options) {
        Collection<String> left = new ArrayList<>(options.ignoredPaths());
        options.signatureFile().flatMap(f -> IgnoreRules.within(model, f)).ifPresent(left::add);
        IgnoreRules ignored = IgnoreRules.withDefaults(left);
        ModelTree tree = ModelTree.list(model, ignored);
        if (!tree.problems().isEmpty()) {
            throw new RefusedException(
                    Refusal.MODEL_UNSAFE,
                    "%d things in the model cannot be signed, first %s"
                            .formatted(tree.problems().size(), tree.problems().getFirst()));
        }
        List<ModelResource> resources = resources(tree, options.serialization());
        if (resources.isEmpty()) {
            throw new RefusedException(
                    Refusal.MODEL_UNSAFE, "model '" + model + "' holds no bytes to sign");
        }
        ModelManifest manifest =
                new ModelManifest(
                        options.serialization(),
                        false,
                        tree.isSingleFile() ? List.of() : List.copyOf(ignored.paths()),
                        resources);
        return sign(OmsStatement.of(tree.name(), manifest));
    }

    private SignedModel sign(OmsStatement statement) {
        byte[] payload = statement.payload().toArray();
        byte[] signature =
                curve.sign(key.getPrivate(), Envelope.pae(Statement.PAYLOAD_TYPE, payload));
        Bytes bundle = SigstoreBundle.write(hint, payload, signature);
        return new SignedModel(bundle, statement, curve.id());
    }

    private static List<ModelResource> resources(ModelTree tree, Serialization serialization) {
        List<ModelHasher.Range> ranges = new ArrayList<>();
        for (Map.Entry<String, Long> file : tree.sizes().entrySet()) {
            ranges.addAll(ranges(file.getKey(), file.getValue(), serialization));
        }
        List<ModelHasher.Outcome> outcomes = ModelHasher.hash(tree, ranges);
        List<ModelResource> resources = new ArrayList<>(ranges.size());
        for (int i = 0; i < ranges.size(); i++) {
            ModelHasher.Range range = ranges.get(i);
            Digest digest = digest(range, outcomes.get(i));
            resources.add(
                    switch (serialization) {
                        case Serialization.Files _ -> ModelResource.file(range.path(), digest);
                        case Serialization.Shards _ ->
                                ModelResource.shard(
                                        range.path(), range.start(), range.end(), digest);
                    });
        }
        resources.sort(Comparator.comparing(ModelResource::name, ResourcePath.CODE_POINT_ORDER));
        return resources;
    }

    private static List<ModelHasher.Range> ranges(
            String path, long size, Serialization serialization) {
        return switch (serialization) {
            case Serialization.Files _ -> List.of(new ModelHasher.Range(path, 0, size, true));
            case Serialization.Shards(long step) -> {
                if (size / step > ModelManifest.MOST_RESOURCES) {
                    throw new RefusedException(
                            Refusal.MODEL_TOO_LARGE,
                            "file '%s' has more than %d shards of %d bytes"
                                    .formatted(path, ModelManifest.MOST_RESOURCES, step));
                }
                List<ModelHasher.Range> shards = new ArrayList<>();
                for (long start = 0; start < size; start += step) {
                    long end = Math.min(size, start + step);
                    shards.add(new ModelHasher.Range(path, start, end, end == size));
                }
                yield shards;
            }
        };
    }

    private static Digest digest(ModelHasher.Range range, ModelHasher.Outcome outcome) {
        return switch (outcome) {
            case ModelHasher.Outcome.Hashed(Digest digest) -> digest;
            case ModelHasher.Outcome.Unreadable(String why) ->
                    throw new RefusedException(
                            Refusal.MODEL_UNREADABLE, "file '" + range.path() + "' " + why);
        };
    }
}
