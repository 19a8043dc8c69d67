package dev.bulwark.supplychain.sign;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LegacyEncodingTest {
    /** What Python 3 prints for these byte strings. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain|b'plain'",
                "it's|b\"it's\"",
                "say \"x\"|b'say \"x\"'",
                "it's \"x\"|b'it\\'s \"x\"'",
                "é|b'\\xc3\\xa9'",
                "a\\b|b'a\\\\b'"
            })
    void bytesAreWrittenAsPythonPrintsThem(String text, String literal) {
        assertThat(LegacyEncoding.pythonLiteral(text.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(literal);
    }

    @ParameterizedTest
    @CsvSource({"0,b'\\x00'", "9,b'\\t'", "10,b'\\n'", "13,b'\\r'", "27,b'\\x1b'", "127,b'\\x7f'"})
    void controlCharactersAreEscaped(int code, String literal) {
        assertThat(LegacyEncoding.pythonLiteral(new byte[] {(byte) code})).isEqualTo(literal);
    }
}
