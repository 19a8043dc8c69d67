package dev.bulwark.kernel.table;

import dev.bulwark.kernel.json.Json;
import java.util.List;

/** How a raw column becomes numbers a network learns from; carried out inside the ONNX graph. */
public sealed interface FeaturePreparation {
    /** The column it reads. */
    String column();

    /** How many numbers it yields for one row. */
    int width();

    /**
     * {@code (x - mean) / deviation}.
     *
     * @param mean over the training rows, finite
     * @param deviation population standard deviation over the training rows; {@code > 0}, 1 where
     *     the column is constant
     */
    record Standardise(String column, double mean, double deviation) implements FeaturePreparation {
        public Standardise {
            if (!(Double.isFinite(mean) && deviation > 0 && Double.isFinite(deviation))) {
                throw new IllegalArgumentException(
                        "mean must be finite and deviation > 0, but were %s and %s"
                                .formatted(mean, deviation));
            }
        }

        @Override
        public int width() {
            return 1;
        }
    }

    /** One number a category: 1 for the row's own, else 0. */
    record OneHot(String column, List<String> categories) implements FeaturePreparation {
        public OneHot {
            categories = List.copyOf(categories);
            if (categories.isEmpty()) {
                throw new IllegalArgumentException("one-hot needs at least one category");
            }
        }

        @Override
        public int width() {
            return categories.size();
        }
    }

    /**
     * {@code pixel * factor}, the picture laid flat.
     *
     * @param image the picture's size
     * @param factor commonly 1/255
     */
    record PixelScale(String column, ColumnType.Image image, double factor)
            implements FeaturePreparation {
        public PixelScale {
            if (!(factor > 0 && Double.isFinite(factor))) {
                throw new IllegalArgumentException("factor must be > 0, but was " + factor);
            }
        }

        @Override
        public int width() {
            return image.size();
        }
    }

    /** The JSON form, with a {@code kind}. */
    default Json.Obj toJson() {
        return switch (this) {
            case Standardise(String column, double mean, double deviation) ->
                    Json.obj(
                            "kind",
                            "standardise",
                            "column",
                            column,
                            "mean",
                            mean,
                            "deviation",
                            deviation);
            case OneHot(String column, List<String> categories) ->
                    Json.obj("kind", "one-hot", "column", column, "categories", categories);
            case PixelScale(String column, ColumnType.Image image, double factor) ->
                    Json.obj(
                            "kind",
                            "pixel-scale",
                            "column",
                            column,
                            "image",
                            image.toJson(),
                            "factor",
                            factor);
        };
    }
}
