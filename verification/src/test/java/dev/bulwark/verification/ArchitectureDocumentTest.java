package dev.bulwark.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** ARCHITECTURE.md is the front door; what it says is there is there, and nothing is left out. */
class ArchitectureDocumentTest {
    private static final String DOCUMENT = "ARCHITECTURE.md";
    private static final Pattern PARAGRAPH =
            Pattern.compile("(?ms)^### `([a-z]+)`\\n+(.*?)(?=^#|\\z)");
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]+)(?:#[^)]*)?\\)");

    /** Less than two sentences explains nothing. */
    private static final int SHORTEST_PARAGRAPH = 120;

    @Test
    void everyModuleHasItsParagraph() {
        Map<String, String> paragraphs = new TreeMap<>();
        Matcher matcher = PARAGRAPH.matcher(Repository.read(DOCUMENT));
        while (matcher.find()) {
            paragraphs.put(matcher.group(1), matcher.group(2).strip());
        }
        for (String module : Repository.modules()) {
            assertThat(paragraphs.getOrDefault(module, ""))
                    .as("paragraph under '### `%s`' in %s", module, DOCUMENT)
                    .hasSizeGreaterThan(SHORTEST_PARAGRAPH);
        }
    }

    @Test
    void everyFolderWithAPomIsAModule() throws IOException {
        try (Stream<Path> folders = Files.list(Repository.root())) {
            List<String> withPom =
                    folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                            .map(folder -> folder.getFileName().toString())
                            .toList();
            assertThat(Repository.modules())
                    .as("modules of the root POM; a folder left out is never built")
                    .containsExactlyInAnyOrderElementsOf(withPom);
        }
    }

    @Test
    void theReactorFollowsTheImportTable() {
        List<String> order = Repository.modules();
        ImportTable.rows()
                .forEach((module, allowed) -> {
                    if (Repository.productModules().contains(module)) {
                        assertThat(order.subList(0, order.indexOf(module)))
                                .as("modules before %s: those it may import", module)
                                .containsAll(allowed);
                    }
                });
    }

    /** What ServiceLoader finds, by interface; the value is the module that declares it. */
    private static Map<String, String> extensionPoints() throws IOException {
        Map<String, String> points = new TreeMap<>();
        for (String module : Repository.productModules()) {
            Path services = Repository.classes(module).resolve("META-INF/services");
            if (Files.isDirectory(services)) {
                try (Stream<Path> files = Files.list(services)) {
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith("dev.bulwark."))
                            .forEach(name -> points.put(name, module));
                }
            }
        }
        return points;
    }

    @Test
    void everyExtensionPointHasItsRowAndEveryRowItsExtensionPoint() throws IOException {
        Set<String> inCode =
                extensionPoints().keySet().stream()
                        .map(name -> name.substring(name.lastIndexOf('.') + 1))
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> inDocument =
                Repository.tableAfter(DOCUMENT, "## Where a newcomer adds …").stream()
                        .map(row -> row.get(1).replace("`", ""))
                        .filter(name -> name.matches("[A-Z]\\w+"))
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(inCode).as("interfaces found by ServiceLoader").isNotEmpty();
        assertThat(inDocument)
                .as("rows of 'Where a newcomer adds …' against what ServiceLoader finds")
                .isEqualTo(inCode);
    }

    @Test
    void linksOfDocumentsLeadSomewhere() throws IOException {
        for (Path file : documents()) {
            Path folder = Repository.root().resolve(file).resolveSibling("");
            assertThat(LINK.matcher(Repository.read(file)).results().toList())
                    .as("links of %s", Repository.root().relativize(file))
                    .allSatisfy(link -> assertThat(folder.resolve(link.group(1))).exists());
        }
    }

    private static List<Path> documents() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> top = Files.list(Repository.root());
                Stream<Path> deep = Files.walk(Repository.root().resolve("docs"))) {
            Stream.concat(top, deep)
                    .filter(file -> file.getFileName().toString().endsWith(".md"))
                    .forEach(files::add);
        }
        return files;
    }
}
