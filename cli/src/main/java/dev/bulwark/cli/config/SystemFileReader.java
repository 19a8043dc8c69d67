package dev.bulwark.cli.config;

import dev.bulwark.assessment.robustness.Attack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code bulwark.yaml} into a {@link SystemFile}, or says everything that is wrong with it.
 */
public final class SystemFileReader {
    /** What is measured and can be demanded without being one of the thirty. */
    public static final List<String> MEASUREMENTS = List.of("performance", "provenance");

    /** Accuracy is drawn up to twice the budget, and budgets end at 100. */
    private static final double LARGEST_BUDGET = 50;

    private SystemFileReader() {}

    /**
     * Reads and checks the file.
     *
     * @throws ConfigurationException with every problem found
     */
    public static SystemFile read(Path path) throws IOException {
        Problems problems = new Problems(String.valueOf(path.getFileName()));
        Path folder = path.toAbsolutePath().normalize().getParent();
        SystemFile system = file(new Section("", YamlDocument.read(path), 1, problems), folder);
        problems.raise();
        return system;
    }

    private static SystemFile file(Section root, @Nullable Path folder) {
        if (root.require("bulwark", "the version of this format: 1")
                && root.integer("bulwark", 1, 0, Integer.MAX_VALUE) != 1) {
            root.problem(
                    "bulwark", "this version of the format is not known", "write 'bulwark: 1'");
        }
        SystemFile.Data data =
                DataReader.read(root.requiredSection("data", "{train: {path: …, label: …}}"));
        SystemFile system =
                new SystemFile(
                        system(root.requiredSection("system", "{name: …, owner: …, purpose: …}")),
                        root.seed("seed", 1),
                        data,
                        ModelReader.read(root.section("model"), pictures(data.train())),
                        assess(root.section("assess"), data.columns().protectedColumns()),
                        GateReader.read(root.section("gates")),
                        ChangesReader.read(root),
                        PolicyReader.read(root),
                        WitnessesReader.read(root, folder));
        root.refuseUnknown();
        return system;
    }

    private static Optional<Boolean> pictures(SystemFile.Files files) {
        return files.paths().isEmpty() ? Optional.empty() : Optional.of(files.isImages());
    }

    private static SystemFile.SystemSection system(Section section) {
        String name = section.text("name");
        if (!name.isEmpty() && !name.matches("[a-z][a-z0-9-]{0,62}")) {
            section.problem(
                    "name",
                    "'" + Problems.shown(name) + "' cannot be part of an address",
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

    private static SystemFile.Assess assess(Section section, List<String> protectedColumns) {
        Section robustness = section.section("robustness");
        Section fairness = section.section("fairness");
        SystemFile.Assess assess =
                new SystemFile.Assess(
                        attacks(robustness),
                        robustness.oneOf("norm", "linf", List.of("linf")),
                        robustness.number(
                                "epsilon", 0.1, v -> v > 0 && v <= LARGEST_BUDGET, "in (0, 50]"),
                        robustness.integer("steps", 40, 1, 10_000),
                        robustness.integer("restarts", 1, 1, 1_000),
                        robustness.integer("rows", 1_000, 1, 1_000_000),
                        fairness.texts("by"));
        for (String column : assess.fairnessBy()) {
            if (!protectedColumns.contains(column)) {
                fairness.problem(
                        "by",
                        "'%s' is not among data.train.protected %s"
                                .formatted(Problems.shown(column), protectedColumns),
                        Spelling.advice(column, protectedColumns, "protect it, or name one of "));
            }
        }
        robustness.refuseUnknown();
        fairness.refuseUnknown();
        section.refuseUnknown();
        return assess;
    }

    private static List<String> attacks(Section robustness) {
        List<String> known = Attack.all().stream().map(Attack::id).toList();
        List<String> attacks = robustness.texts("attack");
        for (String attack : attacks) {
            if (!known.contains(attack)) {
                robustness.problem(
                        "attack",
                        "there is no attack '" + Problems.shown(attack) + "'",
                        Spelling.advice(attack, known, "attacks are "));
            }
        }
        if (attacks.size() != attacks.stream().distinct().count()) {
            robustness.problem("attack", "an attack is named twice", "name each once");
        }
        return attacks.isEmpty() ? List.of("fgsm", "pgd") : attacks;
    }
}
