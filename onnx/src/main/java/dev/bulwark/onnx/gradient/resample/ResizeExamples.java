package dev.bulwark.onnx.gradient.resample;

import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.gradient.RuleExample.Operand;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.List;

/** Uses of Resize: every mode of every kind, growing and shrinking. */
final class ResizeExamples {
    private ResizeExamples() {}

    static List<RuleExample> all() {
        List<RuleExample> examples = new ArrayList<>();
        for (String transformation :
                List.of("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric")) {
            for (String nearest :
                    List.of("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")) {
                examples.add(
                        scaled(new float[] {1, 1, 2, 1.5f}, 1, 2, 2, 4)
                                .with("nearest_mode", Attribute.of(nearest))
                                .with(
                                        "coordinate_transformation_mode",
                                        Attribute.of(transformation)));
            }
            for (String mode : List.of("linear", "cubic")) {
                examples.add(
                        scaled(new float[] {1, 1, 0.75f, 2.5f}, 1, 2, 4, 3)
                                .with("mode", Attribute.of(mode))
                                .with(
                                        "coordinate_transformation_mode",
                                        Attribute.of(transformation)));
            }
        }
        examples.addAll(whole());
        examples.addAll(sized());
        examples.addAll(newer());
        return examples;
    }

    private static List<RuleExample> whole() {
        return List.of(
                scaled(new float[] {1, 1, 2, 3}, 2, 2, 2, 2)
                        .with("nearest_mode", Attribute.of("floor"))
                        .with("coordinate_transformation_mode", Attribute.of("asymmetric")),
                scaled(new float[] {1, 1, 3}, 2, 1, 2),
                scaled(new float[] {1, 1, 1, 1}, 1, 1, 2, 2),
                scaled(new float[] {2, 1, 1, 2.5f}, 1, 2, 1, 2),
                scaled(new float[] {1, 1, 0.5f, 2}, 1, 1, 4, 2)
                        .with("mode", Attribute.of("cubic"))
                        .with("cubic_coeff_a", Attribute.of(-0.5f))
                        .with("exclude_outside", Attribute.of(1L)),
                scaled(new float[] {1, 1, 1.5f, 2, 0.5f}, 1, 1, 2, 2, 4)
                        .with("mode", Attribute.of("linear")));
    }

    private static List<RuleExample> sized() {
        return List.of(
                sized(new long[] {1, 2, 4, 6}, 1, 2, 2, 3),
                sized(new long[] {1, 1, 3, 5}, 1, 1, 4, 2).with("mode", Attribute.of("linear")),
                sized(new long[] {5, 3}, 1, 1, 4, 2)
                        .with("mode", Attribute.of("linear"))
                        .with("axes", Attribute.ints(3, 2)),
                scaled(new float[] {2.5f}, 1, 2, 2).with("axes", Attribute.ints(-1)));
    }

    private static List<RuleExample> newer() {
        Operand roi = RuleExample.constant(TensorValue.of(new float[] {0.25f, 0, 0.75f, 1.25f}, 4));
        RuleExample cropped =
                RuleExample.of(new long[] {1, 1, 4, 3})
                        .and(roi)
                        .and(new Operand.Absent())
                        .and(RuleExample.constant(TensorValue.vector(3, 4)))
                        .with("axes", Attribute.ints(2, 3))
                        .with("coordinate_transformation_mode", Attribute.of("tf_crop_and_resize"));
        return List.of(
                cropped.with("mode", Attribute.of("linear"))
                        .with("extrapolation_value", Attribute.of(2f)),
                cropped.with("mode", Attribute.of("nearest")),
                sized(new long[] {1, 1, 3, 5}, 1, 1, 4, 2)
                        .with("mode", Attribute.of("linear"))
                        .with(
                                "coordinate_transformation_mode",
                                Attribute.of("half_pixel_symmetric"))
                        .inOpset(19));
    }

    private static RuleExample scaled(float[] scales, long... shape) {
        return RuleExample.of(shape)
                .and(new Operand.Absent())
                .and(RuleExample.constant(TensorValue.of(scales, scales.length)));
    }

    private static RuleExample sized(long[] sizes, long... shape) {
        return RuleExample.of(shape)
                .and(new Operand.Absent())
                .and(new Operand.Absent())
                .and(RuleExample.constant(TensorValue.vector(sizes)));
    }
}
