package dev.bulwark.onnx.gradient.sampling;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Pixels read between the lattice points of a picture (Jaderberg et al. 2015, equations 5 to 7):
 * each pixel gets back what it gave, by the same weights; the place gets the differences of the
 * four pixels around it. Nearest pixels do not move with the place.
 *
 * <p>Refuses volumes, cubic interpolation and reflection at the border.
 */
@AutoService(GradientRule.class)
public final class GridSampleGradient implements GradientRule {
    /** From this operator set on the engine has a kernel in double precision. */
    private static final long SINCE = 20;

    @Override
    public String operator() {
        return "GridSample";
    }

    @Override
    public void differentiate(Backward b) {
        if (b.requireRank(b.input(0)) != 4) {
            throw b.unsupported("its input has not four axes; only pictures are handled");
        }
        String padding = b.node().stringAttribute("padding_mode", "zeros");
        if (!padding.equals("zeros") && !padding.equals("border")) {
            throw b.unsupported("its padding_mode is '" + padding + "'");
        }
        String mode = b.node().stringAttribute("mode", "linear");
        boolean clamped = padding.equals("border");
        Places across = Places.of(b, 0, clamped);
        Places down = Places.of(b, 1, clamped);
        String g = b.emit("Reshape", b.upstream(), b.ints(0, 0, -1));
        switch (mode) {
            case "linear", "bilinear" -> linear(b, g, across, down);
            case "nearest" -> nearest(b, g, across, down);
            default -> throw b.unsupported("its mode is '" + mode + "'");
        }
    }

    private static void nearest(Backward b, String g, Places across, Places down) {
        if (b.wanted(0)) {
            Pixels pixels = Pixels.at(b, across.rounded(), down.rounded());
            scatter(b, List.of(pixels.index()), List.of(b.emit("Mul", g, pixels.inside())));
        }
    }

    private static void linear(Backward b, String g, Places across, Places down) {
        List<Pixels> corners = new ArrayList<>();
        for (Places.Neighbour y : down.neighbours()) {
            for (Places.Neighbour x : across.neighbours()) {
                corners.add(Pixels.at(b, x, y));
            }
        }
        if (b.wanted(0)) {
            List<String> shares = new ArrayList<>();
            for (int i = 0; i < corners.size(); i++) {
                String x = across.neighbours().get(i % 2).weight();
                String y = down.neighbours().get(i / 2).weight();
                String weight = b.emit("Mul", b.emit("Mul", x, y), corners.get(i).inside());
                shares.add(b.emit("Mul", g, weight));
            }
            scatter(b, corners.stream().map(Pixels::index).toList(), shares);
        }
        if (b.wanted(1)) {
            List<String> read = corners.stream().map(corner -> corner.read(g)).toList();
            String alongX =
                    between(
                            b,
                            down,
                            b.emit("Sub", read.get(1), read.get(0)),
                            b.emit("Sub", read.get(3), read.get(2)));
            String alongY =
                    between(
                            b,
                            across,
                            b.emit("Sub", read.get(2), read.get(0)),
                            b.emit("Sub", read.get(3), read.get(1)));
            List<String> both = List.of(across.toGrid(alongX), down.toGrid(alongY));
            String pairs = b.emit("Concat", both, Map.of("axis", Attribute.of(1L)));
            String last =
                    b.emit("Transpose", List.of(pairs), Map.of("perm", Attribute.ints(0, 2, 1)));
            b.add(1, b.emit("Reshape", last, b.shapeOf(b.input(1))));
        }
    }

    private static String between(Backward b, Places places, String first, String second) {
        String low = b.emit("Mul", places.neighbours().getFirst().weight(), first);
        String high = b.emit("Mul", places.neighbours().getLast().weight(), second);
        return b.emit("Add", low, high);
    }

    /** Adds each share to the pixel that it came from. */
    private static void scatter(Backward b, List<String> indices, List<String> shares) {
        Map<String, Attribute> last = Map.of("axis", Attribute.of(2L));
        String index = indices.size() == 1 ? indices.getFirst() : b.emit("Concat", indices, last);
        String share = shares.size() == 1 ? shares.getFirst() : b.emit("Concat", shares, last);
        String every = b.emit("Expand", index, b.emit("Shape", share));
        String zeros = b.emit("Reshape", b.filled(0, b.input(0)), b.ints(0, 0, -1));
        String sum =
                b.emit(
                        "ScatterElements",
                        List.of(zeros, every, share),
                        Map.of("axis", Attribute.of(2L), "reduction", Attribute.of("add")));
        b.add(0, b.emit("Reshape", sum, b.shapeOf(b.input(0))));
    }

    @Override
    public List<RuleExample> examples() {
        List<RuleExample> examples = new ArrayList<>();
        for (String padding : List.of("zeros", "border")) {
            for (long aligned = 0; aligned < 2; aligned++) {
                RuleExample.Operand picture = RuleExample.random(2, 3, 4, 5);
                RuleExample moving =
                        RuleExample.over(picture, RuleExample.random(-1.3, 1.3, 2, 3, 2, 2));
                RuleExample still = RuleExample.over(picture, RuleExample.constant(somePlaces()));
                for (RuleExample each :
                        List.of(moving, still.with("mode", Attribute.of("nearest")))) {
                    examples.add(
                            each.with("padding_mode", Attribute.of(padding))
                                    .with("align_corners", Attribute.of(aligned))
                                    .inOpset(SINCE));
                }
            }
        }
        RuleExample plain =
                RuleExample.over(
                        RuleExample.random(1, 2, 3, 1), RuleExample.random(-0.9, 0.9, 1, 2, 4, 2));
        examples.add(plain);
        examples.add(plain.with("mode", Attribute.of("bilinear")));
        examples.add(plain.with("mode", Attribute.of("linear")).inOpset(SINCE));
        return examples;
    }

    /** For two pictures, two places each, one of them outside. */
    private static TensorValue somePlaces() {
        return TensorValue.of(
                new double[] {-0.95, 0.3, 1.4, -0.2, 0.1, 0.61, -0.33, -1.6}, 2, 1, 2, 2);
    }

    @Override
    public RuleExample randomExample(RandomGenerator random) {
        long batch = random.nextInt(1, 4);
        long height = random.nextInt(1, 5);
        long width = random.nextInt(1, 5);
        long rows = random.nextInt(1, 4);
        long columns = random.nextInt(1, 4);
        return RuleExample.over(
                        RuleExample.random(batch, random.nextInt(1, 4), height, width),
                        RuleExample.random(-1.4, 1.4, batch, rows, columns, 2))
                .with("padding_mode", Attribute.of(random.nextBoolean() ? "zeros" : "border"))
                .with("align_corners", Attribute.of((long) random.nextInt(2)))
                .inOpset(SINCE);
    }
}
