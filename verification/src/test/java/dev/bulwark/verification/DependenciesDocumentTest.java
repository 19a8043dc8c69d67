package dev.bulwark.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each dependency has a reason, a licence, and an answer to "what would we do without it". */
class DependenciesDocumentTest {
    private static final String DOCUMENT = "docs/dependencies.md";
    private static final Pattern MANAGEMENT =
            Pattern.compile("<dependencyManagement>(.*?)</dependencyManagement>", Pattern.DOTALL);
    private static final Pattern DEPENDENCY =
            Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL);
    private static final Pattern PROCESSOR = Pattern.compile("<path>(.*?)</path>", Pattern.DOTALL);
    private static final Pattern PLUGIN = Pattern.compile("<plugin>(.*?)</plugin>", Pattern.DOTALL);

    private static String element(String name, String text) {
        var matcher = Pattern.compile("<%s>([^<]+)</%s>".formatted(name, name)).matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static String coordinates(MatchResult match) {
        String text = match.group(1);
        return element("groupId", text) + ":" + element("artifactId", text);
    }

    private static Set<String> documented(String heading) {
        return Repository.tableAfter(DOCUMENT, heading).stream()
                .map(row -> row.get(0).replace("`", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyManagedDependencyHasARow() {
        var management = MANAGEMENT.matcher(Repository.read("pom.xml"));
        assertThat(management.find()).isTrue();
        Set<String> managed =
                DEPENDENCY
                        .matcher(management.group(1))
                        .results()
                        .map(DependenciesDocumentTest::coordinates)
                        .filter(name -> !name.startsWith("dev.bulwark:"))
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> rows = documented("## Shipped");
        rows.addAll(documented("## Only in tests"));
        PROCESSOR
                .matcher(Repository.read("pom.xml"))
                .results()
                .forEach(match -> managed.add(coordinates(match)));
        rows.addAll(documented("## Only in the build"));

        assertThat(rows)
                .as("rows of %s; say why, the licence, and what we would do without", DOCUMENT)
                .containsAll(managed);
    }

    @Test
    void everyRowIsComplete() {
        for (String heading : List.of("## Shipped", "## Only in tests", "## Only in the build")) {
            assertThat(Repository.tableAfter(DOCUMENT, heading))
                    .allSatisfy(row -> assertThat(row).hasSizeGreaterThan(3).doesNotContain(""));
        }
    }

    @Test
    void versionsStandInTheRootPomOnly() {
        for (String module : Repository.modules()) {
            String pom = Repository.read(module + "/pom.xml");
            assertThat(DEPENDENCY.matcher(pom).results().map(MatchResult::group).toList())
                    .as("dependencies of %s/pom.xml: the version goes to the root POM", module)
                    .noneMatch(DependenciesDocumentTest::pinsAVersion);
            assertThat(PLUGIN.matcher(pom).results().map(MatchResult::group).toList())
                    .as("plugins of %s/pom.xml: the version goes to the root POM", module)
                    .noneMatch(plugin ->
                            plugin.replaceAll("(?s)<configuration>.*", "").contains("<version>"));
        }
    }

    /** Ours have the project's version, and an imported BOM is the version of many. */
    private static boolean pinsAVersion(String dependency) {
        return dependency.contains("<version>")
                && !dependency.contains("<version>${project.version}</version>")
                && !dependency.contains("<scope>import</scope>");
    }

    @Test
    void nobodyAddsARepositoryOfTheirOwn() {
        assertThat(Repository.modules())
                .allSatisfy(module -> refuseRepositories(module + "/pom.xml"));
        refuseRepositories("pom.xml");
    }

    private static void refuseRepositories(String pom) {
        assertThat(Repository.read(pom))
                .as("%s: what is built comes from Maven Central alone", pom)
                .doesNotContain("<repositories>", "<pluginRepositories>", "<systemPath>");
    }
}
