package dev.bulwark.onnx.describe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.json.Json;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelListingTest {
    /** Two numbers and a word in, scores and the best class out. */
    private static Model classifier(String lastOperator) {
        GraphBuilder builder = GraphBuilder.named("small");
        builder.input("x", ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 2)));
        builder.input("word", ValueType.tensor(ElementType.STRING, Shape.batched("batch", 1)));
        builder.initializer("w", TensorValue.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
        builder.initializer("b", TensorValue.of(new float[] {1, 2, 3}, 3));
        String scores = builder.node("Gemm", "x", "w", "b");
        builder.named("y", lastOperator, List.of(scores), Map.of());
        builder.named("best", "ArgMax", List.of("y"), Map.of("axis", Attribute.of(1L)));
        builder.named("same", "Identity", List.of("word"), Map.of());
        builder.output("y", ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 3)));
        builder.output("best", ValueType.tensor(ElementType.INT64, Shape.batched("batch", 1)));
        builder.output("same", ValueType.tensor(ElementType.STRING, Shape.batched("batch", 1)));
        return Model.of(builder.build());
    }

    @Test
    void listsInputsNodesConstantsAndOperatorsWithInferredTypes() {
        ModelListing listing = ModelListing.of(classifier("Relu"));

        assertThat(listing.inputs()).containsOnlyKeys("x", "word");
        assertThat(listing.outputs()).containsOnlyKeys("y", "best", "same");
        assertThat(listing.nodes()).hasSize(4);
        assertThat(Texts.type(listing.nodes().getFirst().outputs().getFirst()))
                .isEqualTo("float [batch, 3]");
        assertThat(listing.parameters()).isEqualTo(9);
        assertThat(listing.bytes()).isEqualTo(36);
        assertThat(listing.operators())
                .isEqualTo(Map.of("Gemm", 1, "Relu", 1, "ArgMax", 1, "Identity", 1));
    }

    @Test
    void saysByWhatAnOutputCanBeDifferentiatedAndWhyNotByTheRest() {
        Differentiability gradients = ModelListing.of(classifier("Relu")).differentiability();

        assertThat(gradients.results())
                .extracting(r -> r.output() + " by " + r.by() + " " + r.flows())
                .containsExactly("y by x true", "y by word false", "y by parameters true");
        assertThat(gradients.results().get(1).reason()).contains("STRING");
        assertThat(gradients.isComplete()).isFalse();
        assertThat(gradients.withoutRule()).isEmpty();
    }

    @Test
    void namesOperatorsThatHaveNoRule() {
        ModelListing listing = ModelListing.of(classifier("NoSuchOperator"));

        assertThat(listing.operatorsWithoutRule()).containsExactly("NoSuchOperator");
        assertThat(listing.differentiability().results())
                .filteredOn(r -> r.by().equals("x"))
                .allSatisfy(r -> assertThat(r.reason()).contains("NoSuchOperator", "no gradient"));
    }

    @Test
    void saysWhereTheFlowEndsByConstruction() {
        GraphBuilder builder = GraphBuilder.named("rounding");
        builder.input("x", ValueType.tensor(ElementType.FLOAT, 2));
        builder.named("y", "Add", List.of("x", builder.node("Round", "x")), Map.of());
        builder.output("y", ValueType.tensor(ElementType.FLOAT, 2));

        Differentiability gradients = Differentiability.of(Model.of(builder.build()));

        assertThat(gradients.isComplete()).isTrue();
        assertThat(gradients.stops()).extracting(stop -> stop.operator()).containsExactly("Round");
    }

    @Test
    void aConstantThatOnlySteersDoesNotHideTheGradientOfTheRest() {
        GraphBuilder builder = GraphBuilder.named("threshold");
        builder.input("x", ValueType.tensor(ElementType.FLOAT, 2));
        builder.initializer("w", TensorValue.of(new float[] {1, 2}, 2));
        builder.initializer("limit", TensorValue.of(new float[] {0}, 1));
        String product = builder.node("Mul", "x", "w");
        String above = builder.node("Greater", "x", "limit");
        builder.named("y", "Where", List.of(above, product, "x"), Map.of());
        builder.output("y", ValueType.tensor(ElementType.FLOAT, 2));

        assertThat(Differentiability.of(Model.of(builder.build())).results())
                .filteredOn(r -> r.by().equals(Differentiability.PARAMETERS))
                .hasSize(1)
                .allSatisfy(r -> assertThat(r.flows()).isTrue());
    }

    @Test
    void theJsonFormHoldsWhatTheListingHolds() {
        Json.Obj json = ModelListing.of(classifier("Relu")).toJson();

        assertThat(json.objects("nodes")).hasSize(4);
        assertThat(json.objects("nodes").getFirst().strings("types"))
                .containsExactly("float [batch, 3]");
        assertThat(json.object("operators").integer("Gemm")).isEqualTo(1);
        assertThat(json.object("opsets").integer("ai.onnx")).isEqualTo(Model.OPSET);
        assertThat(Json.parse(json.pretty())).isEqualTo(json);
    }

    @Test
    void whatComesFromAFileCannotSteerATerminal() {
        assertThat(Texts.clean("a\u001b[2J\nb\u202ec")).isEqualTo("a?[2J?b?c");
        assertThat(Texts.clean("x".repeat(500))).hasSize(121).endsWith("…");
    }

    @Test
    void sizesAreRoundedToTheirUnit() {
        assertThat(List.of(Texts.size(0), Texts.size(1023), Texts.size(1536), Texts.size(3L << 30)))
                .containsExactly("0 B", "1023 B", "1.5 KiB", "3.0 GiB");
    }
}
