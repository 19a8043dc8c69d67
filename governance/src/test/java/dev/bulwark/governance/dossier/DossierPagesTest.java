package dev.bulwark.governance.dossier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.governance.SampleEvidence;
import dev.bulwark.kernel.keys.SigningKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a browser is given. */
class DossierPagesTest {
    private static final SigningKeys KEYS = SampleEvidence.KEYS;

    @TempDir Path scratch;

    private Path dossier;

    @BeforeEach
    void writeOne() {
        dossier = scratch.resolve("dossier");
        write("");
    }

    private void write(String hostile) {
        new DossierWriter(KEYS).write(dossier, SampleDossier.content(scratch, KEYS, hostile));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> walk = Files.walk(dossier)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private String name(Path file) {
        return dossier.relativize(file).toString().replace('\\', '/');
    }

    @Test
    void everyLinkLeadsToAFileOrAPlaceThatIsThere() throws IOException {
        Pattern link = Pattern.compile("href=\"([^\"#]*)(#[^\"]*)?\"");
        for (Path page : files()) {
            if (!page.toString().endsWith(".html")) {
                continue;
            }
            String html = Files.readString(page);
            for (MatchResult match : link.matcher(html).results().toList()) {
                Path target = match.group(1).isEmpty() ? page : dossier.resolve(match.group(1));
                assertThat(target).exists();
                if (match.group(2) != null) {
                    assertThat(Files.readString(target))
                            .contains("id=\"" + match.group(2).substring(1) + "\"");
                }
            }
        }
    }

    @Test
    void pagesAreStaticAndHostileNamesStayText() throws IOException {
        String hostile = "\"><script>alert(1)</script><img src=x onerror=y>\u202E</style>";
        write(hostile);

        for (Path page : files()) {
            if (page.toString().endsWith(".html")) {
                assertThat(Files.readString(page))
                        .as(name(page))
                        .doesNotContain("<script", "<img", "\u202E", "javascript:", "http://")
                        .contains("default-src &#39;none&#39;")
                        .containsOnlyOnce("</style>")
                        .containsOnlyOnce("<h1>");
            }
        }
        assertThat(DossierVerifier.verify(dossier, KEYS.publicKeys()))
                .isInstanceOf(DossierVerification.Intact.class);
    }

    @Test
    void idsAreUniqueOnEveryPage() throws IOException {
        for (Path page : files()) {
            if (page.toString().endsWith(".html")) {
                assertThat(
                                Pattern.compile(" id=\"([^\"]+)\"")
                                        .matcher(Files.readString(page))
                                        .results()
                                        .map(match -> match.group(1)))
                        .as(name(page))
                        .doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void theBoardShowsAllThirtyPracticesAndClaimsNoneWithoutEvidence() throws IOException {
        String index = Files.readString(dossier.resolve("index.html"));

        assertThat(index.split("<li><svg class=\"mark", -1).length - 1).isGreaterThanOrEqualTo(30);
        assertThat(Pattern.compile("class=\"state none\"").matcher(index).results().count())
                .isEqualTo(30 - 7);
        assertThat(index).contains("The release gate lets this model pass");
    }
}
