package dev.bulwark.onnx.build;

import dev.bulwark.kernel.json.Json;
import java.util.List;

/** The shapes a network can have. Their layers are written down in one place for all graphs. */
public sealed interface Architecture {
    /** Deepest stack of layers anyone should build by configuration. */
    int MOST_LAYERS = 64;

    /** Widest layer: its square, as a weight, still fits an array four times. */
    int WIDEST_LAYER = 1 << 14;

    /** How a row reaches the network. */
    enum Form {
        /** One vector: standardised numbers, one-hot categories, pixels laid flat. */
        FLAT,
        /** One picture, {@code [channels, height, width]}. */
        PICTURE,
        /** One number a column: standardised numbers, and the index of each category. */
        CODES
    }

    /**
     * A multilayer perceptron: dense layers with ReLU. Weights start from He's distribution (He et
     * al. 2015, equation 10), those of the last layer from Glorot's (Glorot and Bengio 2010,
     * equation 16), biases from zero. Dropout stands behind each hidden layer.
     *
     * @param hidden widths of the hidden layers, outermost first; none makes a logistic regression
     * @param batchNorm whether hidden layers are normalised over the batch before the ReLU
     */
    record Mlp(List<Integer> hidden, boolean batchNorm) implements Architecture {
        private static final int WIDEST = 1 << 16;

        public Mlp {
            hidden = List.copyOf(hidden);
            requireWidths("hidden layers", hidden, 0, WIDEST);
        }
    }

    /**
     * A convolutional network after LeNet-5 (LeCun et al. 1998, figure 2): convolutions that keep
     * the size, each with ReLU and 2 × 2 max pooling, then dense layers with ReLU. Initial values
     * are those of {@link Mlp}. Dropout stands behind each dense layer.
     *
     * @param channels of the convolutions, at least one; 6 and 16 in the paper
     * @param kernel side of every kernel, odd, 5 in the paper
     * @param dense widths of the dense layers; 120 and 84 in the paper
     */
    record LeNet(List<Integer> channels, int kernel, List<Integer> dense) implements Architecture {
        private static final int LARGEST_KERNEL = 15;

        public LeNet {
            channels = List.copyOf(channels);
            dense = List.copyOf(dense);
            requireWidths("convolutions", channels, 1, WIDEST_LAYER);
            requireWidths("dense layers", dense, 0, WIDEST_LAYER);
            if (kernel < 1 || kernel > LARGEST_KERNEL || kernel % 2 == 0) {
                throw new IllegalArgumentException(
                        "the kernel is odd, 1 to %d, but was %d".formatted(LARGEST_KERNEL, kernel));
            }
        }

        /** That of the paper. */
        public static LeNet standard() {
            return new LeNet(List.of(6, 16), 5, List.of(120, 84));
        }
    }

    /**
     * A residual network in its form for small pictures (He et al. 2016, section 4.2): a 3 × 3
     * convolution, three stages of {@code (depth − 2) / 6} blocks with 16, 32 and 64 channels, the
     * mean of each channel, one dense layer; batch norm behind each convolution. Where the size
     * changes, the shortcut is a 1 × 1 convolution (option B). Convolutions start from He's
     * distribution. Dropout stands before the last layer.
     *
     * @param depth layers with weights on the longest way: 8, 14, 20, … 110
     */
    record ResNet(int depth) implements Architecture {
        private static final int DEEPEST = 110;
        private static final int PER_BLOCK = 6;

        public ResNet {
            if (depth < PER_BLOCK + 2 || depth > DEEPEST || (depth - 2) % PER_BLOCK != 0) {
                throw new IllegalArgumentException(
                        "the depth is 6·n + 2, 8 to %d, but was %d".formatted(DEEPEST, depth));
            }
        }

        /** Residual blocks in each stage. */
        public int blocks() {
            return (depth - 2) / PER_BLOCK;
        }
    }

    /**
     * A vision transformer (Dosovitskiy et al. 2021, equations 1 to 4): square patches become
     * tokens behind a class token, positions are learned, blocks normalise before attention and
     * before their two dense layers with GELU; the class token is classified. Weights start from a
     * truncated normal distribution of deviation 0.02. Dropout stands behind the embedding and
     * inside the dense layers.
     *
     * @param patch side of a patch in pixels; divides height and width of the pictures
     * @param width of a token; the heads divide it
     * @param depth number of blocks
     * @param heads of each attention
     * @param hidden width between the two dense layers of a block
     */
    record VisionTransformer(int patch, int width, int depth, int heads, int hidden)
            implements Architecture {
        public VisionTransformer {
            requireWidths("tokens", List.of(width), 1, WIDEST_LAYER);
            requireWidths("hidden layers", List.of(hidden), 1, WIDEST_LAYER);
            if (patch < 1 || depth < 1 || depth > MOST_LAYERS || heads < 1 || width % heads != 0) {
                throw new IllegalArgumentException(
                        "patch and heads are >= 1, depth 1 to %d, heads divide the width, but were"
                                        .formatted(MOST_LAYERS)
                                + " %d, %d, %d and %d".formatted(patch, heads, depth, width));
            }
        }

        /** Small enough for one processor: patches of 7 pixels for pictures of 28. */
        public static VisionTransformer small() {
            return new VisionTransformer(7, 64, 4, 4, 128);
        }
    }

    /**
     * Wide and deep, for tabular rows (Cheng et al. 2016, equation 3): a linear part over numbers
     * and categories, and beside it dense layers with ReLU over numbers and embedded categories.
     * Crossed columns are not made. The linear part starts from zero, embeddings from a truncated
     * normal distribution of deviation {@code 1 / √embedding}, dense layers as in {@link Mlp}.
     *
     * @param embedding numbers a category becomes
     * @param deep widths of the dense layers
     */
    record WideAndDeep(int embedding, List<Integer> deep) implements Architecture {
        public WideAndDeep {
            deep = List.copyOf(deep);
            requireWidths("deep layers", deep, 0, WIDEST_LAYER);
            requireWidths("embeddings", List.of(embedding), 1, WIDEST_LAYER);
        }
    }

    private static void requireWidths(String what, List<Integer> widths, int least, int widest) {
        if (widths.size() < least
                || widths.size() > MOST_LAYERS
                || widths.stream().anyMatch(width -> width < 1 || width > widest)) {
            throw new IllegalArgumentException(
                    "%s are %d to %d, each 1 to %d wide, but were %s"
                            .formatted(what, least, MOST_LAYERS, widest, widths));
        }
    }

    /** How a row reaches it. */
    default Form form() {
        return switch (this) {
            case Mlp _ -> Form.FLAT;
            case LeNet _, ResNet _, VisionTransformer _ -> Form.PICTURE;
            case WideAndDeep _ -> Form.CODES;
        };
    }

    /** Its short name, as configuration spells it. */
    default String id() {
        return switch (this) {
            case Mlp _ -> "mlp";
            case LeNet _ -> "lenet";
            case ResNet _ -> "resnet";
            case VisionTransformer _ -> "vit";
            case WideAndDeep _ -> "wide-and-deep";
        };
    }

    /** Its name for people and model cards. */
    default String family() {
        return switch (this) {
            case Mlp _ -> "multilayer perceptron";
            case LeNet _ -> "convolutional network";
            case ResNet _ -> "residual network";
            case VisionTransformer _ -> "vision transformer";
            case WideAndDeep _ -> "wide and deep network";
        };
    }

    /** What lies between inputs and classes, in a few words. */
    default String describe() {
        return switch (this) {
            case Mlp(List<Integer> hidden, boolean batchNorm) ->
                    layers(hidden) + (batchNorm ? ", batch norm" : "") + ", ReLU";
            case LeNet(List<Integer> channels, int kernel, List<Integer> dense) ->
                    "%1$s channels by kernels of %2$d by %2$d, max pooling, %3$s, ReLU"
                            .formatted(joined(channels), kernel, layers(dense));
            case ResNet(int depth) -> depth + " layers, batch norm, ReLU";
            case VisionTransformer(int patch, int width, int depth, int heads, int hidden) ->
                    "patches of %d pixels, %d blocks of width %d with %d heads, %d hidden, GELU"
                            .formatted(patch, depth, width, heads, hidden);
            case WideAndDeep(int embedding, List<Integer> deep) ->
                    "linear part, embeddings of %d, %s, ReLU".formatted(embedding, layers(deep));
        };
    }

    private static String layers(List<Integer> widths) {
        return widths.isEmpty() ? "no hidden layer" : "hidden layers " + joined(widths);
    }

    private static String joined(List<Integer> widths) {
        return String.join("-", widths.stream().map(String::valueOf).toList());
    }

    /** The JSON form, for evidence. */
    default Json.Obj toJson() {
        return switch (this) {
            case Mlp(List<Integer> hidden, boolean batchNorm) ->
                    Json.obj("kind", id(), "hidden", hidden, "batch_norm", batchNorm);
            case LeNet(List<Integer> channels, int kernel, List<Integer> dense) ->
                    Json.obj("kind", id(), "channels", channels, "kernel", kernel, "dense", dense);
            case ResNet(int depth) -> Json.obj("kind", id(), "depth", depth);
            case VisionTransformer(int patch, int width, int depth, int heads, int hidden) ->
                    Json.obj(
                            "kind", id(), "patch", patch, "width", width, "depth", depth, "heads",
                            heads, "hidden", hidden);
            case WideAndDeep(int embedding, List<Integer> deep) ->
                    Json.obj("kind", id(), "embedding", embedding, "deep", deep);
        };
    }
}
