package dev.bulwark.onnx.build;

import dev.bulwark.kernel.table.FeaturePreparation;
import dev.bulwark.kernel.table.Preparation;
import dev.bulwark.kernel.table.Schema;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
    private static final int MOST_LAYERS = 64;
    private static final int WIDEST_LAYER = 1 << 16;
    private static final int FEWEST_CLASSES = 2;

    public MlpSpec {
        hidden = List.copyOf(hidden);
        if (hidden.size() > MOST_LAYERS
                || hidden.stream().anyMatch(width -> width < 1 || width > WIDEST_LAYER)) {
            throw new IllegalArgumentException(
                    "hidden layers are at most %d, each 1 to %d wide, but were %s"
                            .formatted(MOST_LAYERS, WIDEST_LAYER, hidden));
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout must be in [0, 1), but was " + dropout);
        }
        if (schema.classes().size() < FEWEST_CLASSES) {
            throw new IllegalArgumentException(
                    "a classifier needs at least 2 classes, but the label has " + schema.classes());
        }
        List<String> prepared =
                preparation.features().stream().map(FeaturePreparation::column).toList();
        Set<String> features = new HashSet<>();
        schema.features().forEach(column -> features.add(column.name()));
        if (!features.equals(new HashSet<>(prepared)) || prepared.size() != features.size()) {
            throw new IllegalArgumentException(
                    "the preparation is for %s, but the features are %s"
                            .formatted(prepared, features));
        }
    }
}
