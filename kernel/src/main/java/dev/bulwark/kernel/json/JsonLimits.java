package dev.bulwark.kernel.json;

/**
 * What a reader accepts before it gives up.
 *
 * @param bytes longest document, in bytes
 * @param depth deepest nesting of arrays and objects
 * @param values most values in all, which bounds memory to a small multiple of the document
 */
public record JsonLimits(int bytes, int depth, int values) {
    /** For evidence, manifests and configuration: 64 MiB, 64 deep, 8 million values. */
    public static final JsonLimits DOCUMENT = new JsonLimits(64 << 20, 64, 8_000_000);

    public JsonLimits {
        if (bytes < 1 || depth < 1 || values < 1) {
            throw new IllegalArgumentException(
                    "limits must be >= 1, but were " + bytes + ", " + depth + ", " + values);
        }
    }
}
