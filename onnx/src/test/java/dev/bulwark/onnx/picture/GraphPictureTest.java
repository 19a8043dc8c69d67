package dev.bulwark.onnx.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class GraphPictureTest {
    private static final ValueType ROW =
            ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 2));

    private static Document parsed(String svg) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        DocumentBuilder builder = factory.newDocumentBuilder();
        return builder.parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> texts(Document svg) {
        List<String> texts = new ArrayList<>();
        NodeList nodes = svg.getElementsByTagName("text");
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    private static Model residual(String name) {
        GraphBuilder builder = GraphBuilder.named(name);
        builder.input("x", ROW);
        builder.initializer("w", TensorValue.of(new float[4], 2, 2));
        String hidden = builder.node("Relu", builder.node("MatMul", "x", "w"));
        String shape = builder.node("Shape", "x");
        String same = builder.node("Reshape", hidden, shape);
        builder.named("y", "Add", List.of(same, "x"), Map.of());
        builder.output("y", ROW);
        return Model.of(builder.build());
    }

    @Test
    void drawsNodesConstantsAndShapesOnTheArrows() throws Exception {
        List<String> texts = texts(parsed(GraphPicture.svg(residual("block"))));

        assertThat(texts)
                .contains("block", "x", "y", "MatMul", "2 → 2", "4", "Relu", "Reshape", "Add")
                .contains("batch × 2")
                .as("computes a shape only")
                .doesNotContain("Shape");
    }

    @Test
    void theSameModelGivesTheSamePicture() {
        assertThat(GraphPicture.svg(residual("a"))).isEqualTo(GraphPicture.svg(residual("a")));
    }

    @Test
    void namesFromAFileAreTextAndNothingElse() throws Exception {
        String hostile = "</title><script>alert(1)</script>\u0000\u001b\"&";
        String svg = GraphPicture.svg(residual(hostile));

        assertThat(parsed(svg).getElementsByTagName("script").getLength()).isZero();
        assertThat(svg).doesNotContain("<script");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void arrowsGoDownAndBoxesDoNotOverlap(long seed) {
        Groups groups = Groups.of(Diagram.of(random(new SplittableRandom(seed), 40)));
        double[] widths = new double[groups.boxes().size()];
        java.util.Arrays.fill(widths, 100);
        Layout layout = Layout.of(widths, groups.edges());
        for (Layout.Way way : layout.ways()) {
            for (int i = 1; i < way.places().size(); i++) {
                assertThat(way.places().get(i).layer).isGreaterThan(way.places().get(i - 1).layer);
            }
        }
        for (List<Layout.Place> layer : layout.layers()) {
            for (int i = 1; i < layer.size(); i++) {
                Layout.Place left = layer.get(i - 1);
                Layout.Place right = layer.get(i);
                assertThat(right.x - left.x).isGreaterThanOrEqualTo((left.width + right.width) / 2);
            }
        }
    }

    private static Model random(RandomGenerator random, int nodes) {
        GraphBuilder builder = GraphBuilder.named("random");
        List<String> values = new ArrayList<>(List.of(builder.input("x", ROW)));
        for (int i = 0; i < nodes; i++) {
            String a = values.get(random.nextInt(values.size()));
            String b = values.get(random.nextInt(values.size()));
            values.add(random.nextBoolean() ? builder.node("Add", a, b) : builder.node("Relu", a));
        }
        builder.output(values.getLast(), ROW);
        return Model.of(builder.build());
    }

    @Test
    void aLargeGraphIsDrawnInGroupsAndSaysSo() throws Exception {
        String svg = GraphPicture.svg(random(new SplittableRandom(1), 20_000));

        Document document = parsed(svg);
        assertThat(document.getElementsByTagName("clipPath").getLength()).isLessThanOrEqualTo(60);
        assertThat(String.join("\n", texts(document)))
                .contains("20,000 nodes", "drawn in", "nodes");
        assertThat(svg).hasSizeLessThan(2_000_000);
    }

    @Test
    void everythingLiesInsideThePicture() throws Exception {
        Element svg = parsed(GraphPicture.svg(residual("block"))).getDocumentElement();
        double width = Double.parseDouble(svg.getAttribute("width"));
        double height = Double.parseDouble(svg.getAttribute("height"));
        NodeList boxes = svg.getElementsByTagName("clipPath");
        for (int i = 0; i < boxes.getLength(); i++) {
            Element box = (Element) boxes.item(i).getFirstChild();
            assertThat(number(box, "x")).isNotNegative();
            assertThat(number(box, "x") + number(box, "width")).isLessThanOrEqualTo(width);
            assertThat(number(box, "y") + number(box, "height")).isLessThanOrEqualTo(height);
        }
    }

    private static double number(Element element, String name) {
        return Double.parseDouble(element.getAttribute(name));
    }

    @Test
    void aGraphWithoutNodesIsAPictureToo() throws Exception {
        GraphBuilder builder = GraphBuilder.named("");
        builder.input("x", ROW);
        builder.output("x", ROW);
        assertThat(texts(parsed(GraphPicture.svg(Model.of(builder.build()))))).contains("model");
    }

    @Test
    void subgraphsAreOneBoxWithWhatTheyRead() throws Exception {
        GraphBuilder inner = GraphBuilder.named("inner");
        inner.named("out", "Neg", List.of("x"), Map.of());
        inner.output("out", ROW);
        GraphBuilder builder = GraphBuilder.named("branch");
        builder.input("x", ROW);
        builder.input("choice", ValueType.tensor(ElementType.BOOL));
        Attribute branch = new Attribute.OfGraph(inner.build());
        builder.named(
                "y", "If", List.of("choice"), Map.of("then_branch", branch, "else_branch", branch));
        builder.output("y", ROW);
        Document svg = parsed(GraphPicture.svg(Model.of(builder.build())));
        assertThat(texts(svg)).contains("If");
        // x and choice into the box, y out of it.
        assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(3 + 1);
    }
}
