package dev.bulwark.supplychain.sign;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.evidence.Statement;
import java.nio.charset.StandardCharsets;

/**
 * What version 0.2 of the reference implementation signed instead of the DSSE encoding: the payload
 * as Python prints a byte string. Read behind a switch, never written.
 */
final class LegacyEncoding {
    private LegacyEncoding() {}

    static byte[] of(Bytes payload) {
        byte[] content = payload.toArray();
        String type = Statement.PAYLOAD_TYPE;
        String text =
                "DSSEV1 %d %s %d ".formatted(type.length(), type, content.length)
                        + pythonLiteral(content);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** {@code repr(bytes)} of Python 3: double quotes only if that saves escaping single ones. */
    static String pythonLiteral(byte[] content) {
        boolean single = false;
        boolean twofold = false;
        for (byte b : content) {
            single |= b == '\'';
            twofold |= b == '"';
        }
        char quote = single && !twofold ? '"' : '\'';
        StringBuilder literal = new StringBuilder(content.length + 16).append('b').append(quote);
        for (byte b : content) {
            switch (b) {
                case '\\' -> literal.append("\\\\");
                case '\t' -> literal.append("\\t");
                case '\n' -> literal.append("\\n");
                case '\r' -> literal.append("\\r");
                default -> {
                    if (b == quote) {
                        literal.append('\\').append(quote);
                    } else if (b >= ' ' && b < 0x7f) {
                        literal.append((char) b);
                    } else {
                        literal.append("\\x%02x".formatted(b & 0xff));
                    }
                }
            }
        }
        return literal.append(quote).toString();
    }
}
