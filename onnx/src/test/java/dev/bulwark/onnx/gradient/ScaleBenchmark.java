package dev.bulwark.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.OnnxReader;
import dev.bulwark.onnx.graph.OnnxWriter;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.infer.TypeInference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Time to differentiate a graph of 20,000 nodes and a network of 25 million parameters: run with
 * {@code -Dtest=ScaleBenchmark}; the usual test run leaves it out. Nothing about time is asserted.
 */
class ScaleBenchmark {
    private static final int ROUNDS = 5;

    @Test
    void timesADeepGraph() {
        GraphBuilder builder = GraphBuilder.named("deep");
        String value =
                builder.input("x", ValueType.tensor(ElementType.FLOAT, Shape.batched("n", 8)));
        for (int i = 0; i < 5000; i++) {
            String weight = builder.initializer("w" + i, TensorValue.of(new float[8], 8));
            String scaled = builder.node("Mul", value, weight);
            value = builder.node("Add", value, builder.node("Tanh", builder.node("Neg", scaled)));
        }
        differentiate("20,000 nodes", builder, value, List.of("x", "w0", "w2500"));
    }

    @Test
    void timesAWideNetwork() {
        GraphBuilder builder = GraphBuilder.named("wide");
        String value =
                builder.input("x", ValueType.tensor(ElementType.FLOAT, Shape.batched("n", 1000)));
        List<String> weights = new ArrayList<>(List.of("x"));
        for (int i = 0; i < 25; i++) {
            float[] numbers = new float[1_000_000];
            numbers[i] = i;
            String weight = builder.initializer("w" + i, TensorValue.of(numbers, 1000, 1000));
            String bias = builder.initializer("b" + i, TensorValue.of(new float[1000], 1000));
            weights.addAll(List.of(weight, bias));
            value = builder.node("Relu", builder.node("Gemm", value, weight, bias));
        }
        differentiate("25 M parameters", builder, value, weights);
    }

    private static void differentiate(
            String what, GraphBuilder builder, String value, List<String> withRespectTo) {
        String loss =
                builder.named(
                        "loss", "ReduceSum", List.of(value), Map.of("keepdims", Attribute.of(0L)));
        builder.output(loss, ValueType.tensor(ElementType.FLOAT));
        Model model = timed(what + ": build", () -> Model.of(builder.build()));
        timed(what + ": infer", () -> TypeInference.of(model).types().size());
        GradientGraph gradients =
                timed(what + ": differentiate", () -> Gradients.of(model, "loss", withRespectTo));
        Bytes file = timed(what + ": write", () -> OnnxWriter.write(gradients.model()));
        Model again = timed(what + ": read and check", () -> OnnxReader.read(file));
        assertThat(again.graph().nodes()).hasSameSizeAs(gradients.model().graph().nodes());
        System.out.printf(
                "%s: %d nodes became %d, %.1f MB written%n",
                what,
                model.graph().nodes().size(),
                gradients.model().graph().nodes().size(),
                file.size() / 1e6);
    }

    private static <T> T timed(String what, Supplier<T> act) {
        long least = Long.MAX_VALUE;
        long first = 0;
        T result = act.get();
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            result = act.get();
            long taken = System.nanoTime() - start;
            first = i == 0 ? taken : first;
            least = Math.min(least, taken);
        }
        long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        System.out.printf(
                "%s: %.0f ms, best %.0f ms; heap in use %d MB%n",
                what, first / 1e6, least / 1e6, used >> 20);
        return result;
    }
}
