package dev.bulwark.onnx.gradient;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.run.EngineOptions;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One node of a rule's example in double precision, with a random weighted sum of its outputs as
 * the loss: its gradient derived by the rule and measured by central differences.
 */
final class RuleModel {
    /** Version of the file format of operator set 24. */
    private static final long NEWEST_IR = 11;

    /** The engine takes these in double precision, but computes them in single. */
    private static final Set<String> ROUNDED_TO_SINGLE = Set.of("Shrink");

    /** What the graph declares about the shapes of its inputs. */
    enum Knowledge {
        /** Every length. */
        FIXED,
        /** The number of axes alone, as with dynamic batches. */
        RANKED,
        /** The number of axes, and the length of the last. */
        FEATURES;

        /**
         * What may be declared around an operator. The engine takes an unknown number of features
         * of attention for zero (ONNX, {@code defs/nn}, shape inference of Attention), and such a
         * model does not run.
         */
        static List<Knowledge> about(GradientRule rule) {
            return List.of(FIXED, rule.operator().equals("Attention") ? FEATURES : RANKED);
        }
    }

    /** What the engine computes in; single only for operators it has no double kernel for. */
    enum Precision {
        DOUBLE(ElementType.DOUBLE, 1e-5, 1e-7),
        SINGLE(ElementType.FLOAT, 1e-2, 1e-3);

        private final ElementType type;
        private final double step;
        private final double tolerance;

        Precision(ElementType type, double step, double tolerance) {
            this.type = type;
            this.step = step;
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

        /** Real constants in the precision of the model. */
        TensorValue fit(TensorValue constant) {
            if (this == DOUBLE || constant.elementType() != ElementType.DOUBLE) {
                return constant;
            }
            return TensorValue.of(floats(constant.doubles()), sizes(constant.dimensions()));
        }

        double[] doubles(Tensor tensor) {
            if (this == DOUBLE) {
                return tensor.doubles();
            }
            float[] floats = tensor.floats();
            double[] values = new double[floats.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = floats[i];
            }
            return values;
        }

        private static float[] floats(double[] values) {
            float[] floats = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                floats[i] = (float) values[i];
            }
            return floats;
        }
    }

    /** What the engine says of an operator without a kernel in double precision. */
    private static final List<String> SINGLE_ONLY =
            List.of("ORT_NOT_IMPLEMENTED", "Type Error", "does not support double");

    private final Model model;
    private final List<String> inputs;
    private final Map<String, Tensor> feeds;
    private final Precision precision;

    private RuleModel(
            Model model, List<String> inputs, Map<String, Tensor> feeds, Precision precision) {
        this.precision = precision;
        this.model = model;
        this.inputs = inputs;
        this.feeds = feeds;
    }

    double tolerance() {
        return precision.tolerance;
    }

    /** The example in double precision, or in single where the engine has no double kernel. */
    static RuleModel of(GradientRule rule, RuleExample example, Knowledge knowledge, long seed) {
        if (ROUNDED_TO_SINGLE.contains(rule.operator()) || rule.domain().equals(Node.ML_DOMAIN)) {
            return of(rule, example, knowledge, seed, Precision.SINGLE);
        }
        try {
            return of(rule, example, knowledge, seed, Precision.DOUBLE);
        } catch (BulwarkException e) {
            // Some operators fix a type to single, and then nothing in double fits to them.
            if (SINGLE_ONLY.stream().anyMatch(e.what()::contains)) {
                return of(rule, example, knowledge, seed, Precision.SINGLE);
            }
            throw e;
        }
    }

    /** The example in single precision. */
    static RuleModel inSingle(
            GradientRule rule, RuleExample example, Knowledge knowledge, long seed) {
        return of(rule, example, knowledge, seed, Precision.SINGLE);
    }

    private static RuleModel of(
            GradientRule rule,
            RuleExample example,
            Knowledge knowledge,
            long seed,
            Precision precision) {
        SplittableRandom random = new SplittableRandom(seed);
        GraphBuilder builder = GraphBuilder.named("rule");
        List<String> operands = new ArrayList<>();
        List<String> inputs = new ArrayList<>();
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        for (RuleExample.Operand operand : example.operands()) {
            switch (operand) {
                case RuleExample.Operand.Random(var sizes, var least, var most) -> {
                    int count = Math.toIntExact(TensorValue.elementCount(sizes));
                    double[] values = draw(random, count, least, most);
                    Tensor fed = precision.tensor(values, sizes(sizes));
                    operands.add(feed(builder, "x", precision.type, sizes, knowledge, fed, feeds));
                    inputs.add(operands.getLast());
                }
                case RuleExample.Operand.Values(var value) -> {
                    List<Long> sizes = value.dimensions();
                    Tensor fed = precision.tensor(value.doubles(), sizes(sizes));
                    operands.add(feed(builder, "x", precision.type, sizes, knowledge, fed, feeds));
                    inputs.add(operands.getLast());
                }
                case RuleExample.Operand.Fed(var value) -> {
                    ElementType type = value.elementType();
                    List<Long> sizes = value.dimensions();
                    Tensor fed = tensor(value);
                    operands.add(feed(builder, "fed", type, sizes, knowledge, fed, feeds));
                }
                case RuleExample.Operand.Constant(var value) ->
                        operands.add(builder.constant(precision.fit(value)));
                case RuleExample.Operand.Absent() -> operands.add("");
            }
        }
        Model bare = bare(builder, rule, example, operands, precision);
        List<String> checked = bare.graph().outputs().stream().map(ValueInfo::name).toList();
        Model whole = weighted(builder, bare, checked, feeds, random, precision);
        return new RuleModel(whole, inputs, feeds, precision);
    }

    /** Declares an input of the model and what it is fed; returns its name. */
    private static String feed(
            GraphBuilder builder,
            String stem,
            ElementType type,
            List<Long> sizes,
            Knowledge knowledge,
            Tensor fed,
            Map<String, Tensor> feeds) {
        String name = builder.input(stem + feeds.size(), type(sizes, knowledge, type));
        feeds.put(name, fed);
        return name;
    }

    /** Adds the node; the model ends in those of its outputs that are checked. */
    private static Model bare(
            GraphBuilder builder,
            GradientRule rule,
            RuleExample example,
            List<String> operands,
            Precision precision) {
        List<String> outputs =
                builder.node(
                        rule.operator(),
                        rule.domain(),
                        operands,
                        example.outputs(),
                        example.attributes());
        List<String> checked = outputs.subList(0, example.checked());
        // Classical models put labels beside their scores.
        ValueType declared =
                rule.domain().equals(Node.ML_DOMAIN)
                        ? new ValueType.Unspecified()
                        : ValueType.unranked(precision.type);
        GraphBuilder copy = GraphBuilder.extending(builder.build());
        checked.forEach(output -> copy.output(output, declared));
        return inOpset(copy.build(), example.opset());
    }

    private static double[] draw(SplittableRandom random, int count, double least, double most) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextDouble(least, most);
        }
        return values;
    }

    private static long[] sizes(List<Long> sizes) {
        return sizes.stream().mapToLong(Long::longValue).toArray();
    }

    private static Tensor tensor(TensorValue value) {
        long[] shape = sizes(value.dimensions());
        return switch (value.elementType()) {
            case INT64 -> Tensor.of(value.longs(), shape);
            case INT32 -> {
                int[] ints = new int[(int) value.elements()];
                value.raw().asIntBuffer().get(ints);
                yield Tensor.of(ints, shape);
            }
            case BOOL -> {
                boolean[] flags = new boolean[(int) value.elements()];
                for (int i = 0; i < flags.length; i++) {
                    flags[i] = value.raw().get(i) != 0;
                }
                yield Tensor.of(flags, shape);
            }
            default -> throw new IllegalArgumentException("fed " + value);
        };
    }

    private static ValueType type(List<Long> sizes, Knowledge knowledge, ElementType element) {
        return ValueType.tensor(
                element,
                switch (knowledge) {
                    case FIXED -> Shape.of(sizes);
                    case RANKED ->
                            new Shape.Ranked(
                                    Collections.nCopies(sizes.size(), new Dimension.Unknown()));
                    case FEATURES -> {
                        List<Dimension> lengths =
                                new ArrayList<>(
                                        Collections.nCopies(
                                                sizes.size() - 1, new Dimension.Unknown()));
                        lengths.add(new Dimension.Fixed(sizes.getLast()));
                        yield new Shape.Ranked(lengths);
                    }
                });
    }

    private static Model inOpset(Graph graph, long opset) {
        Model model = Model.of(graph);
        if (opset == Model.OPSET) {
            return model;
        }
        Map<String, Long> opsets = new LinkedHashMap<>(model.opsets());
        opsets.put("", opset);
        return new Model(NEWEST_IR, opsets, model.producer(), "", 0, graph, Map.of());
    }

    /** Appends the loss; the shapes of the outputs are those of one run. */
    private static Model weighted(
            GraphBuilder builder,
            Model bare,
            List<String> outputs,
            Map<String, Tensor> feeds,
            SplittableRandom random,
            Precision precision) {
        List<String> sums = new ArrayList<>();
        try (Session session = Session.open(bare, exact())) {
            Map<String, Tensor> results = session.run(feeds);
            for (String output : outputs) {
                Tensor result = get(results, output);
                if (!result.elementType().isReal()) {
                    // Labels beside the scores have no derivative.
                    continue;
                }
                double[] weights = draw(random, result.size(), -1, 1);
                String weight = builder.constant(precision.value(weights, result.shape()));
                sums.add(
                        builder.node(
                                "ReduceSum",
                                List.of(builder.node("Mul", output, weight)),
                                Map.of("keepdims", Attribute.of(0L))));
            }
        }
        builder.named("loss", "Sum", sums, Map.of());
        builder.output("loss", ValueType.tensor(precision.type));
        return bare.withGraph(builder.build());
    }

    private static Tensor get(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    private static EngineOptions exact() {
        return EngineOptions.deterministic().withOptimisation(EngineOptions.Optimisation.NONE);
    }

    List<double[]> derived() {
        return derived(GradientRules.installed());
    }

    List<double[]> derived(GradientRules rules) {
        GradientGraph gradients = new ReverseMode(model, "loss", rules).run(inputs, List.of());
        List<double[]> derived = new ArrayList<>();
        try (Session session = Session.open(gradients.model(), exact())) {
            Map<String, Tensor> needed = new LinkedHashMap<>(feeds);
            needed.keySet()
                    .retainAll(session.inputs().stream().map(input -> input.name()).toList());
            Map<String, Tensor> results = session.run(needed);
            for (String input : inputs) {
                derived.add(precision.doubles(get(results, gradients.gradientOf(input))));
            }
        }
        return derived;
    }

    List<double[]> measured() {
        List<double[]> measured = new ArrayList<>();
        try (Session session = Session.open(model, exact())) {
            for (String input : inputs) {
                double[] values = precision.doubles(get(feeds, input));
                double[] slopes = new double[values.length];
                for (int i = 0; i < values.length; i++) {
                    slopes[i] =
                            (loss(session, input, values, i, precision.step)
                                            - loss(session, input, values, i, -precision.step))
                                    / (2 * precision.step);
                }
                measured.add(slopes);
            }
        }
        return measured;
    }

    private double loss(Session session, String input, double[] values, int index, double step) {
        double[] moved = values.clone();
        moved[index] += step;
        Map<String, Tensor> changed = new LinkedHashMap<>(feeds);
        changed.put(input, precision.tensor(moved, get(feeds, input).shape()));
        return precision.doubles(session.compute(changed, "loss"))[0];
    }
}
