package dev.bulwark.cli.config;

import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code bulwark.yaml} into a {@link SystemFile}, or says everything that is wrong with it.
 */
public final class SystemFileReader {
    /** The gates, in the order of the path. */
    public static final List<String> GATES = List.of("train", "register", "release", "serve");

    /** What is measured and can be demanded without being one of the thirty. */
    public static final List<String> MEASUREMENTS = List.of("performance", "provenance");

    private static final int WIDEST_LAYER = 65_536;
    private static final int MOST_EPOCHS = 100_000;

    private SystemFileReader() {}

    /**
     * Reads and checks the file.
     *
     * @throws ConfigurationException with every problem found
     */
    public static SystemFile read(Path path) throws IOException {
        String name = String.valueOf(path.getFileName());
        List<Problem> problems = new ArrayList<>();
        Section root = new Section(name, "", YamlDocument.read(path), 1, problems);
        SystemFile system = file(root);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(name, problems);
        }
        return system;
    }

    private static SystemFile file(Section root) {
        if (root.require("bulwark", "the version of this format: 1")
                && root.integer("bulwark", 1, 0, Integer.MAX_VALUE) != 1) {
            root.problem(
                    "bulwark", "this version of the format is not known", "write 'bulwark: 1'");
        }
        root.require("system", "{name: …, owner: …, purpose: …}");
        root.require("data", "{train: {path: …, label: …}}");
        SystemFile system =
                new SystemFile(
                        system(root.section("system")),
                        root.seed("seed", 1),
                        data(root.section("data")),
                        model(root.section("model")),
                        assess(root.section("assess")),
                        gates(root.section("gates")));
        root.refuseUnknown();
        return system;
    }

    private static SystemFile.SystemSection system(Section section) {
        String name = section.text("name");
        if (!name.isEmpty() && !name.matches("[a-z][a-z0-9-]{0,62}")) {
            section.problem(
                    "name",
                    "'" + name + "' cannot be part of an address",
                    "use lower-case letters, digits and '-', beginning with a letter");
        }
        SystemFile.SystemSection system =
                new SystemFile.SystemSection(
                        name,
                        section.text("owner"),
                        section.text("purpose"),
                        section.oneOf("risk", "limited", List.of("minimal", "limited", "high")),
                        section.texts("caveats"));
        section.refuseUnknown();
        return system;
    }

    private static SystemFile.Data data(Section section) {
        section.require("train", "{path: …, label: …}");
        Section train = section.section("train");
        Section split = section.section("split");
        SystemFile.Files trainFiles = files(train);
        Optional<SystemFile.Files> test =
                section.has("test") ? Optional.of(testFiles(section)) : Optional.empty();
        SystemFile.Data data =
                new SystemFile.Data(
                        section.text("name", ""),
                        section.text("description", ""),
                        section.text("licence", ""),
                        section.text("source", ""),
                        section.text("citation", ""),
                        trainFiles,
                        test,
                        columns(train, trainFiles),
                        derivations(section.section("derive")),
                        share(split, "validation", 0.15),
                        share(split, "test", 0.2));
        if (data.validationShare() + data.testShare() >= 1) {
            section.problem("split", "no rows are left to train on", "make the shares smaller");
        }
        train.refuseUnknown();
        split.refuseUnknown();
        section.refuseUnknown();
        return data;
    }

    private static SystemFile.Files testFiles(Section section) {
        Section test = section.section("test");
        SystemFile.Files files = files(test);
        test.refuseUnknown();
        return files;
    }

    private static double share(Section split, String key, double otherwise) {
        return split.number(key, otherwise, v -> v > 0 && v < 1, "between 0 and 1");
    }

    private static SystemFile.Files files(Section section) {
        boolean images = section.has("images");
        if (images) {
            section.require("labels", "the file of labels, in IDX");
        } else {
            section.require("path", "the file of rows, in CSV or ARFF");
        }
        if (images && section.has("path")) {
            section.problem("path", "a table and pictures are both named", "keep one of them");
        }
        return new SystemFile.Files(
                relative(section, "path"),
                relative(section, "images"),
                relative(section, "labels"));
    }

    private static String relative(Section section, String key) {
        String path = section.text(key, "");
        boolean leaves =
                path.startsWith("/")
                        || path.contains("\\")
                        || path.indexOf('\0') >= 0
                        || Arrays.asList(path.split("/", -1)).contains("..");
        if (leaves) {
            section.problem(
                    key,
                    "'" + path + "' leaves the folder of this file",
                    "put the data beside it and write a relative path without '..'");
        }
        return path;
    }

    private static SystemFile.Columns columns(Section train, SystemFile.Files files) {
        if (!files.isImages()) {
            train.require("label", "the column to predict");
        }
        return new SystemFile.Columns(
                train.text("label", "label"),
                train.text("favourable", ""),
                train.texts("protected"),
                train.texts("personal"),
                train.texts("immutable"),
                train.texts("exclude"));
    }

    private static Map<String, SystemFile.Derivation> derivations(Section section) {
        Map<String, SystemFile.Derivation> derivations = new LinkedHashMap<>();
        for (String column : section.keys()) {
            Section derive = section.section(column);
            String from = derive.text("from");
            Map<String, String> map = new LinkedHashMap<>();
            Section mapping = derive.section("map");
            for (String category : mapping.keys()) {
                map.put(category, mapping.text(category));
            }
            List<Double> bins = bins(derive);
            List<String> names = derive.texts("names");
            if (map.isEmpty() == bins.isEmpty()) {
                derive.problem(
                        "from", "exactly one of 'map' and 'bins' is needed", "keep one of them");
            } else if (!bins.isEmpty() && names.size() != bins.size() + 1) {
                derive.problem(
                        "names",
                        "%d bounds make %d groups, but %d names are given"
                                .formatted(bins.size(), bins.size() + 1, names.size()),
                        "name each group");
            }
            derive.refuseUnknown();
            derivations.put(column, new SystemFile.Derivation(from, map, bins, names));
        }
        return derivations;
    }

    private static List<Double> bins(Section derive) {
        List<Double> bins = new ArrayList<>();
        for (String text : derive.texts("bins")) {
            try {
                bins.add(Double.valueOf(text));
            } catch (NumberFormatException e) {
                derive.problem("bins", "'" + text + "' is not a number", "write numbers");
            }
        }
        for (int i = 1; i < bins.size(); i++) {
            if (!(bins.get(i) > bins.get(i - 1))) {
                derive.problem("bins", "the bounds do not ascend", "write them in order");
            }
        }
        return bins;
    }

    private static SystemFile.Model model(Section section) {
        Section build = section.section("build");
        Section regularise = section.section("regularise");
        Section fit = section.section("fit");
        List<Integer> widths = build.integers("mlp", 1, WIDEST_LAYER);
        SystemFile.Model model =
                new SystemFile.Model(
                        build.has("mlp") ? widths : List.of(64, 32),
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

    private static SystemFile.Assess assess(Section section) {
        Section robustness = section.section("robustness");
        Section fairness = section.section("fairness");
        List<String> attacks = robustness.texts("attack");
        SystemFile.Assess assess =
                new SystemFile.Assess(
                        attacks.isEmpty() ? List.of("fgsm", "pgd") : attacks,
                        robustness.oneOf("norm", "linf", List.of("linf")),
                        robustness.number("epsilon", 0.1, v -> v > 0 && v <= 100, "in (0, 100]"),
                        robustness.integer("steps", 40, 1, 10_000),
                        robustness.integer("restarts", 1, 1, 1_000),
                        robustness.integer("rows", 1_000, 1, 1_000_000),
                        fairness.texts("by"));
        robustness.refuseUnknown();
        fairness.refuseUnknown();
        section.refuseUnknown();
        return assess;
    }

    private static Map<String, List<SystemFile.Demand>> gates(Section section) {
        Map<String, List<SystemFile.Demand>> gates = new LinkedHashMap<>();
        for (String gate : section.keys()) {
            if (!GATES.contains(gate)) {
                section.problem(gate, "there is no gate '" + gate + "'", "gates are " + GATES);
            }
            List<SystemFile.Demand> demands = new ArrayList<>();
            for (Section demand : section.sections(gate)) {
                demands.add(demand(demand));
            }
            gates.put(gate, demands);
        }
        return gates;
    }

    private static SystemFile.Demand demand(Section section) {
        String evidence = section.text("practice");
        boolean known =
                evidence.isEmpty()
                        || MEASUREMENTS.contains(evidence)
                        || Practice.byId(evidence).isPresent();
        if (!known) {
            section.problem(
                    "practice",
                    "'" + evidence + "' is no practice",
                    "'bulwark practices' lists them; " + MEASUREMENTS + " can be demanded too");
        }
        String fresh = section.text("fresh", "");
        if (!fresh.isEmpty() && !fresh.matches("[1-9][0-9]{0,4}[dhm]")) {
            section.problem("fresh", "'" + fresh + "' is no age", "write 30d, 12h or 15m");
        }
        SystemFile.Demand demand =
                new SystemFile.Demand(
                        evidence, section.text("that", ""), fresh, section.line("practice"));
        section.refuseUnknown();
        return demand;
    }
}
