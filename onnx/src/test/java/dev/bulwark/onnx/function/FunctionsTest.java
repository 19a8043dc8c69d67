package dev.bulwark.onnx.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.gradient.GradientGraph;
import dev.bulwark.onnx.gradient.Gradients;
import dev.bulwark.onnx.graph.Annotations;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Checker;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Function;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.OnnxReader;
import dev.bulwark.onnx.graph.OnnxWriter;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FunctionsTest {
    private static final String LOCAL = "com.example";
    private static final int FLOAT = 1;
    private static final ValueType ROWS =
            ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 3));
    private static final Map<String, Tensor> FEEDS =
            Map.of(
                    "x", Tensor.of(new float[] {1, -2, 3, -4, 5, -6}, 2, 3),
                    "flag", Tensor.of(new boolean[] {true}));

    private static Node node(
            String operator, String inputs, String outputs, Map<String, Attribute> attributes) {
        boolean local = operator.startsWith("My");
        return new Node(
                operator,
                local ? LOCAL : "",
                "",
                List.of(inputs.split(" ", -1)),
                List.of(outputs.split(" ", -1)),
                attributes);
    }

    private static Function function(
            String name, List<String> required, Map<String, Attribute> defaults, Node... nodes) {
        return new Function(
                new Function.Id(LOCAL, name, ""),
                List.of("x"),
                List.of("y"),
                required,
                defaults,
                List.of(nodes),
                Map.of("", 18L, LOCAL, 1L),
                List.of());
    }

    /** {@code LeakyRelu(factor · x, alpha)}; its inner names are those of the model as well. */
    private static Function scaled() {
        Node factor =
                new Node(
                        "Constant",
                        "",
                        "",
                        List.of(),
                        List.of("w"),
                        Map.of("value_float", new Attribute.Reference("factor", FLOAT)));
        return function(
                "MyScaled",
                List.of("factor"),
                Map.of("alpha", Attribute.of(0.125f)),
                factor,
                node("Mul", "x w", "m", Map.of()),
                node(
                        "LeakyRelu",
                        "m",
                        "y",
                        Map.of("alpha", new Attribute.Reference("alpha", FLOAT))));
    }

    private static Function twice() {
        Map<String, Attribute> second = new LinkedHashMap<>();
        second.put("factor", Attribute.of(2f));
        second.put("alpha", Attribute.of(0.5f));
        return function(
                "MyTwice",
                List.of("f"),
                Map.of(),
                node("MyScaled", "x", "m", Map.of("factor", new Attribute.Reference("f", FLOAT))),
                node("MyScaled", "m", "y", second));
    }

    private static Model model(boolean calls) {
        GraphBuilder main = GraphBuilder.named("g");
        main.input("x", ROWS);
        main.input("flag", ValueType.tensor(ElementType.BOOL));
        main.initializer("w", TensorValue.of(new float[] {2, 3, 4}, 3));
        main.named("m", "Mul", List.of("x", "w"), Map.of());
        String r;
        GraphBuilder then = GraphBuilder.named("then");
        String chosen;
        if (calls) {
            r = call(main, "MyTwice", "m", Map.of("f", Attribute.of(-1.5f)));
            chosen = call(then, "MyScaled", r, Map.of("factor", Attribute.of(3f)));
        } else {
            r = scaledByHand(main, "r", scaledByHand(main, "q", "m", -1.5f, 0.125f), 2f, 0.5f);
            chosen = scaledByHand(then, "c", r, 3f, 0.125f);
        }
        GraphBuilder otherwise = GraphBuilder.named("else");
        otherwise.named("same", "Identity", List.of(r), Map.of());
        Map<String, Attribute> branches = new LinkedHashMap<>();
        branches.put("then_branch", new Attribute.OfGraph(then.output(chosen, ROWS).build()));
        branches.put("else_branch", new Attribute.OfGraph(otherwise.output("same", ROWS).build()));
        main.named("taken", "If", List.of("flag"), branches);
        main.named("y", "Mul", List.of("taken", "taken"), Map.of());
        return calls
                ? with(main.output("y", ROWS).build(), scaled(), twice())
                : Model.of(main.output("y", ROWS).build());
    }

    private static String call(
            GraphBuilder builder, String name, String input, Map<String, Attribute> attributes) {
        return builder.node(name, LOCAL, List.of(input), 1, attributes).getFirst();
    }

    private static String scaledByHand(
            GraphBuilder builder, String name, String x, float factor, float alpha) {
        builder.initializer(name + "_factor", TensorValue.of(new float[] {factor}));
        builder.named(name + "_product", "Mul", List.of(x, name + "_factor"), Map.of());
        return builder.named(
                name,
                "LeakyRelu",
                List.of(name + "_product"),
                Map.of("alpha", Attribute.of(alpha)));
    }

    private static Model with(Graph graph, Function... functions) {
        Model model = Model.of(graph);
        Map<String, Long> opsets = new LinkedHashMap<>(model.opsets());
        opsets.put(LOCAL, 1L);
        return model.withOpsets(opsets).withFunctions(List.of(functions));
    }

    private static Model calling(String operator, Function... functions) {
        GraphBuilder main = GraphBuilder.named("g");
        main.input("x", ROWS);
        String y = call(main, operator, "x", Map.of());
        return with(main.output(y, ROWS).build(), functions);
    }

    private static float[] computed(Model model, String output) {
        try (Session session = Session.open(model)) {
            return session.compute(FEEDS, output).floats();
        }
    }

    @Test
    void computeWhatTheEngineSaysTheyDo() {
        Model inlined = Functions.inlined(model(true));
        Checker.check(inlined);
        assertThat(inlined.functions()).isEmpty();
        assertThat(inlined.graph().nodes()).noneMatch(node -> node.domain().equals(LOCAL));
        assertThat(computed(inlined, "y"))
                .containsExactly(computed(model(true), "y"))
                .containsExactly(computed(model(false), "y"));
    }

    @Test
    void areDifferentiatedLikeTheirNodes() {
        for (String of : List.of("x", "w")) {
            GradientGraph called = Gradients.of(model(true), "y", List.of("x", "w"));
            GradientGraph byHand = Gradients.of(model(false), "y", List.of("x", "w"));
            assertThat(computed(called.model(), called.gradientOf(of)))
                    .containsExactly(computed(byHand.model(), byHand.gradientOf(of)));
        }
    }

    @Test
    void comeBackFromAFileAsTheyWere() {
        Model model = model(true);
        assertThat(OnnxReader.read(OnnxWriter.write(model))).isEqualTo(model);
    }

    @Test
    void giveBackAnOperandThroughACopy() {
        Function same =
                new Function(
                        new Function.Id(LOCAL, "MySame", ""),
                        List.of("x"),
                        List.of("x"),
                        List.of(),
                        Map.of(),
                        List.of(),
                        Map.of("", 18L),
                        List.of());
        assertThat(Functions.inlined(calling("MySame", same)).graph().nodes())
                .singleElement()
                .satisfies(node -> assertThat(node.opType()).isEqualTo("Identity"));
    }

    private static void refused(Model model, String code, String words) {
        assertThatThrownBy(() -> Functions.inlined(OnnxReader.read(OnnxWriter.write(model))))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(code);
                            assertThat(e.what()).contains(words);
                            assertThat(e.fix()).isNotBlank();
                        });
    }

    private static Function one(String name, String called) {
        return function(name, List.of(), Map.of(), node(called, "x", "y", Map.of()));
    }

    @Test
    void areRefusedWhereTheyCallThemselves() {
        refused(calling("MyA", one("MyA", "MyA")), "MODEL_INVALID", "calls itself");
        refused(
                calling("MyA", one("MyA", "MyB"), one("MyB", "MyA")),
                "MODEL_INVALID",
                "calls itself");
        assertThatThrownBy(() -> Functions.inlined(calling("MyA", one("MyA", "MyA"))))
                .isInstanceOf(BulwarkException.class);
    }

    private static Model chain(int length, int calls) {
        List<Function> functions = new ArrayList<>();
        for (int level = 0; level < length; level++) {
            List<Node> nodes = new ArrayList<>();
            String called = level + 1 < length ? "MyF" + (level + 1) : "Neg";
            for (int i = 0; i < calls; i++) {
                String from = i == 0 ? "x" : "v" + i;
                nodes.add(node(called, from, i + 1 == calls ? "y" : "v" + (i + 1), Map.of()));
            }
            functions.add(function("MyF" + level, List.of(), Map.of(), nodes.toArray(new Node[0])));
        }
        return calling("MyF0", functions.toArray(new Function[0]));
    }

    /** Sixty small functions; written out, 2⁶⁰ nodes. */
    @Test
    void areRefusedWhereTheyWouldGrowWithoutBound() {
        refused(chain(60, 2), "MODEL_TOO_LARGE", "more than 1000000 nodes");
        refused(chain(20, 16), "MODEL_TOO_LARGE", "more than 1000000 nodes");
        assertThat(Functions.inlined(chain(10, 2)).graph().nodes()).hasSize(1024);
    }

    @Test
    void areRefusedWhereTheyNestTooDeep() {
        assertThat(Functions.inlined(chain(64, 1)).graph().nodes()).hasSize(1);
        refused(chain(65, 1), "MODEL_INVALID", "deeper than 64");
    }

    @Test
    void areRefusedWithoutAValueForAnAttribute() {
        refused(calling("MyScaled", scaled()), "MODEL_INVALID", "no value for attribute 'factor'");
        Function stray =
                function(
                        "MyStray",
                        List.of(),
                        Map.of(),
                        node(
                                "Elu",
                                "x",
                                "y",
                                Map.of("alpha", new Attribute.Reference("a", FLOAT))));
        refused(calling("MyStray", stray), "MODEL_INVALID", "refers to attribute 'a'");
    }

    @Test
    void areRefusedWhereTheOverloadIsMissing() {
        GraphBuilder main = GraphBuilder.named("g");
        main.input("x", ROWS);
        Node call =
                new Node(
                        "MyA",
                        LOCAL,
                        "",
                        List.of("x"),
                        List.of("y"),
                        Map.of(),
                        Annotations.NONE,
                        "other");
        Graph graph = main.build().withNodes(List.of(call));
        Model model = with(main.output("x", ROWS).build(), one("MyA", "Neg"));
        refused(
                model.withGraph(model.graph().withNodes(graph.nodes())),
                "MODEL_INVALID",
                "overload 'other'");
    }

    @Test
    void areRefusedWithNamesTwiceOrOutOfScope() {
        refused(
                calling("MyA", one("MyA", "Neg"), one("MyA", "Abs")),
                "MODEL_INVALID",
                "comes twice");
        refused(
                calling(
                        "MyA",
                        function("MyA", List.of(), Map.of(), node("Neg", "w", "y", Map.of()))),
                "MODEL_INVALID",
                "reads 'w'");
        refused(
                calling("MyA", function("MyA", List.of("a"), Map.of("a", Attribute.of(1)))),
                "MODEL_INVALID",
                "'a' of function");
    }

    @Test
    void areRefusedForAnotherVersionOfTheOperators() {
        Function old = one("MyA", "Neg");
        Function older =
                new Function(
                        old.id(),
                        old.inputs(),
                        old.outputs(),
                        List.of(),
                        Map.of(),
                        old.nodes(),
                        Map.of("", 12L),
                        List.of());
        refused(calling("MyA", older), "MODEL_UNSUPPORTED", "version 12");
    }
}
