package dev.bulwark.kernel.table;

import dev.bulwark.kernel.json.Json;
import java.util.HashSet;
import java.util.List;

/** What the values of a column are. */
public sealed interface ColumnType {

    /**
     * Numbers within a closed range.
     *
     * @param min smallest value allowed, finite
     * @param max largest value allowed, finite, {@code >= min}
     * @param integer whether every value is a whole number
     */
    record Numeric(double min, double max, boolean integer) implements ColumnType {
        public Numeric {
            if (!(Double.isFinite(min) && Double.isFinite(max) && min <= max)) {
                throw new IllegalArgumentException(
                        "a range is finite and ordered, but was [" + min + ", " + max + "]");
            }
        }
    }

    /**
     * One of a fixed list of names.
     *
     * @param categories at least one, none twice; their order is that of the codes
     */
    record Categorical(List<String> categories) implements ColumnType {
        public Categorical {
            categories = List.copyOf(categories);
            if (categories.isEmpty() || new HashSet<>(categories).size() != categories.size()) {
                throw new IllegalArgumentException(
                        "categories are at least one and distinct, but were " + categories);
            }
        }
    }

    /**
     * Pictures of one size, 8 bits a channel, 0 to 255.
     *
     * @param channels {@code >= 1}
     * @param height in pixels, {@code >= 1}
     * @param width in pixels, {@code >= 1}
     */
    record Image(int channels, int height, int width) implements ColumnType {
        /** Larger pictures are not what one column of a table is for. */
        private static final int MOST_VALUES = 1 << 24;

        public Image {
            if (channels < 1
                    || height < 1
                    || width < 1
                    || (long) channels * height > MOST_VALUES
                    || (long) channels * height * width > MOST_VALUES) {
                throw new IllegalArgumentException(
                        "an image is at least 1x1x1 and has at most %d values, but was %dx%dx%d"
                                .formatted(MOST_VALUES, channels, height, width));
            }
        }

        /** Values in one picture. */
        public int size() {
            return channels * height * width;
        }
    }

    /** The JSON form, with a {@code kind}. */
    default Json.Obj toJson() {
        return switch (this) {
            case Numeric(double min, double max, boolean integer) ->
                    Json.obj("kind", "numeric", "min", min, "max", max, "integer", integer);
            case Categorical(List<String> categories) ->
                    Json.obj("kind", "categorical", "categories", categories);
            case Image(int channels, int height, int width) ->
                    Json.obj(
                            "kind",
                            "image",
                            "channels",
                            channels,
                            "height",
                            height,
                            "width",
                            width);
        };
    }

    /**
     * Reads {@link #toJson}.
     *
     * @throws dev.bulwark.kernel.BulwarkException if it is malformed
     * @throws IllegalArgumentException if its values are out of range
     */
    static ColumnType fromJson(Json.Obj json) {
        String kind = json.string("kind");
        return switch (kind) {
            case "numeric" ->
                    new Numeric(json.number("min"), json.number("max"), json.bool("integer"));
            case "categorical" -> new Categorical(json.strings("categories"));
            case "image" ->
                    new Image(
                            Math.toIntExact(json.integer("channels")),
                            Math.toIntExact(json.integer("height")),
                            Math.toIntExact(json.integer("width")));
            default -> throw new IllegalArgumentException("unknown kind of column: " + kind);
        };
    }
}
