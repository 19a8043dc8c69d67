package dev.bulwark.verification;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Held three times: by the POMs, by the enforcer, and here on the compiled classes. */
class ImportTableTest {
    private static final String OURS = "dev.bulwark..";
    private static final Pattern DEPENDENCY =
            Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL);
    private static final Pattern OUR_ARTIFACT =
            Pattern.compile("<artifactId>bulwark-([a-z]+)</artifactId>");

    @Test
    void everyProductModuleHasARow() {
        assertThat(ImportTable.rows().keySet())
                .as("rows of 'Who may import whom' in ARCHITECTURE.md")
                .containsAll(Repository.productModules());
    }

    @TestFactory
    Stream<DynamicTest> aModuleImportsWhatItsRowAllows() {
        return ImportTable.rows().entrySet().stream()
                .filter(row -> Repository.productModules().contains(row.getKey()))
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> check(row)));
    }

    private static void check(Map.Entry<String, List<String>> row) {
        String module = row.getKey();
        String[] allowed =
                Stream.concat(Stream.of(module), row.getValue().stream())
                        .map(name -> "dev.bulwark." + name + "..")
                        .toArray(String[]::new);
        noClasses()
                .that(resideInAPackage("dev.bulwark." + module + ".."))
                .should()
                .dependOnClassesThat(resideInAPackage(OURS).and(resideOutsideOfPackages(allowed)))
                .because(
                        "the import table of ARCHITECTURE.md allows "
                                + module
                                + " only "
                                + row.getValue()
                                + ". Stages never call each other: exchange a record of kernel,"
                                + " and if the noun is missing there, add it to kernel")
                .check(ProductClasses.all());
    }

    @TestFactory
    Stream<DynamicTest> aModuleDeclaresWhatItsRowAllows() {
        return Repository.productModules().stream()
                .map(module -> DynamicTest.dynamicTest(module, () -> checkPom(module)));
    }

    private static void checkPom(String module) {
        List<String> declared =
                DEPENDENCY
                        .matcher(Repository.read(module + "/pom.xml"))
                        .results()
                        .map(MatchResult::group)
                        .filter(dependency -> !dependency.contains("<scope>test</scope>"))
                        // Wanted built before, not on the class path: cli packs the server so.
                        .filter(dependency -> !dependency.contains("<type>pom</type>"))
                        .flatMap(dependency -> OUR_ARTIFACT.matcher(dependency).results())
                        .map(match -> match.group(1))
                        .filter(name -> !name.equals("testkit"))
                        .toList();
        assertThat(ImportTable.rows().getOrDefault(module, List.of()))
                .as(
                        "%s/pom.xml declares a module that its row in ARCHITECTURE.md does not"
                                + " allow: remove the dependency and exchange records of kernel",
                        module)
                .containsAll(declared);
    }

    @Test
    void everyClassLivesUnderItsModulesPackage() {
        for (String module : Repository.productModules()) {
            // Generated from other people's schemas, whose package names those are.
            String[] homes = {"dev.bulwark." + module + "..", "onnx.."};
            classes()
                    .should()
                    .resideInAnyPackage(homes)
                    .because("the import table is checked by package: dev.bulwark." + module)
                    .check(
                            new com.tngtech.archunit.core.importer.ClassFileImporter()
                                    .importPath(Repository.classes(module)));
        }
    }

    @Test
    void theEngineStopsAtOnnx() {
        noClasses()
                .that(resideInAPackage(OURS).and(resideOutsideOfPackages("dev.bulwark.onnx..")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("ai.onnxruntime..", "onnx.."))
                .because("ONNX Runtime stops at onnx: use dev.bulwark.onnx.run and its tensors")
                .check(ProductClasses.all());
    }

    @Test
    void theWebPlatformStopsAtTheServer() {
        noClasses()
                .that(
                        resideInAPackage(OURS)
                                .and(
                                        resideOutsideOfPackages(
                                                "dev.bulwark.gateway..", "dev.bulwark.server..")))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                "io.quarkus..", "io.vertx..", "jakarta.ws.rs..", "io.netty.."))
                .because("only gateway and server know the web platform; they call you")
                .check(ProductClasses.all());
    }

    @Test
    void eachLibraryStopsAtItsModule() {
        Map<String, String> homes =
                Map.of(
                        "picocli..", "dev.bulwark.cli..",
                        "org.snakeyaml..", "dev.bulwark.cli..",
                        "dev.cel..", "dev.bulwark.governance..",
                        "com.google.protobuf..", "dev.bulwark.onnx..");
        homes.forEach((library, home) ->
                noClasses()
                        .that(resideInAPackage(OURS).and(resideOutsideOfPackages(home)))
                        .should()
                        .dependOnClassesThat(resideInAPackage(library))
                        .because(
                                "one module knows each library, so that it can be"
                                        + " replaced: go through "
                                        + home)
                        .check(ProductClasses.all()));
    }

    @Test
    void verificationWaitsForEveryModule() {
        var listed =
                OUR_ARTIFACT
                        .matcher(Repository.read("verification/pom.xml"))
                        .results()
                        .map(match -> match.group(1))
                        .collect(java.util.stream.Collectors.toCollection(TreeSet::new));
        assertThat(listed)
                .as("dependencies of verification/pom.xml: every module, so that it is built first")
                .containsAll(Repository.modules());
    }
}
