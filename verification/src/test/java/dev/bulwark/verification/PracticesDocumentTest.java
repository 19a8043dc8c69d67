package dev.bulwark.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Practice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README's board of thirty is complete, and what it claims has a page. */
class PracticesDocumentTest {
    private static final String HEADING = "## The thirty practices";
    private static final String NOT_YET = "not yet";
    private static final String INDEX = "README.md";

    private record Row(String number, String id, String state) {
        boolean hasCode() {
            return !state.startsWith(NOT_YET);
        }
    }

    private static List<Row> rows() {
        return Repository.tableAfter(INDEX, HEADING).stream()
                .map(cells ->
                        new Row(
                                cells.get(0),
                                cells.get(1).replaceAll("[`\\[\\]]|\\(.*\\)", ""),
                                cells.get(3)))
                .toList();
    }

    @Test
    void theBoardHasAllThirtyInOrder() {
        assertThat(rows())
                .extracting(row -> row.number() + " " + row.id())
                .containsExactlyElementsOf(
                        Arrays.stream(Practice.values())
                                .map(practice -> practice.number() + " " + practice.id())
                                .toList());
    }

    @Test
    void aPracticeWithCodeHasItsPageAndOneWithoutHasNone() throws IOException {
        List<String> expected =
                rows().stream().filter(Row::hasCode).map(row -> row.id() + ".md").toList();
        Path folder = Repository.root().resolve("docs/practices");
        try (Stream<Path> pages = Files.list(folder)) {
            assertThat(pages.map(page -> page.getFileName().toString()).toList())
                    .as("pages in docs/practices, against the states in README.md")
                    .filteredOn(name -> !name.equals(INDEX))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void everyPageSaysWhatItDoesNotProtectAgainst() throws IOException {
        Path folder = Repository.root().resolve("docs/practices");
        try (Stream<Path> pages = Files.list(folder)) {
            assertThat(pages.filter(page -> !page.endsWith(INDEX)).toList())
                    .isNotEmpty()
                    .allSatisfy(page ->
                            assertThat(Repository.read(page))
                                    .containsIgnoringCase("protects against")
                                    .containsIgnoringCase("not protect against"));
        }
    }

    @Test
    void theIndexListsEveryPage() {
        String index = Repository.read("docs/practices/" + INDEX);
        assertThat(rows().stream().filter(Row::hasCode).toList())
                .allSatisfy(row -> assertThat(index).contains("(" + row.id() + ".md)"));
    }
}
