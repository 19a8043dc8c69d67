package dev.bulwark.onnx.describe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.kernel.json.Json;
import dev.bulwark.onnx.describe.ModelDifference.Kind;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelDifferenceTest {
    private static Model model(float slope, float... weights) {
        GraphBuilder builder = GraphBuilder.named("small");
        builder.input("x", ValueType.tensor(ElementType.FLOAT, weights.length));
        builder.initializer("w", TensorValue.of(weights, weights.length));
        String product = builder.node("Mul", "x", "w");
        builder.named("y", "LeakyRelu", List.of(product), Map.of("alpha", Attribute.of(slope)));
        builder.output("y", ValueType.tensor(ElementType.FLOAT, weights.length));
        return Model.of(builder.build());
    }

    @Test
    void aModelIsEqualToItself() {
        assertThat(ModelDifference.of(model(0.1f, 1, 2), model(0.1f, 1, 2)).isEmpty()).isTrue();
    }

    @Test
    void namesOfNodesCountForNothing() {
        Model model = model(0.1f, 1, 2);
        Graph graph = model.graph();
        List<Node> renamed =
                graph.nodes().stream()
                        .map(n ->
                                new Node(
                                        n.opType(),
                                        n.domain(),
                                        "other" + n.name(),
                                        n.inputs(),
                                        n.outputs(),
                                        n.attributes()))
                        .toList();
        assertThat(ModelDifference.of(model, model.withGraph(graph.withNodes(renamed))).isEmpty())
                .isTrue();
    }

    @Test
    void measuresHowFarWeightsMoved() {
        ModelDifference difference = ModelDifference.of(model(0.1f, 3, 4, 1), model(0.1f, 3, 1, 5));

        assertThat(difference.changes()).isEmpty();
        ModelDifference.WeightChange moved = difference.weights().getFirst();
        assertThat(moved.name()).isEqualTo("w");
        assertThat(moved.max()).isEqualTo(4);
        assertThat(moved.l2()).isEqualTo(5);
        assertThat(moved.relative()).isCloseTo(5 / Math.sqrt(26), within(1e-12));
        assertThat(moved.differing()).isEqualTo(2);
    }

    @Test
    void aValueThatBecameNaNIsADifferenceAndStillJson() {
        ModelDifference difference =
                ModelDifference.of(model(0.1f, 1, 2), model(0.1f, 1, Float.NaN));

        assertThat(difference.weights().getFirst().max()).isNaN();
        assertThat(difference.toJson().objects("weights").getFirst().string("max"))
                .isEqualTo("NaN");
        assertThat(
                        ModelDifference.of(model(0.1f, 1, Float.NaN), model(0.1f, 1, Float.NaN))
                                .isEmpty())
                .isTrue();
    }

    @Test
    void namesWhatIsAddedRemovedAndChanged() {
        Model first = model(0.1f, 1, 2).withMetadata("by", "me").withMetadata("gone", "x");
        Model second = model(0.2f, 1, 2, 3).withMetadata("by", "you").withMetadata("new", "y");

        ModelDifference difference = ModelDifference.of(first, second);

        assertThat(difference.changes())
                .extracting(c -> c.kind() + " " + c.part() + " " + c.name())
                .containsExactly(
                        "CHANGED input x",
                        "CHANGED output y",
                        "CHANGED node y",
                        "CHANGED initializer w",
                        "CHANGED metadata by",
                        "REMOVED metadata gone",
                        "ADDED metadata new");
        assertThat(difference.changes().get(2).before()).isEqualTo("LeakyRelu(Mul_1) {alpha=0.1}");
        assertThat(difference.changes().get(2).after()).isEqualTo("LeakyRelu(Mul_1) {alpha=0.2}");
        assertThat(difference.weights()).as("shapes differ: no norm").isEmpty();
    }

    @Test
    void findsAnotherOperatorSet() {
        Model model = model(0.1f, 1);
        Model newer =
                new Model(
                        model.irVersion(),
                        Map.of("", 21L, Node.ML_DOMAIN, Model.ML_OPSET),
                        model.producer(),
                        "",
                        0,
                        model.graph(),
                        Map.of());
        assertThat(ModelDifference.of(model, newer).changes())
                .containsExactly(
                        new ModelDifference.Change(Kind.CHANGED, "opset", "ai.onnx", "18", "21"));
    }

    @Test
    void theJsonFormSaysWhetherTheyAreEqual() {
        Json.Obj json = ModelDifference.of(model(0.1f, 1), model(0.2f, 1)).toJson();
        assertThat(json.bool("equal")).isFalse();
        assertThat(json.objects("changes").getFirst().string("kind")).isEqualTo("changed");
    }
}
