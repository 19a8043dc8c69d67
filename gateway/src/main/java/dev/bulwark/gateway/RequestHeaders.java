package dev.bulwark.gateway;

import dev.bulwark.gateway.problem.HttpProblem;
import dev.bulwark.gateway.problem.ProblemKind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The headers of a request, whatever carries them. */
@FunctionalInterface
public interface RequestHeaders {
    /** All values of the header {@code name}, whose letters' case does not matter. */
    List<String> values(String name);

    /** {@code application/json}, alone or in UTF-8. */
    Pattern JSON_TYPE =
            Pattern.compile(
                    "application/json(\\s{0,8};\\s{0,8}charset=\"?utf-8\"?)?",
                    Pattern.CASE_INSENSITIVE);

    /** Eighteen digits, which a {@code long} holds; longer ones are too large in any case. */
    Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    /**
     * What these headers say against reading a body at all; empty if nothing.
     *
     * @param longestBody in bytes
     */
    default Optional<HttpProblem> againstBody(int longestBody) {
        if (!values("Inference-Header-Content-Length").isEmpty()) {
            return problem(
                    ProblemKind.BINARY_TENSORS,
                    "the header Inference-Header-Content-Length announces binary tensors; send"
                            + " tensors as JSON");
        }
        List<String> lengths = values("Content-Length");
        if (lengths.size() > 1) {
            return problem(ProblemKind.MALFORMED_REQUEST, "Content-Length is given twice");
        }
        if (lengths.size() == 1 && isTooLong(lengths.getFirst(), longestBody)) {
            return Optional.of(tooLarge(longestBody));
        }
        List<String> types = values("Content-Type");
        if (types.size() != 1 || !JSON_TYPE.matcher(types.getFirst().strip()).matches()) {
            return problem(
                    ProblemKind.UNSUPPORTED_MEDIA_TYPE, "send 'Content-Type: application/json'");
        }
        boolean plain =
                values("Content-Encoding").stream()
                        .allMatch(e -> e.strip().toLowerCase(Locale.ROOT).equals("identity"));
        return plain
                ? Optional.empty()
                : problem(ProblemKind.UNSUPPORTED_MEDIA_TYPE, "send the body uncompressed");
    }

    /** The body is larger than {@code longestBody} bytes. */
    static HttpProblem tooLarge(int longestBody) {
        return HttpProblem.of(
                ProblemKind.BODY_TOO_LARGE,
                "the limit is " + longestBody + " bytes; split the rows over several requests");
    }

    private static boolean isTooLong(String length, int longest) {
        return !LENGTH.matcher(length).matches() || Long.parseLong(length) > longest;
    }

    private static Optional<HttpProblem> problem(ProblemKind kind, String detail) {
        return Optional.of(HttpProblem.of(kind, detail));
    }
}
