package dev.bulwark.onnx.build;

import dev.bulwark.kernel.table.Preparation;
import dev.bulwark.kernel.table.Schema;
import java.util.List;

/**
 * A multilayer perceptron over the features of a schema.
 *
 * @param schema of the rows; needs a label with at least two classes
 * @param preparation of every feature column, in schema order
 * @param hidden widths of the hidden layers, outermost first; none makes a logistic regression
 * @param dropout part of each hidden layer left out while training, in [0, 1)
 * @param batchNorm whether hidden layers are normalised over the batch
 * @param seed of the initial weights
 */
public record MlpSpec(
        Schema schema,
        Preparation preparation,
        List<Integer> hidden,
        double dropout,
        boolean batchNorm,
        long seed) {
    public MlpSpec {
        hidden = List.copyOf(hidden);
        new NetworkSpec(
                schema, preparation, new Architecture.Mlp(hidden, batchNorm), dropout, seed);
    }

    /** The same as any network is described. */
    public NetworkSpec network() {
        return new NetworkSpec(
                schema, preparation, new Architecture.Mlp(hidden, batchNorm), dropout, seed);
    }
}
