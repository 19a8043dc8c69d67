package dev.bulwark.cli.config;

import dev.bulwark.onnx.build.Architecture;
import dev.bulwark.onnx.optimise.Clipping;
import dev.bulwark.onnx.optimise.Schedule;
import dev.bulwark.training.fit.Technique;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code model}: what is built, and how it is fitted. */
final class ModelReader {
    private static final int WIDEST_PERCEPTRON = 65_536;
    private static final int WIDEST = Architecture.WIDEST_LAYER;
    private static final int MOST_LAYERS = Architecture.MOST_LAYERS;
    private static final int MOST_EPOCHS = 100_000;
    private static final List<String> KINDS =
            List.of("mlp", "lenet", "resnet", "vit", "wide-and-deep");

    private static final List<String> SCHEDULES =
            List.of("constant", "step", "cosine", "linear", "one-cycle");

    /** Share of all steps in which the rate rises. */
    private static final double WARM_UP = 0.05;

    /** A tenth of the rate after each third. */
    private static final double STEP_SHARE = 1 / 3.0;

    private static final double STEP_FACTOR = 0.1;

    /** Share of all steps that one cycle goes up. */
    private static final double RISE = 0.3;

    private ModelReader() {}

    /**
     * Reads the section.
     *
     * @param pictures whether the data are pictures; empty where that is not known
     */
    static SystemFile.Model read(Section section, Optional<Boolean> pictures) {
        Section build = section.section("build");
        Section regularise = section.section("regularise");
        Section fit = section.section("fit");
        Architecture architecture = normalised(architecture(build, pictures), regularise);
        SystemFile.Model model =
                new SystemFile.Model(
                        architecture,
                        regularise.number("dropout", 0, v -> v >= 0 && v < 1, "in [0, 1)"),
                        regularise.number("weight-decay", 0, v -> v >= 0 && v <= 1, "in [0, 1]"),
                        fit.oneOf("optimiser", "adam", List.of("adam", "sgd", "nesterov")),
                        fit.number("learning-rate", 1e-3, v -> v > 0 && v <= 10, "in (0, 10]"),
                        fit.integer("batch", 64, 1, 1 << 20),
                        fit.integer("epochs", 200, 1, MOST_EPOCHS),
                        fit.integer("patience", 20, 1, MOST_EPOCHS),
                        technique(regularise, fit, architecture));
        build.refuseUnknown();
        regularise.refuseUnknown();
        fit.refuseUnknown();
        section.refuseUnknown();
        return model;
    }

    /** Batch norm where the network leaves the choice. */
    private static Architecture normalised(Architecture architecture, Section regularise) {
        boolean wanted =
                regularise.oneOf("batch-norm", "false", List.of("true", "false")).equals("true");
        if (wanted && architecture instanceof Architecture.Mlp(List<Integer> hidden, boolean __)) {
            return new Architecture.Mlp(hidden, true);
        }
        if (wanted && !(architecture instanceof Architecture.ResNet)) {
            regularise.problem(
                    "batch-norm",
                    "only a perceptron or a residual network has batch norm",
                    "leave batch-norm out, or build {mlp: [64, 32]} or {resnet: 8}");
        }
        return architecture;
    }

    private static Technique technique(Section regularise, Section fit, Architecture architecture) {
        double mixup = regularise.number("mixup", 0, v -> v >= 0 && v <= 100, "in [0, 100]");
        if (mixup > 0 && architecture.form() == Architecture.Form.CODES) {
            regularise.problem(
                    "mixup",
                    "this network looks categories up, and a blend of two codes is none",
                    "leave mixup out, or build {mlp: [64, 32]}");
            mixup = 0;
        }
        double norm = fit.number("clip-norm", 0, v -> v > 0 && v <= 1e6, "in (0, 1000000]");
        double smoothing =
                regularise.number("label-smoothing", 0, v -> v >= 0 && v < 1, "in [0, 1)");
        return new Technique(
                schedule(fit),
                norm > 0 ? new Clipping.ByNorm(norm) : new Clipping.None(),
                smoothing,
                mixup,
                fit.integer("threads", 1, 1, Technique.MOST_THREADS));
    }

    private static Schedule schedule(Section fit) {
        String kind = fit.oneOf("schedule", "constant", SCHEDULES);
        boolean warms = kind.equals("cosine") || kind.equals("linear");
        double warmUp = fit.number("warm-up", WARM_UP, v -> v >= 0 && v < 1, "in [0, 1)");
        if (fit.has("warm-up") && !warms) {
            fit.problem(
                    "warm-up",
                    "the schedule '" + kind + "' has no warm-up",
                    "leave it out, or write 'schedule: cosine' or 'schedule: linear'");
        }
        return switch (kind) {
            case "step" -> new Schedule.Step(STEP_SHARE, STEP_FACTOR);
            case "cosine" -> new Schedule.Cosine(warmUp, 0);
            case "linear" -> new Schedule.Linear(warmUp);
            case "one-cycle" -> new Schedule.OneCycle(RISE);
            default -> new Schedule.Constant();
        };
    }

    private static Architecture architecture(Section build, Optional<Boolean> pictures) {
        List<String> named = new ArrayList<>();
        for (String kind : KINDS) {
            if (build.has(kind)) {
                named.add(kind);
            }
        }
        if (named.isEmpty()) {
            return new Architecture.Mlp(List.of(64, 32), false);
        }
        if (named.size() > 1) {
            build.problem(named.get(1), "networks " + named + " are named", "keep one of them");
        }
        String kind = named.getFirst();
        Architecture architecture =
                switch (kind) {
                    case "lenet" -> leNet(build.section(kind));
                    case "resnet" -> resNet(build, kind);
                    case "vit" -> transformer(build.section(kind));
                    case "wide-and-deep" -> wideAndDeep(build.section(kind));
                    default -> mlp(build, kind);
                };
        pictures.ifPresent(yes -> requireFits(build, kind, architecture.form(), yes));
        return architecture;
    }

    private static void requireFits(
            Section build, String kind, Architecture.Form form, boolean pictures) {
        switch (form) {
            case FLAT -> {}
            case PICTURE -> {
                if (!pictures) {
                    build.problem(
                            kind,
                            "this network reads pictures, but data.train is a table",
                            "write {mlp: [64, 32]} or {wide-and-deep: {}} for tables");
                }
            }
            case CODES -> {
                if (pictures) {
                    build.problem(
                            kind,
                            "this network reads tables, but data.train holds pictures",
                            "write {lenet: {}}, {resnet: 8} or {vit: {}} for pictures");
                }
            }
        }
    }

    private static Architecture mlp(Section build, String kind) {
        return new Architecture.Mlp(widths(build, kind, WIDEST_PERCEPTRON), false);
    }

    private static List<Integer> widths(Section section, String key, int widest) {
        List<Integer> widths = section.integers(key, 1, widest);
        if (widths.size() > MOST_LAYERS) {
            section.problem(key, "there are more than " + MOST_LAYERS + " layers", "build fewer");
            return List.of();
        }
        return widths;
    }

    private static Architecture leNet(Section section) {
        Architecture.LeNet standard = Architecture.LeNet.standard();
        List<Integer> channels =
                section.has("channels") ? widths(section, "channels", WIDEST) : standard.channels();
        List<Integer> dense =
                section.has("dense") ? widths(section, "dense", WIDEST) : standard.dense();
        int kernel = section.integer("kernel", standard.kernel(), 1, 15);
        if (kernel % 2 == 0) {
            section.problem("kernel", kernel + " is even", "write an odd number from 1 to 15");
            kernel = standard.kernel();
        }
        if (section.has("channels") && section.isEmptyList("channels")) {
            section.problem("channels", "there is no convolution", "write [6, 16]");
        }
        section.refuseUnknown();
        return new Architecture.LeNet(
                channels.isEmpty() ? standard.channels() : channels, kernel, dense);
    }

    private static Architecture resNet(Section build, String kind) {
        int depth = build.integer(kind, 8, 8, 110);
        if ((depth - 2) % 6 != 0) {
            build.problem(
                    kind, depth + " layers make no whole blocks", "write 8, 14, 20, 32, 44 or 56");
            depth = 8;
        }
        return new Architecture.ResNet(depth);
    }

    private static Architecture transformer(Section section) {
        Architecture.VisionTransformer small = Architecture.VisionTransformer.small();
        int width = section.integer("width", small.width(), 1, WIDEST);
        int heads = section.integer("heads", small.heads(), 1, WIDEST);
        if (width % heads != 0) {
            section.problem(
                    section.has("heads") ? "heads" : "width",
                    "%d heads do not divide a width of %d".formatted(heads, width),
                    "write a width that is a multiple of the heads");
            heads = 1;
        }
        Architecture architecture =
                new Architecture.VisionTransformer(
                        section.integer("patch", small.patch(), 1, WIDEST),
                        width,
                        section.integer("depth", small.depth(), 1, MOST_LAYERS),
                        heads,
                        section.integer("hidden", small.hidden(), 1, WIDEST));
        section.refuseUnknown();
        return architecture;
    }

    private static Architecture wideAndDeep(Section section) {
        List<Integer> deep =
                section.has("deep") ? widths(section, "deep", WIDEST) : List.of(64, 32);
        Architecture architecture =
                new Architecture.WideAndDeep(section.integer("embedding", 8, 1, WIDEST), deep);
        section.refuseUnknown();
        return architecture;
    }
}
