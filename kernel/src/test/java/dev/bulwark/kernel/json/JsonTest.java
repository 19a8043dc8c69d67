package dev.bulwark.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static final Path VECTORS = vectors();

    private static Path vectors() {
        Path from = Path.of("").toAbsolutePath();
        Path at = from;
        while (at != null && !Files.isDirectory(at.resolve("shared/data/supply/jcs"))) {
            at = at.getParent();
        }
        return (at == null ? from : at).resolve("shared/data/supply/jcs/testdata");
    }

    /** Inputs and outputs by the author of RFC 8785 (cyberphone/json-canonicalization). */
    @ParameterizedTest
    @ValueSource(strings = {"arrays", "french", "values"})
    void canonicalFormAgreesWithTheAuthorsVectors(String name) throws IOException {
        assumeTrue(Files.isDirectory(VECTORS), "the folder of reference data is absent");
        Json value = Json.parse(Files.readAllBytes(VECTORS.resolve("input/" + name + ".json")));
        byte[] expected = Files.readAllBytes(VECTORS.resolve("output/" + name + ".json"));
        assertThat(new String(value.canonical(), StandardCharsets.UTF_8))
                .isEqualTo(new String(expected, StandardCharsets.UTF_8).strip());
        String hex = Files.readString(VECTORS.resolve("outhex/" + name + ".txt"));
        assertThat(value.canonical()).isEqualTo(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
    }

    /** RFC 8785 appendix B: IEEE 754 bits and their ECMAScript text. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"
    })
    void numbersAreWrittenAsEcmaScriptDoes(String bits, String text) {
        double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
        assertThat(new String(Json.of(value).canonical(), StandardCharsets.UTF_8)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\":1,}",
                "{\"a\":1,\"a\":2}",
                "NaN",
                "Infinity",
                "01",
                "1.",
                ".5",
                "+1",
                "1e",
                "'a'",
                "\"\\x\"",
                "\"\\ud800\"",
                "\"\\u12g4\"",
                "nul",
                "1 2",
                "{} {}",
                "[1 2]",
                "{\"a\" 1}",
                "{a:1}",
                "// c\n1",
                "\uFEFF1",
                "\"\t\"",
                "\"\\uD800\\u0041\"",
                "tru",
                "--1",
                "[",
                "\"abc",
                "{\"a\":",
                "{1:2}"
            })
    void refusesWhatTheGrammarDoesNotKnow(String text) {
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(JsonException.class);
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        assertThatThrownBy(() -> Json.parse(new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'}))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void refusesNestingThatWouldOverflowTheStack() {
        assertThatThrownBy(() -> Json.parse("[".repeat(1_000_000)))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("deeper");
    }

    @Test
    void refusesMoreBytesOrValuesThanTheLimit() {
        assertThatThrownBy(() -> Json.parse(new byte[11], new JsonLimits(10, 5, 5)))
                .hasMessageContaining("limit is 10");
        byte[] sixValues = "[1,2,3,4,5]".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Json.parse(sixValues, new JsonLimits(100, 5, 5)))
                .hasMessageContaining("more than 5 values");
    }

    @Test
    void everyTruncationOfADocumentIsRefused() {
        String text = "{\"a\":[1,-2.5e3,true,null],\"b\":{\"c\":\"\\u00e9\\n\"}}";
        assertThat(Json.parse(text)).isInstanceOf(Json.Obj.class);
        for (int length = 0; length < text.length(); length++) {
            String cut = text.substring(0, length);
            assertThatThrownBy(() -> Json.parse(cut)).isInstanceOf(JsonException.class);
        }
    }

    @Test
    void aFlippedBitGivesAValueOrAJsonExceptionAndNothingElse() {
        byte[] text =
                "{\"a\":[1,-2.5e3,true,null],\"b\":\"\\u00e9\"}".getBytes(StandardCharsets.UTF_8);
        int refused = 0;
        for (int bit = 0; bit < text.length * 8; bit++) {
            byte[] flipped = text.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                Json.parse(flipped).canonical();
            } catch (JsonException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(text.length);
    }

    @Test
    void integersOf64BitsAreKeptExactly() {
        Json.Obj value =
                (Json.Obj) Json.parse("{\"n\":9223372036854775807,\"m\":-9223372036854775808}");
        assertThat(value.integer("n")).isEqualTo(Long.MAX_VALUE);
        assertThat(value.integer("m")).isEqualTo(Long.MIN_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "1.5", "1e400", "1e999999999", "1e-999999999"})
    void whatIsNoIntegerOf64BitsIsRefusedQuickly(String literal) {
        Json.Obj value = (Json.Obj) Json.parse("{\"n\":" + literal + "}");
        assertThatThrownBy(() -> value.integer("n")).isInstanceOf(JsonException.class);
    }

    @Test
    void aNumberThatOverflowsADoubleIsRefused() {
        Json.Obj value = (Json.Obj) Json.parse("{\"n\":1e400}");
        assertThatThrownBy(() -> value.number("n")).hasMessageContaining("overflows");
    }

    @Test
    void membersAreReadByTypeAndTheErrorNamesThem() {
        Json.Obj value = (Json.Obj) Json.parse("{\"a\":1}");
        assertThatThrownBy(() -> value.string("a")).hasMessageContaining("'a' must be a string");
        assertThatThrownBy(() -> value.string("b")).hasMessageContaining("'b' is missing");
    }

    @Test
    void canonicalFormReadsBackAsItself() {
        SplittableRandom random = new SplittableRandom(20261101);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                byte[] text = Json.of(value).canonical();
                assertThat(Double.parseDouble(new String(text, StandardCharsets.UTF_8)))
                        .isEqualTo(value == 0 ? 0.0 : value);
            }
        }
    }
}
