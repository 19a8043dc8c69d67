package dev.bulwark.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.gateway.TestModels;
import dev.bulwark.gateway.problem.HttpProblem;
import dev.bulwark.gateway.problem.ProblemKind;
import dev.bulwark.kernel.exchange.NamedTensor;
import dev.bulwark.kernel.exchange.TensorValues;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InferenceDecoderTest {
    private static final InferenceLimits LIMITS = new InferenceLimits(4_000, 8, 200);
    private final InferenceDecoder credit = new InferenceDecoder(TestModels.credit(), LIMITS);

    @Test
    void decodesInputsInTheModelsOrder() {
        InferenceRequest request = valid(TestModels.creditRequest());

        assertThat(request.id()).contains("r-1");
        assertThat(request.rows()).isEqualTo(2);
        assertThat(request.inputs().tensors())
                .containsExactly(
                        new NamedTensor("age", List.of(2, 1), TensorValues.Floats.of(31, 44)),
                        new NamedTensor(
                                "amount", List.of(2, 1), TensorValues.Floats.of(0.1f, 1_000f)),
                        new NamedTensor(
                                "purpose",
                                List.of(2, 1),
                                new TensorValues.Texts(List.of("used car", "größe"))));
    }

    @Test
    void givesAllOutputsUnlessSomeAreChosen() {
        String chosen =
                TestModels.creditRequest()
                        .replace("{\"id\"", "{\"outputs\": [{\"name\": \"label\"}], \"id\"");

        assertThat(valid(TestModels.creditRequest()).outputs())
                .extracting(TensorDeclaration::name)
                .containsExactly("probabilities", "label");
        assertThat(valid(chosen).outputs())
                .extracting(TensorDeclaration::name)
                .containsExactly("label");
    }

    @Test
    void readsPicturesFlatOrNested() {
        InferenceDecoder digits = new InferenceDecoder(TestModels.picture(), LIMITS);
        String request =
                "{\"inputs\":[{\"name\":\"image\",\"datatype\":\"FP32\",\"shape\":[1,1,2,2],"
                        + "\"data\":%s}]}";

        Decoded flat = digits.decode(utf8(request.formatted("[0,1,254.5,255]")));
        Decoded nested = digits.decode(utf8(request.formatted("[[[[0,1],[254.5,255]]]]")));

        assertThat(flat).isInstanceOf(Decoded.Valid.class).isEqualTo(nested);
        assertThat(digits.decode(utf8(request.formatted("[[[[0,1],[254.5]]]]"))))
                .isInstanceOf(Decoded.Refused.class);
        assertThat(digits.decode(utf8(request.formatted("[[[[0,1],2]]]"))))
                .isInstanceOf(Decoded.Refused.class);
        assertThat(digits.decode(utf8(request.formatted("[0,1,2,256]"))))
                .isInstanceOf(Decoded.Refused.class);
    }

    /** What is replaced in the valid request, by what, the kind and a part of the detail. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    [31, 44] | [31, NaN] | MALFORMED_JSON | value is expected
                    [31, 44] | [31, Infinity] | MALFORMED_JSON | value is expected
                    [31, 44] | [31, 044] | MALFORMED_JSON | at character
                    [31, 44] | [31, 1e400] | INPUT_REFUSED | 'age', row 1 does not fit a 32
                    [31, 44] | [31, 1e39] | INPUT_REFUSED | 'age', row 1 does not fit a 32
                    [31, 44] | [31, 44.5] | INPUT_REFUSED | 'age', row 1: the value must be a whole
                    [31, 44] | [31, 17] | INPUT_REFUSED | row 1: the value is outside 18 to 99
                    [31, 44] | [31, null] | MALFORMED_REQUEST | 'age', row 1 must be a number
                    [31, 44] | [31, true] | MALFORMED_REQUEST | 'age', row 1 must be a number
                    [31, 44] | [31, "44"] | MALFORMED_REQUEST | 'age', row 1 must be a number
                    [31, 44] | [31, [44]] | MALFORMED_REQUEST | 'age', row 1 must be a number
                    [31, 44] | [31] | INPUT_REFUSED | 'age' has 1 elements, its shape holds 2
                    [31, 44] | [31, 44, 45] | INPUT_REFUSED | 'age' has 3 elements
                    [31, 44] | [] | INPUT_REFUSED | 'age' has 0 elements
                    [31, 44] | {} | MALFORMED_REQUEST | needs 'data', an array
                    [[0.1], [1e3]] | [[0.1], [20001]] | INPUT_REFUSED | '20001' is outside
                    [[0.1], [1e3]] | [[0.1, 1e3]] | INPUT_REFUSED | nested otherwise
                    used car | hovercraft | INPUT_REFUSED | row 0: 'hovercraft' is none of the 3
                    "amount" | "income" | INPUT_REFUSED | input 'income' is not one
                    "amount" | "age" | MALFORMED_REQUEST | input 'age' comes twice
                    "amount" | "sex" | INPUT_REFUSED | input 'sex' is not one
                    "BYTES" | "FP32" | INPUT_REFUSED | datatype 'FP32', the model takes BYTES
                    "BYTES" | 7 | MALFORMED_REQUEST | needs 'datatype', a string
                    [2, 1] | [2] | INPUT_REFUSED | shape of 1 dimensions
                    [2, 1] | [2, 2] | INPUT_REFUSED | another shape
                    [2, 1] | [-2, 1] | INPUT_REFUSED | must have 1 to 8 rows
                    [2, 1] | [0, 1] | INPUT_REFUSED | must have 1 to 8 rows
                    [2, 1] | [9, 1] | INPUT_REFUSED | must have 1 to 8 rows
                    [2, 1] | [4294967298, 1] | INPUT_REFUSED | must have 1 to 8 rows
                    [2, 1] | [9223372036854775808, 1] | MALFORMED_REQUEST | is no integer
                    [2, 1] | [2.5, 1] | MALFORMED_REQUEST | is no integer
                    [2, 1] | ["2", 1] | MALFORMED_REQUEST | dimension that is no number
                    {"id" | {"x": 1, "id" | MALFORMED_REQUEST | unknown member 'x'
                    {"id" | {"id": "a", "id" | MALFORMED_JSON | comes twice
                    "r-1" | 5 | MALFORMED_REQUEST | needs 'id', a string
                    {"id" | {"parameters":{"binary_data_output":1},"id" | BINARY_TENSORS | as JSON
                    {"id" | {"parameters": {"x": 1}, "id" | MALFORMED_REQUEST | parameter 'x'
                    {"id" | {"parameters": 1, "id" | MALFORMED_REQUEST | must be an object
                    {"id" | {"outputs": [], "id" | MALFORMED_REQUEST | 1 to 64 outputs
                    {"id" | {"outputs": [{"name": "logits"}], "id" | INPUT_REFUSED | 'logits' is not one
                    {"id" | {"outputs":[{"name":"label"},{"name":"label"}],"id" | MALFORMED_REQUEST | twice
                    "r-1" | "\\ud800" | MALFORMED_JSON | surrogate
                    """)
    void refusesAndSaysWhere(String from, String to, ProblemKind kind, String detail) {
        String request = TestModels.creditRequest().replaceFirst(quoted(from), replacement(to));
        assertThat(request).isNotEqualTo(TestModels.creditRequest());

        HttpProblem problem = refused(request);

        assertThat(problem.kind()).isEqualTo(kind);
        assertThat(problem.detail()).contains(detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "7", "{}", "{\"inputs\":[]}", "{\"inputs\":[7]}"})
    void refusesWhatIsNoRequest(String body) {
        assertThat(refused(body).kind().status()).isEqualTo(400);
    }

    @Test
    void refusesDifferentNumbersOfRows() {
        String request =
                TestModels.creditRequest()
                        .replace("[2, 1], \"data\": [31, 44]", "[1, 1], \"data\": [31]");

        assertThat(refused(request).detail()).contains("has 2 rows, the inputs before it have 1");
    }

    @Test
    void namesWhatIsMissing() {
        assertThat(refused("{\"inputs\":[]}").detail())
                .contains("3 input(s) are missing: 'age', 'amount', 'purpose'");
    }

    @Test
    void neverEchoesAValueOfAPersonalColumn() {
        String request = TestModels.creditRequest().replace("[31, 44]", "[31, 123456]");

        assertThat(refused(request).detail()).doesNotContain("123456");
    }

    @Test
    void echoesAWordOfTheClientShortAndWithoutControlCharacters() {
        String request =
                TestModels.creditRequest().replace("used car", "\\n\\u001b[31m" + "x".repeat(200));

        assertThat(refused(request).detail())
                .doesNotContain("\n", "\u001b")
                .contains("x…'")
                .doesNotContain("x".repeat(50));
    }

    @Test
    void refusesMoreThanItsLimits() {
        String deep = "{\"inputs\":" + "[".repeat(100) + "]".repeat(100) + "}";
        String many = "{\"inputs\":[" + "1,".repeat(300) + "1]}";
        String large = " ".repeat(5_000);

        assertThat(refused(deep).detail()).contains("deeper than 16");
        assertThat(refused(many).detail()).contains("more than 200 values");
        assertThat(refused(large).detail()).contains("5000 bytes, the limit is 4000");
    }

    @Test
    void refusesEveryTruncation() {
        byte[] whole = utf8(TestModels.creditRequest());

        for (int length = 0; length < whole.length; length++) {
            assertThat(credit.decode(Arrays.copyOf(whole, length)))
                    .as("cut to %d", length)
                    .isInstanceOf(Decoded.Refused.class);
        }
    }

    @Test
    void survivesEveryBitFlipAndLetsNoForeignValueThrough() {
        byte[] whole = utf8(TestModels.creditRequest());

        for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            if (credit.decode(flipped) instanceof Decoded.Valid(InferenceRequest request)) {
                assertThat(request.rows()).isEqualTo(2);
                assertThat(request.inputs().tensors()).hasSize(3);
                TensorValues ages = request.inputs().tensors().getFirst().values();
                assertThat(ages)
                        .isInstanceOfSatisfying(
                                TensorValues.Floats.class,
                                a -> {
                                    assertThat(a.at(0)).isBetween(18f, 99f);
                                    assertThat(a.at(1)).isBetween(18f, 99f);
                                });
            }
        }
    }

    private InferenceRequest valid(String body) {
        Decoded decoded = credit.decode(utf8(body));
        assertThat(decoded).isInstanceOf(Decoded.Valid.class);
        return decoded instanceof Decoded.Valid(InferenceRequest request)
                ? request
                : emptyRequest();
    }

    private static InferenceRequest emptyRequest() {
        throw new AssertionError("not reached");
    }

    private HttpProblem refused(String body) {
        Optional<HttpProblem> problem =
                credit.decode(utf8(body)) instanceof Decoded.Refused(HttpProblem found)
                        ? Optional.of(found)
                        : Optional.empty();
        assertThat(problem).as("a refusal").isPresent();
        return problem.get();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        return java.util.regex.Pattern.quote(text);
    }

    private static String replacement(String text) {
        return java.util.regex.Matcher.quoteReplacement(text);
    }
}
