package dev.bulwark.supplychain.bom;

import java.nio.charset.StandardCharsets;

/**
 * The encoding of package URLs.
 *
 * @see <a href="https://github.com/package-url/purl-spec">purl specification, character
 *     encoding</a>
 */
final class PackageUrl {
    private static final String UNRESERVED = "-._~:";

    private PackageUrl() {}

    /** A name, version or qualifier value: letters, digits and {@code -._~:} as they are. */
    static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || UNRESERVED.indexOf(c) >= 0;
            if (plain) {
                encoded.append(c);
            } else {
                encoded.append("%%%02X".formatted((int) c));
            }
        }
        return encoded.toString();
    }

    /** {@code pkg:generic/<name>@<version>}. */
    static String generic(String name, String version) {
        return "pkg:generic/" + encode(name) + "@" + encode(version);
    }
}
