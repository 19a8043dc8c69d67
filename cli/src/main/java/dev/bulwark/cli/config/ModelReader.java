package dev.bulwark.cli.config;

import dev.bulwark.onnx.build.Architecture;
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
        SystemFile.Model model =
                new SystemFile.Model(
                        architecture(build, pictures),
                        regularise.number("dropout", 0, v -> v >= 0 && v < 1, "in [0, 1)"),
                        regularise.number("weight-decay", 0, v -> v >= 0 && v <= 1, "in [0, 1]"),
                        fit.oneOf("optimiser", "adam", List.of("adam", "sgd")),
                        fit.number("learning-rate", 1e-3, v -> v > 0 && v <= 10, "in (0, 10]"),
                        fit.integer("batch", 64, 1, 1 << 20),
                        fit.integer("epochs", 200, 1, MOST_EPOCHS),
                        fit.integer("patience", 20, 1, MOST_EPOCHS));
        build.refuseUnknown();
        regularise.refuseUnknown();
        fit.refuseUnknown();
        section.refuseUnknown();
        return model;
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
