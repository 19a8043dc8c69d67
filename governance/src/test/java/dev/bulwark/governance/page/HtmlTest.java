package dev.bulwark.governance.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlTest {
    @Test
    void escapesTextAndAttributes() {
        assertThat(new Html().leaf("p", "<b>&\"'", "title", "\"><script>").toString())
                .isEqualTo("<p title=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt;&amp;&quot;&#39;</p>");
    }

    @Test
    void showsInvisibleCharactersInsteadOfObeyingThem() {
        assertThat(new Html().text("a\u202Eb\u0000c\u200Bd\uD800e").toString())
                .isEqualTo("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"script", "iframe", "form", "base", "link", "p onclick", "p>", "", "use"})
    void refusesElementsThatRunOrFetch(String element) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Html().open(element));
    }

    @ParameterizedTest
    @ValueSource(strings = {"onclick", "style", "src", "a b", "x=", ""})
    void refusesAttributesThatRunOrFetch(String attribute) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Html().open("p", attribute, "x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "https://example.org/",
                "//example.org/",
                "../secret",
                "a/../../b",
                "data:text/html,x",
                "",
                "/etc/passwd",
                "#a b"
            })
    void refusesLinksOutOfTheFolder(String link) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Html().open("a", "href", link));
    }

    @ParameterizedTest
    @ValueSource(strings = {"index.html", "evidence.html#e-12", "#notes", "evidence/ab.json"})
    void acceptsLinksInsideTheFolder(String link) {
        assertThat(new Html().leaf("a", "x", "href", link).toString()).contains(link);
    }

    @Test
    void refusesToEndWithAnOpenElement() {
        assertThatThrownBy(() -> new Html().open("p").toString())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("<p>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a--b", "-->", "", "a<b"})
    void refusesMarksThatCouldEndTheComment(String mark) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Html().mark(mark));
    }

    @Test
    void aPageFetchesNothingAndNamesItsStylesheetByDigest() {
        String page = new Page("t", "k", List.of(), "", new Html().leaf("h1", "x")).render();

        assertThat(page)
                .contains("default-src &#39;none&#39;; style-src &#39;sha256-")
                .doesNotContain("<script", "<link", " style=", "src=", "url(", "@import", "http:")
                .containsOnlyOnce("<h1>")
                .contains("<main id=\"content\">", "lang=\"en\"");
    }
}
