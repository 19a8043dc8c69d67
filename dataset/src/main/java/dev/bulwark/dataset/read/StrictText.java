package dev.bulwark.dataset.read;

import dev.bulwark.dataset.DatasetException;
import dev.bulwark.kernel.Bytes;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text that is UTF-8 or refused. */
final class StrictText {
    private StrictText() {}

    static String decode(String file, Bytes content) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(content.asBuffer()).toString();
        } catch (CharacterCodingException e) {
            throw new DatasetException(
                    "DATA_NOT_UTF8",
                    "'" + file + "' is not UTF-8 text",
                    "convert it, for example with iconv -t UTF-8",
                    e);
        }
    }
}
