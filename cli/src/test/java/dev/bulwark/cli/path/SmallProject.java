package dev.bulwark.cli.path;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

/** A project of two hundred made-up loans that is walked in a second or two. */
public final class SmallProject {
    private static final int ROWS = 200;
    private static final long SEED = 7;

    private SmallProject() {}

    /**
     * Writes {@code bulwark.yaml} and its data; the same every time.
     *
     * @param condition what the release gate demands of the model's performance
     */
    public static Path write(Path folder, String condition) throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/loans.csv"), rows());
        Files.writeString(
                folder.resolve("bulwark.yaml"),
                """
                bulwark: 1
                system: {name: loans, owner: risk@example.org, purpose: Test the path., risk: high}
                seed: 42
                data:
                  train:
                    path: data/loans.csv
                    label: outcome
                    favourable: good
                    protected: [sex]
                    exclude: [sex]
                model:
                  build: {mlp: [4]}
                  regularise: {dropout: 0.1, weight-decay: 0.001}
                  fit: {learning-rate: 0.02, batch: 16, epochs: 6, patience: 6}
                assess:
                  robustness: {attack: [fgsm], epsilon: 0.05, steps: 2, rows: 20}
                gates:
                  train:
                    - {practice: data-integrity, that: verified && rows >= 150}
                  release:
                    - {practice: provenance}
                    - {practice: performance, that: '%s'}
                    - {practice: sbom}
                    - {practice: audit-trail}
                    - {practice: signing, that: post_quantum}
                    - {practice: documentation, that: linked == numbers}
                """
                        .formatted(condition));
        return folder;
    }

    private static String rows() {
        SplittableRandom random = new SplittableRandom(SEED);
        StringBuilder rows = new StringBuilder("income,debt,sex,outcome\n");
        for (int i = 0; i < ROWS; i++) {
            double income = 20 + 60 * random.nextDouble();
            double debt = 40 * random.nextDouble();
            boolean good = income - debt + 20 * random.nextDouble() > 35;
            rows.append(
                    String.format(
                            Locale.ROOT,
                            "%.2f,%.2f,%s,%s\n",
                            income,
                            debt,
                            random.nextBoolean() ? "female" : "male",
                            good ? "good" : "bad"));
        }
        return rows.toString();
    }
}
