package dev.bulwark.verification;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What code may not call, and what it does instead. */
class PlainJavaTest {
    private static final DescribedPredicate<JavaClass> OURS = resideInAPackage("dev.bulwark..");

    private static DescribedPredicate<JavaClass> outside(String... packages) {
        return OURS.and(resideOutsideOfPackages(packages));
    }

    private static DescribedPredicate<JavaAccess<?>> member(String owner, Set<String> names) {
        return describe(
                owner + "." + names,
                access -> {
                    AccessTarget target = access.getTarget();
                    return target.getOwner().getFullName().equals(owner)
                            && names.contains(target.getName());
                });
    }

    @Test
    void librariesDoNotPrint() {
        noClasses()
                .that(outside("dev.bulwark.cli..", "dev.bulwark.worker", "dev.bulwark.server.."))
                .should()
                .accessTargetWhere(member("java.lang.System", Set.of("out", "err", "console")))
                .because(
                        "a library does not know who listens: return a value, report to Progress,"
                                + " or throw BulwarkException")
                .check(ProductClasses.all());
    }

    @Test
    void onlyAProgramEndsTheProcess() {
        noClasses()
                .that(outside("dev.bulwark.cli..", "dev.bulwark.worker", "dev.bulwark.server.."))
                .should()
                .accessTargetWhere(
                        member("java.lang.System", Set.of("exit"))
                                .or(member("java.lang.Runtime", Set.of("exit", "halt"))))
                .because("a library throws; the program decides whether that is the end")
                .check(ProductClasses.all());
    }

    @Test
    void nothingIsDeserialisedByJava() {
        noClasses()
                .that(OURS)
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("java.rmi..")
                                .or(named("java.io.ObjectInputStream"))
                                .or(named("java.io.ObjectOutputStream"))
                                .or(named("java.beans.XMLDecoder")))
                .because("bytes from outside choose the classes then: use kernel's strict Json")
                .check(ProductClasses.all());
    }

    @Test
    void timeComesIn() {
        List<String> clocks =
                List.of(
                        "java.time.Instant",
                        "java.time.LocalDate",
                        "java.time.LocalDateTime",
                        "java.time.ZonedDateTime",
                        "java.time.OffsetDateTime");
        for (String clock : clocks) {
            noClasses()
                    .that(
                            outside(
                                    "dev.bulwark.cli..",
                                    "dev.bulwark.server..",
                                    "dev.bulwark.worker"))
                    .should()
                    .accessTargetWhere(member(clock, Set.of("now")))
                    .because("a test must be able to stand the clock: take an InstantSource")
                    .check(ProductClasses.all());
        }
        noClasses()
                .that(outside("dev.bulwark.cli..", "dev.bulwark.server..", "dev.bulwark.worker"))
                .should()
                .accessTargetWhere(member("java.lang.System", Set.of("currentTimeMillis")))
                .because("a test must be able to stand the clock: take an InstantSource")
                .check(ProductClasses.all());
    }

    @Test
    void randomnessComesIn() {
        noClasses()
                .that(OURS)
                .should()
                .accessTargetWhere(member("java.lang.Math", Set.of("random")))
                .orShould()
                .accessTargetWhere(member("java.util.Random", Set.of("<init>")))
                .orShould()
                .dependOnClassesThat(named("java.util.concurrent.ThreadLocalRandom"))
                .because("a run must be repeatable from its seed: take a RandomGenerator")
                .check(ProductClasses.all());
    }

    @Test
    void onlyTheSandboxStartsProcesses() {
        noClasses()
                .that(outside("dev.bulwark.sandbox..", "dev.bulwark.cli.."))
                .should()
                .dependOnClassesThat(named("java.lang.ProcessBuilder"))
                .orShould()
                .accessTargetWhere(member("java.lang.Runtime", Set.of("exec")))
                .because("a process is started confined: dev.bulwark.sandbox.process does it")
                .check(ProductClasses.all());
    }

    @Test
    void librariesDoNotListenToTheEnvironment() {
        noClasses()
                .that(outside("dev.bulwark.cli..", "dev.bulwark.server..", "dev.bulwark.worker"))
                .should()
                .accessTargetWhere(member("java.lang.System", Set.of("getenv", "setProperty")))
                .because("what changes behaviour is a parameter, so that evidence can name it")
                .check(ProductClasses.all());
    }

    @Test
    void oneJsonForAll() {
        noClasses()
                .that(outside("dev.bulwark.server..", "dev.bulwark.gateway.."))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                "com.fasterxml.jackson..",
                                "tools.jackson..",
                                "com.google.gson..",
                                "jakarta.json..",
                                "org.json.."))
                .because(
                        "evidence must mean the same bytes to every reader: use"
                                + " dev.bulwark.kernel.json.Json, strict in and RFC 8785 out")
                .check(ProductClasses.all());
    }

    private static DescribedPredicate<JavaClass> named(String name) {
        return describe(name, type -> type.getFullName().equals(name));
    }
}
