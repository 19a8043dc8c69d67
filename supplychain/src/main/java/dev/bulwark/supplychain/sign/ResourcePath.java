package dev.bulwark.supplychain.sign;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/**
 * The rules for paths in a signature: relative, written in exactly one way, compared byte for byte.
 *
 * @see <a href="https://github.com/ossf/model-signing-spec">OpenSSF Model Signing 1.0,
 *     resources</a>
 */
final class ResourcePath {
    /** PATH_MAX of Linux; no file system that a model lives on has longer ones. */
    static final int LONGEST_BYTES = 4096;

    /** How older signers name a model that is a single file. */
    static final String WHOLE_MODEL = ".";

    /**
     * Unicode code point order, which is also the order of UTF-8 bytes. {@link String#compareTo}
     * orders UTF-16 units and would put U+10000 before U+FFFF.
     */
    static final Comparator<String> CODE_POINT_ORDER = ResourcePath::compareCodePoints;

    /** Folder by folder, as signers that compare path objects order their resources. */
    static final Comparator<String> COMPONENT_ORDER = ResourcePath::compareComponents;

    private ResourcePath() {}

    /** Throws unless {@code path} is relative, normal and short enough. */
    static void check(String path) {
        String wrong = fault(path);
        if (!wrong.isEmpty()) {
            throw new RefusedException(
                    Refusal.RESOURCE_PATH, "path '" + shown(path) + "' " + wrong);
        }
    }

    /** What is wrong with {@code path}; empty if nothing is. */
    static String fault(String path) {
        if (path.isEmpty()) {
            return "is empty";
        }
        if (path.length() > LONGEST_BYTES
                || path.getBytes(StandardCharsets.UTF_8).length > LONGEST_BYTES) {
            return "is longer than " + LONGEST_BYTES + " bytes";
        }
        if (path.indexOf('\0') >= 0) {
            return "holds a NUL";
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(path)) {
            return "is not valid Unicode";
        }
        for (String component : path.split("/", -1)) {
            if (component.isEmpty()) {
                return "has an empty component";
            }
            if (component.equals(".") || component.equals("..")) {
                return "has a '" + component + "' component";
            }
        }
        return "";
    }

    private static String shown(String path) {
        String printable = path.replaceAll("\\p{Cntrl}", "\ufffd");
        return printable.length() <= 200 ? printable : printable.substring(0, 200) + "…";
    }

    private static int compareCodePoints(String a, String b) {
        int shared = Math.min(a.length(), b.length());
        for (int i = 0; i < shared; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // A surrogate stands for a code point above every single-unit one.
                boolean xAbove = Character.isSurrogate(x);
                boolean yAbove = Character.isSurrogate(y);
                return xAbove == yAbove ? Character.compare(x, y) : Boolean.compare(xAbove, yAbove);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private static int compareComponents(String a, String b) {
        String[] left = a.split("/", -1);
        String[] right = b.split("/", -1);
        int shared = Math.min(left.length, right.length);
        for (int i = 0; i < shared; i++) {
            int order = compareCodePoints(left[i], right[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.length, right.length);
    }
}
