package dev.bulwark.governance.page;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes HTML or SVG that is well formed and escaped by construction.
 *
 * <p><b>Guarantees:</b> text and attribute values never become markup; links lead nowhere but into
 * the same folder; elements and attributes that run or fetch anything cannot be written; every
 * element is closed.
 */
public final class Html {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9:-]{0,31}");
    private static final Pattern LOCAL_LINK =
            Pattern.compile("#[A-Za-z0-9-]+|[A-Za-z0-9][A-Za-z0-9._/-]*(#[A-Za-z0-9-]+)?");
    private static final Set<String> FORBIDDEN_ELEMENTS =
            Set.of("script", "iframe", "object", "embed", "form", "base", "link", "use", "image");
    private static final Set<String> VOID_ELEMENTS = Set.of("br", "hr", "meta", "col", "wbr");

    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /**
     * Opens an element.
     *
     * @param attributes names and values in turn
     */
    public Html open(String element, String... attributes) {
        start(element, attributes);
        out.append('>');
        open.push(element);
        return this;
    }

    /** Closes the innermost open element. */
    public Html close() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    /** Closes the innermost open element and ends the line. */
    public Html closeLine() {
        close();
        out.append('\n');
        return this;
    }

    /** Text, escaped. */
    public Html text(String text) {
        out.append(escape(text));
        return this;
    }

    /** An element that holds text alone. */
    public Html leaf(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close();
    }

    /** An element without content: {@code <br>} in HTML, or a shape in SVG. */
    public Html empty(String element, String... attributes) {
        start(element, attributes);
        out.append(VOID_ELEMENTS.contains(element) ? ">" : "></" + element + ">");
        return this;
    }

    /** Everything another writer wrote. */
    public Html add(Html fragment) {
        out.append(fragment);
        return this;
    }

    /** A comment that marks a place; letters, digits, spaces, colons and hyphens. */
    public Html mark(String text) {
        if (!text.matches("[A-Za-z0-9: ]([A-Za-z0-9: ]|-(?!-))*")) {
            throw new IllegalArgumentException("not a mark: '" + text + "'");
        }
        out.append("<!-- ").append(text).append(" -->\n");
        return this;
    }

    private void start(String element, String... attributes) {
        if (!NAME.matcher(element).matches() || FORBIDDEN_ELEMENTS.contains(element)) {
            throw new IllegalArgumentException("no page may have an element '" + element + "'");
        }
        if (attributes.length % 2 != 0) {
            throw new IllegalArgumentException("an attribute has no value");
        }
        out.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            attribute(attributes[i], attributes[i + 1]);
        }
    }

    private void attribute(String name, String value) {
        boolean runs = name.startsWith("on") || name.equals("style") || name.equals("src");
        if (!NAME.matcher(name).matches() || runs) {
            throw new IllegalArgumentException("no page may have an attribute '" + name + "'");
        }
        if (name.endsWith("href") && !isLocal(value)) {
            throw new IllegalArgumentException(
                    "a link stays in the folder, but got '" + value + "'");
        }
        out.append(' ').append(name).append("=\"").append(escape(value)).append('"');
    }

    /** Whether a link leads to a place in the same folder. */
    static boolean isLocal(String link) {
        return LOCAL_LINK.matcher(link).matches() && !link.contains("..") && !link.contains("//");
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (char c : VisibleText.of(text).toCharArray()) {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /**
     * What was written.
     *
     * @throws IllegalStateException if an element is still open
     */
    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("<" + open.peek() + "> is still open");
        }
        return out.toString();
    }
}
