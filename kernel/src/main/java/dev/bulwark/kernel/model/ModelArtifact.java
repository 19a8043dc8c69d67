package dev.bulwark.kernel.model;

import dev.bulwark.kernel.Artifact;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.table.Schema;

/**
 * A model: an ONNX graph and the schema of the rows it takes.
 *
 * <p>The graph has one input for each feature column, of the column's name (numeric: FLOAT {@code
 * [batch, 1]}; categorical: STRING {@code [batch, 1]}; image: FLOAT {@code [batch, channels,
 * height, width]}, raw 0 to 255), and the outputs {@code logits} and {@code probabilities}, FLOAT
 * {@code [batch, classes]}, and {@code label}, STRING {@code [batch]}.
 */
public final class ModelArtifact {
    private final String name;
    private final Bytes onnx;
    private final Schema schema;
    private final Digest digest;

    /**
     * @param name for people and for the serving path
     * @param onnx the model file's bytes
     * @param schema the rows it takes
     */
    public ModelArtifact(String name, Bytes onnx, Schema schema) {
        this.name = name;
        this.onnx = onnx;
        this.schema = schema;
        this.digest = Digest.of(onnx);
    }

    /** For people and for the serving path. */
    public String name() {
        return name;
    }

    /** The model file's bytes. */
    public Bytes onnx() {
        return onnx;
    }

    /** The rows it takes. */
    public Schema schema() {
        return schema;
    }

    /** SHA-256 of the model file. */
    public Digest digest() {
        return digest;
    }

    /** The model as an artifact. */
    public Artifact artifact() {
        return new Artifact(Artifact.Kind.MODEL, name, digest);
    }
}
