package dev.bulwark.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Practice;
import dev.bulwark.ledger.schema.PredicateSchemas;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whatever the product signs has a schema: no writer is forgotten. */
class PredicateTypesTest {
    private static final Pattern CONSTANT =
            Pattern.compile(
                    "String (?:PREDICATE_TYPE|ROSTER|REVOCATION|POLICY|ERASURE)"
                            + " =\\s*\"(https://[^\"]+)\"");
    private static final Pattern PRACTICE =
            Pattern.compile("PracticeEvidence\\s*\\.of\\(\\s*Practice\\.([A-Z_]+)");
    private static final Pattern KIND = Pattern.compile("String KIND = \"([a-z-]+)\"");

    @Test
    void everyPredicateTypeThatIsWrittenHasASchema() throws IOException {
        Set<String> types = new TreeSet<>();
        for (String module : Repository.productModules()) {
            for (Path source : Repository.javaSources(module)) {
                if (source.toString().contains("/src/main/")) {
                    collect(Repository.read(source), types);
                }
            }
        }
        assertThat(types).hasSizeGreaterThan(15);
        assertThat(types)
                .as("types that are written, and have no file in ledger's resources, schema/")
                .allMatch(type -> PredicateSchemas.shipped().of(type).isPresent());
    }

    private static void collect(String source, Set<String> types) {
        CONSTANT.matcher(source).results().forEach(match -> types.add(match.group(1)));
        PRACTICE.matcher(source)
                .results()
                .forEach(match -> types.add(Practice.valueOf(match.group(1)).predicateType()));
        if (source.contains("PracticeEvidence")) {
            KIND.matcher(source)
                    .results()
                    .forEach(match ->
                            types.add("https://bulwark.dev/evidence/" + match.group(1) + "/v1"));
        }
    }
}
