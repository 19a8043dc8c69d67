package dev.bulwark.supplychain.sign;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Signer;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The in-toto statement of OpenSSF Model Signing: a manifest under the name of a model.
 *
 * <p>The payload is kept as bytes, for those are what is signed. A bundle holds one signature only,
 * so the post-quantum one goes over the same bytes into Bulwark's own envelope: {@link #envelope}.
 *
 * @param modelName last component of the model's path; informative only
 * @param manifest what was signed
 * @param payload the statement as it is or was signed
 */
public record OmsStatement(String modelName, ModelManifest manifest, Bytes payload) {
    /** What makes an in-toto statement a model signature. */
    public static final String PREDICATE_TYPE = "https://model_signing/signature/v1.0";

    public OmsStatement {
        Objects.requireNonNull(modelName);
        Objects.requireNonNull(manifest);
        Objects.requireNonNull(payload);
    }

    /** The statement for {@code manifest}, written as canonical JSON. */
    static OmsStatement of(String modelName, ModelManifest manifest) {
        manifest.check();
        Statement statement =
                new Statement(
                        List.of(new Subject(modelName, manifest.rootDigest())),
                        PREDICATE_TYPE,
                        predicate(manifest));
        return new OmsStatement(modelName, manifest, Bytes.of(statement.toBytes()));
    }

    /** The digest of the model as a whole, which is the subject of the statement. */
    public Digest rootDigest() {
        return manifest.rootDigest();
    }

    /**
     * The same payload in Bulwark's own envelope, signed by every algorithm of {@code signer}: the
     * post-quantum twin of the bundle.
     */
    public Envelope envelope(Signer signer) {
        return signer.sign(Statement.PAYLOAD_TYPE, payload);
    }

    private static Json.Obj predicate(ModelManifest manifest) {
        List<Json> resources = new ArrayList<>(manifest.resources().size());
        for (ModelResource resource : manifest.resources()) {
            resources.add(
                    Json.obj(
                            "name",
                            resource.name(),
                            "digest",
                            resource.digest().hex(),
                            "algorithm",
                            OmsStatementReader.SHA256));
        }
        Map<String, Json> serialization = new LinkedHashMap<>();
        serialization.put("method", Json.of(manifest.serialization().method()));
        serialization.put("hash_type", Json.of(OmsStatementReader.SHA256));
        serialization.put("allow_symlinks", Json.of(manifest.symlinksFollowed()));
        if (manifest.serialization() instanceof Serialization.Shards(long size)) {
            serialization.put("shard_size", Json.of(size));
        }
        if (!manifest.ignoredPaths().isEmpty()) {
            serialization.put("ignore_paths", Json.arr(manifest.ignoredPaths()));
        }
        return Json.obj(
                "resources", Json.arr(resources), "serialization", new Json.Obj(serialization));
    }
}
