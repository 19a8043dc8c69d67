package dev.bulwark.onnx.build;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.table.FeaturePreparation;
import dev.bulwark.kernel.table.Preparation;
import dev.bulwark.kernel.table.Schema;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A network over the features of a schema.
 *
 * @param schema of the rows; needs a label with at least two classes
 * @param preparation of every feature column, in schema order
 * @param architecture what lies between a row and its class scores
 * @param dropout part of each layer left out while training, in [0, 1), where the architecture has
 *     dropout
 * @param seed of the initial weights
 */
public record NetworkSpec(
        Schema schema,
        Preparation preparation,
        Architecture architecture,
        double dropout,
        long seed) {
    private static final int FEWEST_CLASSES = 2;

    /**
     * Checks that the parts fit each other.
     *
     * @throws IllegalArgumentException if there are fewer than two classes, or the preparation is
     *     not of the features
     * @throws BulwarkException {@code MODEL_ARCHITECTURE} if pictures meet an architecture for
     *     tables or the other way round
     */
    public NetworkSpec {
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
        requireForm(architecture, preparation);
    }

    private static void requireForm(Architecture architecture, Preparation preparation) {
        long pictures =
                preparation.features().stream()
                        .filter(FeaturePreparation.PixelScale.class::isInstance)
                        .count();
        int columns = preparation.features().size();
        switch (architecture.form()) {
            case FLAT -> {}
            case PICTURE -> {
                if (pictures != 1 || columns != 1) {
                    throw new BulwarkException(
                            "MODEL_ARCHITECTURE",
                            "a %s takes one picture a row, but the rows have %d pictures in %d"
                                            .formatted(architecture.family(), pictures, columns)
                                    + " columns",
                            "build an mlp or wide-and-deep for tables under model.build");
                }
            }
            case CODES -> {
                if (pictures > 0) {
                    throw new BulwarkException(
                            "MODEL_ARCHITECTURE",
                            "a %s takes numbers and categories, but the rows have %d pictures"
                                    .formatted(architecture.family(), pictures),
                            "build a lenet, resnet or vit for pictures under model.build");
                }
            }
        }
    }

    /** Length of a prepared row. */
    int width() {
        return switch (architecture.form()) {
            case FLAT, PICTURE -> preparation.width();
            case CODES -> preparation.features().size();
        };
    }
}
