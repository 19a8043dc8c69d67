package dev.bulwark.supplychain.bom;

import dev.bulwark.kernel.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model as a bill of materials would describe it, down to the least and up to the most. */
final class BomInputs {
    static final Digest MODEL = digest("model");
    static final Digest DATA = digest("data");

    private BomInputs() {}

    static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static SoftwareComponent jar(String group, String artifact, List<String> needs) {
        return new SoftwareComponent(
                new MavenCoordinates(group, artifact, "1.2", ""),
                SoftwareComponent.Kind.JAR,
                digest(group + artifact),
                Optional.of(Licence.declared("The Apache License, Version 2.0")),
                Optional.of(needs),
                List.of());
    }

    static RuntimeInventory software(SoftwareComponent... components) {
        return new RuntimeInventory(
                List.of(components),
                Optional.of(
                        new JavaRuntime(
                                "Eclipse Adoptium",
                                "25.0.3+9-LTS",
                                Optional.of(digest("jdk")),
                                Optional.of(
                                        Licence.expression(
                                                "GPL-2.0-only WITH Classpath-exception-2.0")))));
    }

    static ModelDescription model() {
        return new ModelDescription(
                "credit",
                MODEL,
                "Scores consumer credit for human review",
                "risk@example.org",
                Optional.of(Licence.declared("Apache-2.0")),
                ModelDescription.Approach.SUPERVISED,
                "tabular-classification",
                "multilayer perceptron",
                "61-64-32-2, ReLU",
                List.of("duration: float [n, 1]", "purpose: string [n, 1]"),
                List.of("probabilities: float [n, 2]"),
                Map.of("seed", "42", "epochs", "30"));
    }

    static TrainingData data() {
        return new TrainingData(
                "german-credit",
                DATA,
                "1,000 applicants for credit",
                Optional.of(Licence.declared("CC-BY-4.0")),
                "public",
                "risk@example.org",
                "https://doi.org/10.24432/C5NC77",
                List.of("sex", "age_group"));
    }

    static BomInput full() {
        return new BomInput(
                model(),
                List.of(data()),
                software(
                        jar("org.b", "second", List.of()),
                        jar("org.a", "first", List.of("org.b:second", "org.absent:third"))),
                List.of(
                        new PerformanceMetric(
                                "auc",
                                0.79,
                                "test",
                                Optional.of(new PerformanceMetric.Interval(0.74, 0.83))),
                        new PerformanceMetric("accuracy", 0.765, "", Optional.empty())),
                new Considerations(
                        List.of("credit officers"),
                        List.of("order applications for review"),
                        List.of("learned from one bank in 1994"),
                        List.of("robustness costs two points of accuracy"),
                        List.of(new Considerations.Mitigated("disparate impact", "bias audit")),
                        List.of(new Considerations.Mitigated("women", "measured at release"))),
                List.of(new EvidenceReference("bias-audit", digest("audit"))),
                1,
                Optional.empty());
    }

    static BomInput least() {
        return new BomInput(
                new ModelDescription(
                        "m",
                        MODEL,
                        "",
                        "",
                        Optional.empty(),
                        ModelDescription.Approach.SUPERVISED,
                        "",
                        "",
                        "",
                        List.of(),
                        List.of(),
                        Map.of()),
                List.of(),
                new RuntimeInventory(List.of(), Optional.empty()),
                List.of(),
                Considerations.NONE,
                List.of(),
                1,
                Optional.empty());
    }
}
