package dev.bulwark.governance.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * A page of its own: stylesheet inside, no script, nothing fetched.
 *
 * <p>The content policy names the stylesheet by its digest instead of {@code 'self'}, which
 * browsers read differently for files than for servers; so a page is the same wherever it lies.
 *
 * @param title for the window and for search
 * @param kicker the small line above the navigation, e.g. the system's name
 * @param links the navigation; empty for a page that stands alone
 * @param current the link of this page, which is marked
 * @param main the content, one {@code h1} in it
 * @see <a href="https://www.w3.org/TR/CSP3/">Content Security Policy Level 3</a>
 */
public record Page(String title, String kicker, List<Link> links, String current, Html main) {
    /** One entry of the navigation. */
    public record Link(String href, String text) {}

    private static final String STYLE = stylesheet();
    private static final String POLICY =
            "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'"
                    .formatted(
                            Base64.getEncoder()
                                    .encodeToString(
                                            dev.bulwark.kernel.Digest.of(
                                                            STYLE.getBytes(StandardCharsets.UTF_8))
                                                    .bytes()));

    public Page {
        links = List.copyOf(links);
    }

    private static String stylesheet() {
        try (InputStream in = Page.class.getResourceAsStream("page.css")) {
            if (in == null) {
                throw new IllegalStateException("page.css is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The document. */
    public String render() {
        Html head = new Html();
        head.empty("meta", "charset", "utf-8");
        head.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
        head.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        head.empty("meta", "name", "referrer", "content", "no-referrer");
        head.empty("meta", "name", "color-scheme", "content", "light dark");
        head.leaf("title", title);
        Html body = new Html();
        body.leaf("a", "Skip to content", "class", "skip", "href", "#content");
        header(body);
        body.open("main", "id", "content").add(main).closeLine();
        footer(body);
        // The stylesheet is ours and holds no markup; its digest is in the policy above.
        return "<!doctype html>\n<html lang=\"en\">\n<head>\n"
                + head
                + "\n<style>"
                + STYLE
                + "</style>\n</head>\n<body>\n"
                + body
                + "</body>\n</html>\n";
    }

    private void header(Html body) {
        body.open("header", "class", "top").open("div", "class", "wrap");
        body.open("div", "class", "brand");
        body.open(
                        "svg",
                        "viewBox",
                        "0 0 24 24",
                        "width",
                        "24",
                        "height",
                        "24",
                        "aria-hidden",
                        "true")
                .empty(
                        "path",
                        "class",
                        "shield",
                        "d",
                        "M12 2 4 5v6c0 5 3.4 9 8 11 4.6-2 8-6 8-11V5z")
                .empty("path", "class", "tick", "d", "m8.2 12 2.6 2.6 5-5.4")
                .close();
        body.leaf("span", "Bulwark", "class", "word").leaf("span", kicker, "class", "kicker");
        body.close();
        if (!links.isEmpty()) {
            body.open("nav", "aria-label", "Dossier").open("ul");
            for (Link link : links) {
                body.open("li");
                if (link.href().equals(current)) {
                    body.leaf("a", link.text(), "href", link.href(), "aria-current", "page");
                } else {
                    body.leaf("a", link.text(), "href", link.href());
                }
                body.close();
            }
            body.close().close();
        }
        body.close().closeLine();
    }

    private static void footer(Html body) {
        body.open("footer", "class", "foot").open("div", "class", "wrap");
        body.leaf(
                "p",
                "Evidence supports the statements in this dossier; it is no legal finding. What was"
                        + " not assessed is said to be not assessed.");
        body.close().closeLine();
    }
}
