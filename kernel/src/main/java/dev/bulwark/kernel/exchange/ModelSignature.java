package dev.bulwark.kernel.exchange;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.json.JsonLimits;
import java.util.List;

/**
 * What a worker found when it opened a model.
 *
 * @param digest of the bytes it received, as it computed it
 * @param inputs the names of the graph's inputs, in its order
 * @param outputs the names of the graph's outputs, in its order
 */
public record ModelSignature(Digest digest, List<String> inputs, List<String> outputs) {
    /** A worker is not believed further than this: 16 MiB of names, 4 deep. */
    private static final JsonLimits LIMITS = new JsonLimits(16 << 20, 4, 200_000);

    public ModelSignature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** The JSON form, canonical. */
    public byte[] toBytes() {
        return Json.obj("digest", digest, "inputs", inputs, "outputs", outputs).canonical();
    }

    /**
     * Reads {@link #toBytes}.
     *
     * @throws dev.bulwark.kernel.BulwarkException if it is anything else
     */
    public static ModelSignature parse(Bytes bytes) {
        try {
            if (Json.parse(bytes.toArray(), LIMITS) instanceof Json.Obj json) {
                return new ModelSignature(
                        Digest.parse(json.string("digest")),
                        json.strings("inputs"),
                        json.strings("outputs"));
            }
            throw new IllegalArgumentException("it is no object");
        } catch (IllegalArgumentException e) {
            throw new BulwarkException(
                    "SIGNATURE_MALFORMED",
                    "the model's signature cannot be read: " + e.getMessage(),
                    "use the worker that belongs to this version",
                    e);
        }
    }
}
