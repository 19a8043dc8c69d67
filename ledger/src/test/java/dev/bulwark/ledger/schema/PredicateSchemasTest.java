package dev.bulwark.ledger.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PredicateSchemasTest {
    private static final PredicateSchemas SCHEMAS = PredicateSchemas.shipped();

    static Path resource(String name) throws URISyntaxException {
        var url = PredicateSchemasTest.class.getResource(name);
        assertThat(url).as(name).isNotNull();
        return Path.of(url.toURI());
    }

    static List<Path> documents(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        }
    }

    /** What a full run of each example wrote; long arrays and texts are cut. */
    static List<Path> written() throws IOException, URISyntaxException {
        return documents(resource("written"));
    }

    static List<Path> schemas() throws IOException, URISyntaxException {
        // Tests have a folder of this name as well: the schemas lie beside the product's classes.
        Path folder =
                Path.of(
                                PredicateSchemas.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toURI())
                        .resolve("dev/bulwark/ledger/schema");
        return documents(folder);
    }

    private static Statement statement(String type, Json.Obj predicate) {
        return new Statement(List.of(new Subject("it", Digest.of(new byte[0]))), type, predicate);
    }

    @TestFactory
    Stream<DynamicTest> whatEarlierReleasesWroteStillReads() throws Exception {
        return written().stream()
                .map(file ->
                        DynamicTest.dynamicTest(
                                file.toString(),
                                () -> {
                                    Json.Obj sample = Json.parseObject(Files.readAllBytes(file));
                                    assertThat(
                                                    SCHEMAS.check(
                                                            statement(
                                                                    sample.string("predicateType"),
                                                                    sample.object("predicate"))))
                                            .isEmpty();
                                }));
    }

    @TestFactory
    Stream<DynamicTest> ourOwnPredicatesAreClosed() throws Exception {
        return written().stream()
                .map(file ->
                        DynamicTest.dynamicTest(
                                file.toString(),
                                () -> {
                                    Json.Obj sample = Json.parseObject(Files.readAllBytes(file));
                                    String type = sample.string("predicateType");
                                    Json.Obj more = sample.object("predicate").with("anything", 1);
                                    boolean ours = type.startsWith("https://bulwark.dev/");
                                    assertThat(SCHEMAS.check(statement(type, more)).isEmpty())
                                            .isEqualTo(
                                                    !ours
                                                            && (type.contains("provenance")
                                                                    || type.contains("cyclonedx")));
                                }));
    }

    @TestFactory
    Stream<DynamicTest> everySchemaIsOfItsTypeAndSaysSo() throws Exception {
        return schemas().stream()
                .map(file ->
                        DynamicTest.dynamicTest(
                                file.toString(),
                                () -> {
                                    Json.Obj document = Json.parseObject(Files.readAllBytes(file));
                                    String type = document.string("$id");
                                    assertThat("/" + file).endsWith(type.substring(7) + ".json");
                                    assertThat(SCHEMAS.of(type)).isPresent();
                                    assertThat(document.string("title")).isNotBlank();
                                    boolean open =
                                            document.get("additionalProperties")
                                                    .filter(Json.of(false)::equals)
                                                    .isEmpty();
                                    assertThat(open)
                                            .as("%s lets any member in", type)
                                            .isEqualTo(
                                                    type.equals("https://cyclonedx.org/bom")
                                                            || type.equals(
                                                                    "https://slsa.dev/provenance/v1"));
                                }));
    }

    @Test
    void refusesATypeThatHasNoSchema() {
        for (String type :
                List.of(
                        "https://example.org/nothing/v1",
                        "https://bulwark.dev/evidence/sbom/v2",
                        "https://bulwark.dev/../schema/bulwark.dev/policy/v1",
                        "file:///bulwark.dev/policy/v1",
                        "https://",
                        "")) {
            assertThat(SCHEMAS.of(type)).as(type).isEmpty();
            if (!type.isEmpty()) {
                assertThat(SCHEMAS.check(statement(type, Json.obj())))
                        .as(type)
                        .singleElement()
                        .satisfies(violation -> assertThat(violation.why()).contains(type));
            }
        }
    }

    @Test
    void namesEveryViolationWithItsPointer() {
        Json.Obj predicate =
                Json.obj(
                        "practice",
                        "audit-trail",
                        "outcome",
                        "excellent",
                        "at",
                        "yesterday",
                        "settings",
                        Json.obj("log", "example.org/log"),
                        "result",
                        Json.obj("entries", -1, "findings", "none", "a/b~c", true),
                        "tool",
                        Json.obj("name", "bulwark", "version", "0.1.0"));
        Statement statement = statement("https://bulwark.dev/evidence/audit-trail/v1", predicate);
        assertThat(SCHEMAS.check(statement))
                .extracting(SchemaViolation::pointer)
                .containsExactlyInAnyOrder(
                        "/outcome",
                        "/at",
                        "/result",
                        "/result",
                        "/result/entries",
                        "/result/findings");
        assertThatThrownBy(() -> SCHEMAS.require(statement))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo("EVIDENCE_SCHEMA_VIOLATED");
                            assertThat(e.what())
                                    .contains("/result/entries", "'clean' is missing", "'a/b~c'");
                        });
    }
}
