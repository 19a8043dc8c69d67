package dev.bulwark.supplychain.bom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.supplychain.sign.SharedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BillOfMaterialsTest {
    private static String text(Bom bom) {
        return new String(bom.bytes().toArray(), StandardCharsets.UTF_8);
    }

    private static BomInput with(BomInput input, RuntimeInventory software) {
        return new BomInput(
                input.model(),
                input.data(),
                software,
                input.metrics(),
                input.considerations(),
                input.evidence(),
                input.revision(),
                input.timestamp());
    }

    @Test
    void theFullestAndTheLeastDocumentAreValidAgainstTheOfficialSchema() {
        for (BomInput input : List.of(BomInputs.full(), BomInputs.least())) {
            assertThat(OfficialSchemas.cycloneDx(text(BillOfMaterials.describe(input)))).isEmpty();
        }
    }

    @Test
    void theSchemaCheckItselfTellsValidFromInvalid() throws IOException {
        Path samples = SharedFiles.supply("cyclonedx/tools/src/test/resources/1.6");
        try (Stream<Path> files = Files.list(samples)) {
            List<Path> sorted = files.sorted().toList();
            assertThat(sorted).hasSizeGreaterThan(20);
            for (Path file : sorted) {
                boolean valid = String.valueOf(file.getFileName()).startsWith("valid-");
                assertThat(OfficialSchemas.cycloneDx(Files.readString(file)).isEmpty())
                        .as(file.toString())
                        .isEqualTo(valid);
            }
        }
    }

    @Test
    void equalInputsInAnyOrderGiveEqualBytes() {
        BomInput input = BomInputs.full();
        BomInput shuffled =
                new BomInput(
                        input.model(),
                        input.data().reversed(),
                        new RuntimeInventory(
                                input.software().components().reversed(),
                                input.software().runtime()),
                        input.metrics().reversed(),
                        input.considerations(),
                        input.evidence().reversed(),
                        1,
                        Optional.empty());
        assertThat(BillOfMaterials.describe(shuffled).bytes())
                .isEqualTo(BillOfMaterials.describe(input).bytes());
        assertThat(text(BillOfMaterials.describe(input))).doesNotContain("timestamp");
    }

    @Test
    void aTimeIsWrittenOnlyWhenGiven() {
        BomInput input = BomInputs.least();
        BomInput timed =
                new BomInput(
                        input.model(),
                        input.data(),
                        input.software(),
                        input.metrics(),
                        input.considerations(),
                        input.evidence(),
                        2,
                        Optional.of(Instant.parse("2026-01-02T03:04:05.678Z")));
        Bom bom = BillOfMaterials.describe(timed);
        assertThat(bom.json().object("metadata").string("timestamp"))
                .isEqualTo("2026-01-02T03:04:05Z");
        assertThat(bom.json().integer("version")).isEqualTo(2);
        assertThat(OfficialSchemas.cycloneDx(text(bom))).isEmpty();
    }

    @Test
    void everyReferenceIsUniqueAndResolvesAndEverythingIsReachedFromTheModel() {
        SoftwareComponent twin =
                new SoftwareComponent(
                        new MavenCoordinates("org.a", "first", "1.2", ""),
                        SoftwareComponent.Kind.JAR,
                        BomInputs.digest("patched"),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(new MavenCoordinates("org.inner", "copied", "3", "")));
        BomInput input =
                with(
                        BomInputs.full(),
                        BomInputs.software(
                                twin,
                                BomInputs.jar("org.a", "first", List.of("org.a:first")),
                                BomInputs.jar("org.cycle", "x", List.of("org.cycle:y")),
                                BomInputs.jar("org.cycle", "y", List.of("org.cycle:x"))));
        Json.Obj document = BillOfMaterials.describe(input).json();
        Json.Obj model = document.object("metadata").object("component");
        List<String> refs = new ArrayList<>(List.of(model.string("bom-ref")));
        document.objects("components").forEach(c -> refs.add(c.string("bom-ref")));
        assertThat(refs).doesNotHaveDuplicates().hasSize(7);
        Set<String> reached = new HashSet<>();
        List<String> open = new ArrayList<>(List.of(model.string("bom-ref")));
        while (!open.isEmpty()) {
            String ref = open.removeLast();
            if (reached.add(ref)) {
                document.objects("dependencies").stream()
                        .filter(d -> d.string("ref").equals(ref) && d.get("dependsOn").isPresent())
                        .forEach(d -> open.addAll(d.strings("dependsOn")));
            }
        }
        assertThat(reached).containsExactlyInAnyOrderElementsOf(refs);
        assertThat(document.objects("dependencies").stream().map(d -> d.string("ref")))
                .containsExactlyInAnyOrderElementsOf(refs);
        assertThat(document.objects("compositions").getFirst().strings("dependencies"))
                .hasSize(1)
                .allMatch(refs::contains);
        assertThat(
                        OfficialSchemas.cycloneDx(
                                new String(document.canonical(), StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void theModelIsNamedByItsDigestAndCarriesItsCard() {
        Json.Obj document = BillOfMaterials.describe(BomInputs.full()).json();
        Json.Obj model = document.object("metadata").object("component");
        assertThat(model.string("type")).isEqualTo("machine-learning-model");
        assertThat(model.string("purl"))
                .isEqualTo("pkg:generic/credit@" + BomInputs.MODEL.hex().substring(0, 12));
        assertThat(model.objects("hashes").getFirst().string("content"))
                .isEqualTo(BomInputs.MODEL.hex());
        Json.Obj card = model.object("modelCard");
        Json.Obj auc = card.object("quantitativeAnalysis").objects("performanceMetrics").get(1);
        assertThat(auc.string("value")).isEqualTo("0.79");
        assertThat(auc.object("confidenceInterval").string("lowerBound")).isEqualTo("0.74");
        assertThat(card.object("modelParameters").objects("datasets").getFirst().string("ref"))
                .startsWith("pkg:generic/german-credit@");
        assertThat(model.objects("externalReferences").getFirst().string("type"))
                .isEqualTo("attestation");
    }

    @Test
    void aSourceInWordsIsNoAddress() {
        TrainingData data =
                new TrainingData(
                        "d",
                        BomInputs.DATA,
                        "",
                        Optional.of(Licence.declared("on request, see contract 7")),
                        "",
                        "",
                        "handed over by the branch in Graz",
                        List.of());
        BomInput least = BomInputs.least();
        BomInput input =
                new BomInput(
                        least.model(),
                        List.of(data),
                        least.software(),
                        least.metrics(),
                        least.considerations(),
                        least.evidence(),
                        1,
                        Optional.empty());
        Bom bom = BillOfMaterials.describe(input);
        assertThat(text(bom)).contains("handed over by the branch in Graz");
        assertThat(OfficialSchemas.cycloneDx(text(bom))).isEmpty();
    }

    @Test
    void completenessCountsWhatIsThere() {
        Completeness full = BillOfMaterials.describe(BomInputs.full()).completeness();
        assertThat(full).isEqualTo(new Completeness(5, 5, 5, 5, 5, 5, 8));
        assertThat(full.score()).isEqualTo(1.0);
        // One component with a hash, an identity and known dependencies: 3 of 5 + 8 points.
        Completeness least = BillOfMaterials.describe(BomInputs.least()).completeness();
        assertThat(least).isEqualTo(new Completeness(1, 1, 0, 1, 0, 1, 0));
        assertThat(least.score()).isEqualTo(0.2307);
    }

    @Test
    void evidenceIsAboutTheModelAndNamesTheDocument() {
        Bom bom = BillOfMaterials.describe(BomInputs.full());
        Statement practice = bom.evidence(Instant.parse("2026-01-02T03:04:05Z"));
        assertThat(practice.isAbout(BomInputs.MODEL)).isTrue();
        assertThat(practice.predicateType()).isEqualTo("https://bulwark.dev/evidence/sbom/v1");
        Json.Obj result = practice.predicate().object("result");
        assertThat(result.string("bom_digest")).isEqualTo(bom.digest().toString());
        assertThat(result.number("completeness")).isEqualTo(1.0);
        assertThat(result.integer("with_licence")).isEqualTo(5);
        Statement standard = bom.attestation();
        assertThat(standard.predicateType()).isEqualTo("https://cyclonedx.org/bom");
        assertThat(standard.isAbout(BomInputs.MODEL)).isTrue();
        assertThat(Statement.parse(standard.toBytes()).predicate().digest())
                .isEqualTo(bom.digest());
    }

    @Test
    void theSerialNumberFollowsFromTheModelAlone() {
        String one = BillOfMaterials.describe(BomInputs.full()).json().string("serialNumber");
        String two = BillOfMaterials.describe(BomInputs.least()).json().string("serialNumber");
        assertThat(one).isEqualTo(two).startsWith("urn:uuid:");
    }

    @Test
    void anEmptyNameAndAnInfiniteNumberAreRefused() {
        assertThatThrownBy(() -> new PerformanceMetric("auc", Double.NaN, "", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> new PerformanceMetric.Interval(1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MavenCoordinates("g", "", "1", ""))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
