package dev.bulwark.onnx.gradient.perexample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.gradient.perexample.axis.ExampleAxes;
import dev.bulwark.onnx.gradient.perexample.axis.Examples;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.infer.TypeInference;
import dev.bulwark.onnx.run.EngineOptions;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule that the class path has, against single examples, without being listed here. */
class ExampleRuleContractTest {
    private static final long SEED = Long.getLong("bulwark.seed", 20261125L);

    private static final EngineOptions EXACT =
            EngineOptions.deterministic().withOptimisation(EngineOptions.Optimisation.NONE);

    static List<ExampleCase> cases() {
        return ExampleRules.installed().all().stream()
                .flatMap(rule -> rule.cases().stream())
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void agreesWithOneExampleAfterTheOther(ExampleCase each) {
        for (int count : new int[] {5, 1}) {
            Built built = build(each, count);
            OneByOne slow =
                    new OneByOne(
                            built.model,
                            "loss",
                            built.parameters,
                            built.batch,
                            built.shared,
                            count);
            check(built, slow, PerExampleRequest.jointly("loss", built.parameters, clipped()));
            check(built, slow, PerExampleRequest.each("loss", built.parameters, clipped()));
        }
    }

    private static Weighting clipped() {
        return new Weighting.Clipped();
    }

    private static void check(Built built, OneByOne slow, PerExampleRequest request) {
        PerExampleGraph graph = ExampleGradients.of(built.model, request);
        double bound = Math.sqrt(slow.squaredNorm(0, built.parameters)) * 0.8;
        int groups = request.groups().size();
        double[] bounds = new double[groups];
        Arrays.fill(bounds, bound);
        Map<String, Tensor> feeds = new LinkedHashMap<>(built.shared);
        feeds.putAll(built.batch);
        feeds.put(
                PerExampleGraph.CLIPPING_NORM,
                groups == 1
                        ? built.precision.tensor(bounds)
                        : built.precision.tensor(bounds, groups));
        try (Session session = Session.open(graph.model(), EXACT)) {
            feeds.keySet().retainAll(session.inputs().stream().map(v -> v.name()).toList());
            Map<String, Tensor> results = session.run(feeds);
            for (PerExampleRequest.Group group : request.groups()) {
                String norms = graph.squaredNormsOf(group.name());
                double[] squared = OneByOne.doubles(OneByOne.get(results, norms));
                assertThat(squared).hasSize(slow.count());
                for (int i = 0; i < slow.count(); i++) {
                    double expected = slow.squaredNorm(i, group.parameters());
                    assertThat(squared[i])
                            .as("squared norm of example %d, group %s", i, group.name())
                            .isCloseTo(
                                    expected, within(built.precision.tolerance * (1 + expected)));
                }
                double[] weights = slow.clipping(bound, group.parameters());
                for (String parameter : group.parameters()) {
                    double[] sum = OneByOne.doubles(OneByOne.get(results, graph.sumOf(parameter)));
                    assertThat(sum)
                            .as("clipped sum of %s", parameter)
                            .containsExactly(
                                    slow.sum(parameter, weights),
                                    within(10 * built.precision.tolerance));
                }
            }
        }
    }

    private record Built(
            Model model,
            List<String> parameters,
            Map<String, Tensor> batch,
            Map<String, Tensor> shared,
            Precision precision) {}

    enum Precision {
        DOUBLE(ElementType.DOUBLE, 1e-9),
        SINGLE(ElementType.FLOAT, 1e-4);

        private final ElementType type;
        private final double tolerance;

        Precision(ElementType type, double tolerance) {
            this.type = type;
            this.tolerance = tolerance;
        }

        Tensor tensor(double[] values, long... shape) {
            return this == DOUBLE ? Tensor.of(values, shape) : Tensor.of(floats(values), shape);
        }

        TensorValue value(double[] values, long... shape) {
            return this == DOUBLE
                    ? TensorValue.of(values, shape)
                    : TensorValue.of(floats(values), shape);
        }

        private static float[] floats(double[] values) {
            float[] floats = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                floats[i] = (float) values[i];
            }
            return floats;
        }
    }

    /** In double precision, or in single where the engine has no double kernel. */
    private static Built build(ExampleCase each, int count) {
        Built built = build(each, count, Precision.DOUBLE);
        Map<String, Tensor> feeds = new LinkedHashMap<>(built.shared);
        feeds.putAll(built.batch);
        try (Session session = Session.open(built.model, EXACT)) {
            session.run(feeds);
            return built;
        } catch (BulwarkException e) {
            boolean missing =
                    e.what().contains("ORT_NOT_IMPLEMENTED")
                            || e.what().contains("does not support double");
            if (missing) {
                return build(each, count, Precision.SINGLE);
            }
            throw e;
        }
    }

    private static Built build(ExampleCase each, int count, Precision precision) {
        SplittableRandom random = new SplittableRandom(SEED);
        GraphBuilder builder = GraphBuilder.named("case");
        List<String> operands = new ArrayList<>();
        List<String> parameters = new ArrayList<>();
        Map<String, Tensor> batch = new LinkedHashMap<>();
        Map<String, Tensor> shared = new LinkedHashMap<>();
        for (ExampleCase.Operand operand : each.operands()) {
            switch (operand) {
                case ExampleCase.Operand.OfExamples(int axis, var sizes, long limit) -> {
                    String name = "x" + batch.size();
                    long[] rest = sizes.stream().mapToLong(Long::longValue).toArray();
                    ElementType type = limit > 0 ? ElementType.INT64 : precision.type;
                    builder.input(name, ValueType.tensor(type, Shape.batched("batch", rest)));
                    batch.put(name, draw(random, count, sizes, limit, precision));
                    operands.add(axis == 0 ? name : moved(builder, name, axis, sizes.size() + 1));
                }
                case ExampleCase.Operand.OfAll(var sizes) -> {
                    String name = "p" + parameters.size();
                    long[] shape = sizes.stream().mapToLong(Long::longValue).toArray();
                    int size = Math.toIntExact(TensorValue.elementCount(sizes));
                    builder.input(name, ValueType.tensor(precision.type, shape));
                    shared.put(name, precision.tensor(random(random, size, 0.5, 1.5), shape));
                    operands.add(name);
                    parameters.add(name);
                }
                case ExampleCase.Operand.Constant(var value) ->
                        operands.add(builder.constant(value));
                case ExampleCase.Operand.Absent() -> operands.add("");
            }
        }
        List<String> outputs =
                builder.node(each.operator(), "", operands, each.outputs(), each.attributes());
        String sum = losses(builder, outputs, Set.copyOf(parameters), precision, each);
        builder.named("loss", "Identity", List.of(sum), Map.of());
        builder.output("loss", ValueType.tensor(precision.type, Shape.batched("batch")));
        Model model = model(builder, each.opset());
        return new Built(model, parameters, batch, shared, precision);
    }

    private static Model model(GraphBuilder builder, long opset) {
        return Model.of(builder.build()).withOpsets(Map.of("", opset));
    }

    /** The examples' axis goes from the front to {@code axis}. */
    private static String moved(GraphBuilder builder, String name, int axis, int rank) {
        List<Long> order = new ArrayList<>(LongStream.range(1, rank).boxed().toList());
        order.add(axis, 0L);
        return builder.node(
                "Transpose", List.of(name), Map.of("perm", new Attribute.OfInts(order)));
    }

    /** The sum over everything but the examples of a smooth function of the outputs. */
    private static String losses(
            GraphBuilder builder,
            List<String> outputs,
            Set<String> shared,
            Precision precision,
            ExampleCase each) {
        ExampleAxes axes = ExampleAxes.of(model(builder, each.opset()), new HashSet<>(shared));
        List<String> sums = new ArrayList<>();
        for (String output : outputs) {
            if (!(axes.of(output) instanceof Examples.Along along)) {
                throw new AssertionError(axes.of(output));
            }
            String curved = builder.node("Tanh", output);
            String weighted =
                    builder.node(
                            "Add",
                            builder.node("Mul", curved, output),
                            builder.node(
                                    "Mul",
                                    output,
                                    builder.constant(precision.value(new double[] {0.3}))));
            String front = front(builder, weighted, output, along.axis(), each);
            String rows =
                    builder.node("Reshape", front, builder.constant(TensorValue.vector(0, -1)));
            sums.add(
                    builder.node(
                            "ReduceSum",
                            List.of(rows, builder.constant(TensorValue.vector(1))),
                            Map.of("keepdims", Attribute.of(0L))));
        }
        return builder.node("Sum", sums, Map.of());
    }

    private static String front(
            GraphBuilder builder, String value, String typed, int axis, ExampleCase each) {
        if (axis == 0) {
            return value;
        }
        int rank =
                TypeInference.of(model(builder, each.opset()))
                        .type(typed)
                        .map(type -> ((Shape.Ranked) type.shape()).rank())
                        .orElseThrow();
        List<Long> order = new ArrayList<>(List.of((long) axis));
        LongStream.range(0, rank).filter(a -> a != axis).forEach(order::add);
        return builder.node(
                "Transpose", List.of(value), Map.of("perm", new Attribute.OfInts(order)));
    }

    private static Tensor draw(
            SplittableRandom random, int count, List<Long> sizes, long limit, Precision precision) {
        long[] shape = new long[sizes.size() + 1];
        shape[0] = count;
        for (int i = 0; i < sizes.size(); i++) {
            shape[i + 1] = sizes.get(i);
        }
        int size = Math.toIntExact(count * TensorValue.elementCount(sizes));
        return limit > 0
                ? Tensor.of(random.longs(size, 0, limit).toArray(), shape)
                : precision.tensor(random(random, size, -1, 1), shape);
    }

    private static double[] random(SplittableRandom random, int size, double least, double most) {
        return random.doubles(size, least, most).toArray();
    }

    @Test
    void everyRuleHasACaseWithAParameterForEachOfItsOperators() {
        for (ExampleRule rule : ExampleRules.installed().all()) {
            assertThat(rule.cases()).isNotEmpty();
            for (ExampleCase each : rule.cases()) {
                assertThat(rule.operators()).contains(each.operator());
                assertThat(each.operands())
                        .hasAtLeastOneElementOfType(ExampleCase.Operand.OfAll.class);
            }
        }
    }
}
