package dev.bulwark.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.Fixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopologicalOrderTest {
    private static Node relu(String from, String to) {
        return new Node("Relu", "", to, List.of(from), List.of(to), Map.of());
    }

    private static Model model(List<Node> nodes, String output) {
        ValueType.OfTensor type = ValueType.tensor(ElementType.FLOAT, 2);
        return Model.of(
                new Graph(
                        "g",
                        nodes,
                        List.of(new ValueInfo("x", type)),
                        List.of(new ValueInfo(output, type)),
                        Map.of(),
                        List.of()));
    }

    @Test
    void sortsALongChainWrittenBackwards() {
        List<Node> chain = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            chain.add(relu(i == 0 ? "x" : "v" + (i - 1), "v" + i));
        }
        Model backwards = model(chain.reversed(), "v19999");
        assertThat(TopologicalOrder.of(backwards).graph().nodes()).isEqualTo(chain);
    }

    @Test
    void leavesWhatIsInOrder() throws IOException {
        for (Path file : Fixtures.models()) {
            Model model = Fixtures.read(file);
            assertThat(TopologicalOrder.of(model)).as(file.toString()).isSameAs(model);
        }
        Model everything = SmallModels.everything();
        assertThat(TopologicalOrder.of(everything)).isSameAs(everything);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void readsFilesWhoseNodesAreShuffled(long seed) throws IOException {
        Random random = new Random(seed);
        for (Path file : Fixtures.models()) {
            Model model = Fixtures.read(file);
            List<Node> nodes = new ArrayList<>(model.graph().nodes());
            Collections.shuffle(nodes, random);
            Model shuffled = model.withGraph(model.graph().withNodes(nodes));
            Model read = OnnxReader.read(OnnxWriter.write(shuffled));
            Checker.check(read);
            assertThat(read.graph().nodes())
                    .containsExactlyInAnyOrderElementsOf(model.graph().nodes());
        }
    }

    @Test
    void namesTheNodesOfACycle() {
        List<Node> nodes = List.of(relu("x", "a"), relu("d", "b"), relu("b", "c"), relu("c", "d"));
        assertThatThrownBy(() -> TopologicalOrder.of(model(nodes, "a")))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo("MODEL_INVALID");
                            assertThat(e.what())
                                    .contains("'b' (Relu", "'c' (Relu", "'d' (Relu")
                                    .doesNotContain("'a' (Relu");
                        });
    }

    @Test
    void sortsInsideSubgraphsAndByWhatTheyCapture() {
        Graph branch =
                new Graph(
                        "branch",
                        List.of(relu("inner", "result"), relu("late", "inner")),
                        List.of(),
                        List.of(new ValueInfo("result", ValueType.unranked(ElementType.FLOAT))),
                        Map.of(),
                        List.of());
        Attribute inner = new Attribute.OfGraph(branch);
        Map<String, Attribute> both = Map.of("then_branch", inner, "else_branch", inner);
        Node choice = new Node("If", "", "if", List.of("x"), List.of("y"), both);
        Graph sorted = TopologicalOrder.of(model(List.of(choice, relu("x", "late")), "y")).graph();
        assertThat(sorted.nodes()).extracting(Node::opType).containsExactly("Relu", "If");
        assertThat(sorted.nodes().getLast().attributes().get("then_branch"))
                .isInstanceOfSatisfying(
                        Attribute.OfGraph.class,
                        then ->
                                assertThat(then.value().nodes())
                                        .extracting(Node::name)
                                        .containsExactly("inner", "result"));
    }
}
