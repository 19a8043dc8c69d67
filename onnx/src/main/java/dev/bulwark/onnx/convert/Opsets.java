package dev.bulwark.onnx.convert;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.function.Functions;
import dev.bulwark.onnx.graph.Graphs;
import dev.bulwark.onnx.graph.Limits;
import dev.bulwark.onnx.graph.Model;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Raises a model's standard operator set (ONNX operator changelog, "ai.onnx").
 *
 * <p><b>Guarantees</b>: the converted model computes what the given one computes, in its subgraphs
 * as well; names of inputs, outputs and values stay.
 */
public final class Opsets {
    /** From here on, arithmetic broadcasts as it does today; what is older has no exporter left. */
    public static final long OLDEST = 7;

    /** The set that older models are raised to. */
    public static final long TARGET = 18;

    /** Operator set 18 came with this version of the file format. */
    private static final long IR_VERSION_OF_TARGET = 8;

    private Opsets() {}

    /**
     * The model in operator set {@value #TARGET}, or the model itself where it is that new already
     * and calls no functions of its own: their calls are replaced by their nodes. Cost: one pass
     * over the nodes.
     *
     * <p>Before version 4 of the file format every weight had to be listed among the inputs; those
     * entries go, so that weights are constants. Sparse constants are expanded, at most to the
     * memory of {@link Limits#defaults}: whoever converts a model means to look at its constants.
     *
     * @throws BulwarkException {@code MODEL_UNSUPPORTED}, naming the node, for a set before {@value
     *     #OLDEST} and for what has no counterpart in the newer set
     */
    public static Model current(Model given) {
        Model calling = Functions.inlined(given);
        Model model =
                calling.graph().sparseInitializers().isEmpty()
                        ? calling
                        : calling.withGraph(
                                Graphs.withDenseConstants(
                                        calling.graph(), Limits.defaults().memory()));
        if (model.opset() >= TARGET) {
            return model;
        }
        if (model.opset() > 0 && model.opset() < OLDEST) {
            throw new BulwarkException(
                    "MODEL_UNSUPPORTED",
                    "the model is written for operator set %d, and sets before %d are not converted"
                            .formatted(model.opset(), OLDEST),
                    "export it again with opset_version=" + TARGET);
        }
        Map<String, Long> opsets = new LinkedHashMap<>(model.opsets());
        opsets.put("", TARGET);
        return (model.opset() == 0 ? model : model.withGraph(new Conversion(model).graph()))
                .withVersions(Math.max(model.irVersion(), IR_VERSION_OF_TARGET), opsets);
    }
}
