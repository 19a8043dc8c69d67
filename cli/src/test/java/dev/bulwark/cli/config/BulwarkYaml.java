package dev.bulwark.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bulwark.kernel.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** What the tests of this package write and read. */
final class BulwarkYaml {
    /** A sound file that uses every key; mistakes are made in it, a line each. */
    static final String SOUND =
            """
            bulwark: 1
            system:
              name: credit
              owner: risk@example.org
              purpose: Score applications.
              risk: high
              caveats: [one, two]
            seed: 42
            data:
              name: loans
              licence: CC-BY-4.0
              train:
                path: data/loans.csv
                label: class
                favourable: good
                protected: [sex, age_group]
                personal: [name]
                immutable: [age]
                exclude: [status]
              derive:
                sex:
                  from: status
                  map:
                    male single: male
                    female single: female
                age_group:
                  from: age
                  bins: [25, 60.5]
                  names: [young, middle, old]
              split:
                validation: 0.15
                test: 0.2
            model:
              build: {mlp: [32, 16]}
              regularise:
                dropout: 0.3
                weight-decay: 0.01
              fit:
                optimiser: adam
                learning-rate: 0.003
                batch: 32
                epochs: 200
                patience: 30
            assess:
              robustness:
                attack: [fgsm, pgd]
                norm: linf
                epsilon: 0.1
                steps: 20
                restarts: 2
                rows: 500
              fairness: {by: [sex]}
            gates:
              release:
                - practice: performance
                  that: accuracy >= 0.7
                  fresh: 30d
                - practice: sbom
            """;

    private BulwarkYaml() {}

    static Path write(Path folder, String text) throws IOException {
        return Files.writeString(folder.resolve("bulwark.yaml"), text);
    }

    static ConfigurationException refused(Path file) {
        ConfigurationException refused =
                catchThrowableOfType(
                        ConfigurationException.class, () -> SystemFileReader.read(file));
        assertThat(refused).as("refused").isNotNull();
        return refused;
    }

    /** The one thing that is wrong with a text. */
    static String onlyProblem(Path folder, String text) throws IOException {
        List<Problem> problems = refused(write(folder, text)).problems();
        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst().fix()).isNotBlank();
        return problems.getFirst().what();
    }

    /** The folder of the repository, found from the module's. */
    static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        return Files.isDirectory(folder.resolve("examples"))
                ? folder
                : Objects.requireNonNull(folder.getParent(), "no repository around " + folder);
    }
}
