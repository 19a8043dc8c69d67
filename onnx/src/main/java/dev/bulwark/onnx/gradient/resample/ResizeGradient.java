package dev.bulwark.onnx.gradient.resample;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Interpolation is linear in its input and separates by axis: y = A₁ x A₂ᵀ, so that dx = A₁ᵀ g A₂.
 * The matrix of an axis is what the engine makes of the identity, see {@link Interpolation}.
 * Nearest neighbours repeated a whole number of times are summed instead.
 */
@AutoService(GradientRule.class)
public final class ResizeGradient implements GradientRule {
    @Override
    public String operator() {
        return "Resize";
    }

    @Override
    public void differentiate(Backward b) {
        if (b.node().intAttribute("antialias", 0) != 0) {
            throw b.unsupported("it filters against aliasing");
        }
        if (!b.node().stringAttribute("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
            throw b.unsupported("its sizes bend to the aspect ratio; give sizes that keep it");
        }
        Resizing resizing = new Resizing(b);
        Optional<List<Long>> repeats = resizing.repeats();
        if (repeats.isPresent()) {
            b.add(0, summed(b, repeats.get()));
            return;
        }
        String g = b.upstream();
        int rank = resizing.rank();
        for (int axis = rank - 1; axis >= 0; axis--) {
            if (resizing.changes(axis)) {
                g = Interpolation.pullBack(b, g, resizing.matrix(axis), axis, rank);
            }
        }
        b.add(0, b.emit("Reshape", g, b.shapeOf(b.input(0))));
    }

    @Override
    public List<RuleExample> examples() {
        return ResizeExamples.all();
    }

    /** The sum over the copies of each element. */
    private static String summed(Backward b, List<Long> repeats) {
        List<String> lengths = new ArrayList<>();
        List<Long> copies = new ArrayList<>();
        long at = 0;
        for (int axis = 0; axis < repeats.size(); axis++) {
            lengths.add(b.lengthOf(b.input(0), axis));
            at++;
            if (repeats.get(axis) > 1) {
                lengths.add(b.ints(repeats.get(axis)));
                copies.add(at++);
            }
        }
        if (copies.isEmpty()) {
            return b.upstream();
        }
        String apart = b.emit("Reshape", b.upstream(), b.joined(lengths));
        String axes = b.ints(copies.stream().mapToLong(Long::longValue).toArray());
        return b.emit("ReduceSum", List.of(apart, axes), Map.of("keepdims", Attribute.of(0L)));
    }
}
