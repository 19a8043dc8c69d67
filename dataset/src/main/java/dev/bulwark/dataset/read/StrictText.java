package dev.bulwark.dataset.read;

import dev.bulwark.kernel.Bytes;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text that is UTF-8 without NUL, or refused. A byte order mark at the start is left out. */
final class StrictText {
    private StrictText() {}

    static String decode(String file, Bytes content) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(content.asBuffer()).toString();
            if (text.indexOf('\0') >= 0) {
                throw new DatasetException(
                        "DATA_NOT_TEXT",
                        "'" + file + "' holds a NUL character, so it is no text",
                        "get the file again, or convert it from UTF-16");
            }
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new DatasetException(
                    "DATA_NOT_UTF8",
                    "'" + file + "' is not UTF-8 text",
                    "convert it, for example with iconv -t UTF-8",
                    e);
        }
    }
}
