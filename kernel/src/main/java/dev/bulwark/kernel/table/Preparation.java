package dev.bulwark.kernel.table;

import dev.bulwark.kernel.json.Json;
import java.util.List;

/**
 * How a row becomes the vector a network learns from, fitted on training rows alone.
 *
 * @param features one for each feature column, in schema order
 */
public record Preparation(List<FeaturePreparation> features) {
    public Preparation {
        features = List.copyOf(features);
        if (features.isEmpty()) {
            throw new IllegalArgumentException("a preparation needs at least one feature");
        }
    }

    /** Length of the prepared vector. */
    public int width() {
        return features.stream().mapToInt(FeaturePreparation::width).sum();
    }

    /** The JSON form. */
    public Json.Arr toJson() {
        return Json.arr(features.stream().map(FeaturePreparation::toJson).toList());
    }
}
