package dev.bulwark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.gateway.problem.HttpProblem;
import dev.bulwark.gateway.problem.ProblemKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadersTest {
    private static final int LIMIT = 100;
    private static final List<String> JSON = List.of("application/json");

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON; charset=UTF-8"})
    void takesJson(String type) {
        assertThat(against(Map.of("Content-Type", List.of(type)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/json; charset=latin1", "application/jsonx", ""})
    void takesNoOtherType(String type) {
        assertThat(against(Map.of("Content-Type", List.of(type))))
                .contains(ProblemKind.UNSUPPORTED_MEDIA_TYPE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"101", "10737418240", "99999999999999999999999999", "-1", "+5", "0x5", " "})
    void refusesALengthOverTheLimitOrNoLength(String length) {
        assertThat(against(Map.of("Content-Type", JSON, "Content-Length", List.of(length))))
                .contains(ProblemKind.BODY_TOO_LARGE);
    }

    @Test
    void takesALengthAtTheLimit() {
        assertThat(against(Map.of("Content-Type", JSON, "Content-Length", List.of("100"))))
                .isEmpty();
    }

    @Test
    void refusesTwoLengthsAndCompressionAndBinaryTensors() {
        assertThat(against(Map.of("Content-Type", JSON, "Content-Length", List.of("5", "6"))))
                .contains(ProblemKind.MALFORMED_REQUEST);
        assertThat(against(Map.of("Content-Type", JSON, "Content-Encoding", List.of("gzip"))))
                .contains(ProblemKind.UNSUPPORTED_MEDIA_TYPE);
        assertThat(
                        against(
                                Map.of(
                                        "Content-Type",
                                        List.of("application/octet-stream"),
                                        "Inference-Header-Content-Length",
                                        List.of("12"))))
                .contains(ProblemKind.BINARY_TENSORS);
    }

    private static Optional<ProblemKind> against(Map<String, List<String>> headers) {
        RequestHeaders request = name -> headers.getOrDefault(name, List.of());
        return request.againstBody(LIMIT).map(HttpProblem::kind);
    }
}
