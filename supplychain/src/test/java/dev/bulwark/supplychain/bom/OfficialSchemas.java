package dev.bulwark.supplychain.bom;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.bulwark.supplychain.sign.SharedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The published JSON schemas, with formats asserted and nothing fetched. */
public final class OfficialSchemas {
    private OfficialSchemas() {}

    /** What CycloneDX 1.6 says of {@code document}; empty if it is valid. */
    public static List<String> cycloneDx(String document) {
        Path folder = SharedFiles.supply("cyclonedx/schema");
        Map<String, String> schemas =
                Stream.of("bom-1.6.schema.json", "spdx.schema.json", "jsf-0.82.schema.json")
                        .collect(
                                Collectors.toMap(
                                        name -> "http://cyclonedx.org/schema/" + name,
                                        name -> read(folder.resolve(name))));
        return validate(
                schemas,
                SpecificationVersion.DRAFT_7,
                "http://cyclonedx.org/schema/bom-1.6.schema.json",
                document);
    }

    /** What the OpenSSF Model Signing 1.0 schema {@code kind} says of {@code document}. */
    public static List<String> modelSigning(String kind, String document) {
        Path folder = SharedFiles.supply("oms-spec/schemas/v1.0");
        Map<String, String> schemas =
                Stream.of("bundle", "envelope", "statement", "predicate")
                        .collect(
                                Collectors.toMap(
                                        name -> "https://model_signing/" + name + "/v1.0/schema",
                                        name -> read(folder.resolve(name + ".schema.json"))));
        return validate(
                schemas,
                SpecificationVersion.DRAFT_2020_12,
                "https://model_signing/" + kind + "/v1.0/schema",
                document);
    }

    private static List<String> validate(
            Map<String, String> schemas, SpecificationVersion version, String id, String document) {
        SchemaRegistry registry =
                SchemaRegistry.withDefaultDialect(version, builder -> builder.schemas(schemas));
        Schema schema = registry.getSchema(SchemaLocation.of(id));
        return schema
                .validate(
                        document,
                        InputFormat.JSON,
                        context ->
                                context.executionConfig(
                                        config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Error::toString)
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
