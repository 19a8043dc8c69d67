package dev.bulwark.verification;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** One package per technique: marked for nulls, free of cycles, small, and named by the field. */
class PackagesTest {
    private static final int MOST_CLASSES = 25;

    /** Names that say nothing: the field has a word for it. */
    private static final String EMPTY_NAMES =
            ".*(Utils?|Helpers?|Managers?|Impl|Data|Infos?|Common|Misc)";

    /** Names that end so because the field's own word does. */
    private static final Set<String> WORDS_OF_THE_FIELD =
            Set.of(
                    // ONNX calls a value's name and type ValueInfo.
                    "dev.bulwark.onnx.graph.ValueInfo",
                    // CycloneDX and the AI Act speak of training data.
                    "dev.bulwark.supplychain.bom.TrainingData",
                    // The section of bulwark.yaml is called data.
                    "dev.bulwark.cli.config.SystemFile$Data");

    /** Generated from ONNX's schema; nobody writes or reads it. */
    private static final String GENERATED = "dev.bulwark.onnx.proto";

    /** Larger when the rule came: the records of ONNX's schema, one a message. */
    private static final Set<String> KNOWN_LARGE = Set.of("dev.bulwark.onnx.graph");

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith("dev.bulwark")
                && !type.getPackageName().startsWith(GENERATED);
    }

    private static List<JavaPackage> packages() {
        return ProductClasses.all().stream()
                .filter(PackagesTest::isOurs)
                .map(JavaClass::getPackage)
                .distinct()
                .toList();
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(packages())
                .as("packages without @NullMarked in a package-info.java")
                .filteredOn(item ->
                        item.tryGetPackageInfo()
                                .filter(info -> info.isAnnotatedWith(NullMarked.class))
                                .isEmpty())
                .extracting(JavaPackage::getName)
                .isEmpty();
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.bulwark.(**)")
                .should()
                .beFreeOfCycles()
                .because(
                        "two packages that need each other are one, or share a noun that belongs"
                                + " into a third below both")
                .check(ProductClasses.all());
    }

    @Test
    void namesSaySomething() {
        noClasses()
                .that(
                        describe(
                                "are ours",
                                type ->
                                        isOurs(type)
                                                && !WORDS_OF_THE_FIELD.contains(type.getName())))
                .should()
                .haveNameMatching(EMPTY_NAMES)
                .because("the name says what it is in the field's words: see CONTRIBUTING.md")
                .check(ProductClasses.all());
    }

    @TestFactory
    Stream<DynamicTest> packagesStaySmall() {
        Map<String, Long> sizes =
                ProductClasses.all().stream()
                        .filter(PackagesTest::isOurs)
                        .filter(type -> type.getEnclosingClass().isEmpty())
                        .filter(type -> !type.getSimpleName().equals("package-info"))
                        .filter(type -> !KNOWN_LARGE.contains(type.getPackageName()))
                        .collect(
                                Collectors.groupingBy(
                                        JavaClass::getPackageName,
                                        TreeMap::new,
                                        Collectors.counting()));
        return sizes.entrySet().stream()
                .map(size ->
                        DynamicTest.dynamicTest(
                                size.getKey(),
                                () ->
                                        assertThat(size.getValue())
                                                .as(
                                                        "classes in %s: split it by" + " technique",
                                                        size.getKey())
                                                .isLessThanOrEqualTo(MOST_CLASSES)));
    }
}
