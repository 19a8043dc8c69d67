package dev.bulwark.supplychain.bom;

import dev.bulwark.kernel.json.Json;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A licence: an SPDX identifier where the text is one or is known to mean one, else its name.
 *
 * @param form how {@code value} is to be read
 * @param value the identifier, expression or name
 * @param source who says so
 */
public record Licence(Form form, String value, Source source) {
    /** How a licence is written. */
    public enum Form {
        /** An identifier of the SPDX list. */
        IDENTIFIER,
        /** An SPDX expression over identifiers. */
        EXPRESSION,
        /** Any other name. */
        NAME
    }

    /** Who says that it is the licence. */
    public enum Source {
        /** The component's own metadata. */
        DECLARED,
        /** Recognised from a licence text that the component carries. */
        CONCLUDED
    }

    /** The identifiers that libraries and public data sets use; all of the SPDX list 3.24. */
    static final Set<String> KNOWN_IDENTIFIERS =
            Set.of(
                    "0BSD",
                    "Apache-2.0",
                    "BSD-2-Clause",
                    "BSD-3-Clause",
                    "BSL-1.0",
                    "CC-BY-3.0",
                    "CC-BY-4.0",
                    "CC-BY-NC-4.0",
                    "CC-BY-SA-3.0",
                    "CC-BY-SA-4.0",
                    "CC0-1.0",
                    "CDDL-1.0",
                    "CDDL-1.1",
                    "CDLA-Permissive-1.0",
                    "CDLA-Permissive-2.0",
                    "CDLA-Sharing-1.0",
                    "EPL-1.0",
                    "EPL-2.0",
                    "GPL-2.0-only",
                    "GPL-3.0-only",
                    "ISC",
                    "LGPL-2.1-only",
                    "LGPL-2.1-or-later",
                    "LGPL-3.0-only",
                    "MIT",
                    "MIT-0",
                    "MPL-1.1",
                    "MPL-2.0",
                    "ODC-By-1.0",
                    "ODbL-1.0",
                    "PDDL-1.0",
                    "Unlicense");

    /** What POMs and manifests call them; keys as {@link #folded} leaves them. */
    private static final Map<String, String> OTHER_NAMES =
            Map.ofEntries(
                    Map.entry("apache license version 2 0", "Apache-2.0"),
                    Map.entry("apache license 2 0", "Apache-2.0"),
                    Map.entry("apache software license version 2 0", "Apache-2.0"),
                    Map.entry("apache software license 2 0", "Apache-2.0"),
                    Map.entry("apache public license 2 0", "Apache-2.0"),
                    Map.entry("apache 2 0", "Apache-2.0"),
                    Map.entry("apache 2", "Apache-2.0"),
                    Map.entry("asl 2 0", "Apache-2.0"),
                    Map.entry("www apache org licenses license 2 0", "Apache-2.0"),
                    Map.entry("www apache org licenses license 2 0 txt", "Apache-2.0"),
                    Map.entry("www apache org licenses license 2 0 html", "Apache-2.0"),
                    Map.entry("mit license", "MIT"),
                    Map.entry("opensource org licenses mit", "MIT"),
                    Map.entry("opensource org licenses mit license php", "MIT"),
                    Map.entry("bsd 3 clause license", "BSD-3-Clause"),
                    Map.entry("3 clause bsd license", "BSD-3-Clause"),
                    Map.entry("new bsd license", "BSD-3-Clause"),
                    Map.entry("opensource org licenses bsd 3 clause", "BSD-3-Clause"),
                    Map.entry("bsd 2 clause license", "BSD-2-Clause"),
                    Map.entry("eclipse public license v2 0", "EPL-2.0"),
                    Map.entry("eclipse public license v 2 0", "EPL-2.0"),
                    Map.entry("eclipse public license 2 0", "EPL-2.0"),
                    Map.entry("epl 2 0", "EPL-2.0"),
                    Map.entry("eclipse public license v1 0", "EPL-1.0"),
                    Map.entry("eclipse public license 1 0", "EPL-1.0"),
                    Map.entry("mozilla public license version 2 0", "MPL-2.0"),
                    Map.entry("creative commons zero v1 0 universal", "CC0-1.0"),
                    Map.entry("cc0", "CC0-1.0"),
                    Map.entry("cc by 4 0", "CC-BY-4.0"),
                    Map.entry("creativecommons org licenses by 4 0", "CC-BY-4.0"),
                    Map.entry("creativecommons org publicdomain zero 1 0", "CC0-1.0"));

    public Licence {
        Objects.requireNonNull(form);
        Objects.requireNonNull(source);
        if (value.isBlank()) {
            throw new IllegalArgumentException("a licence needs a name");
        }
        if (form == Form.IDENTIFIER && !KNOWN_IDENTIFIERS.contains(value)) {
            throw new IllegalArgumentException("'" + value + "' is not a known SPDX identifier");
        }
    }

    /** What {@code text}, an identifier, a name or an address, declares. */
    public static Licence declared(String text) {
        return of(text, Source.DECLARED);
    }

    /** An SPDX expression of the component's own metadata. */
    public static Licence expression(String expression) {
        return new Licence(Form.EXPRESSION, expression, Source.DECLARED);
    }

    /** An identifier recognised from a licence text. */
    static Licence concluded(String identifier) {
        return new Licence(Form.IDENTIFIER, identifier, Source.CONCLUDED);
    }

    private static Licence of(String text, Source source) {
        String trimmed = text.strip();
        if (KNOWN_IDENTIFIERS.contains(trimmed)) {
            return new Licence(Form.IDENTIFIER, trimmed, source);
        }
        String known = OTHER_NAMES.get(folded(trimmed));
        return known == null
                ? new Licence(Form.NAME, trimmed, source)
                : new Licence(Form.IDENTIFIER, known, source);
    }

    /** Lower case, runs of other characters than letters and digits as one space, no article. */
    private static String folded(String text) {
        return text.toLowerCase(Locale.ROOT)
                .replaceFirst("^https?://", "")
                .replaceAll("[^a-z0-9]+", " ")
                .strip()
                .replaceFirst("^the ", "");
    }

    /** As an element of {@code licenses}. */
    Json.Obj toJson() {
        String acknowledgement = source.name().toLowerCase(Locale.ROOT);
        return switch (form) {
            case EXPRESSION -> Json.obj("expression", value, "acknowledgement", acknowledgement);
            case IDENTIFIER -> wrapped("id", acknowledgement);
            case NAME -> wrapped("name", acknowledgement);
        };
    }

    private Json.Obj wrapped(String member, String acknowledgement) {
        return Json.obj("license", Json.obj(member, value, "acknowledgement", acknowledgement));
    }
}
