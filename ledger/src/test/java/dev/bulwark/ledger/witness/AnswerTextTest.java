package dev.bulwark.ledger.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Operators of witnesses and of logs see what happened, and with whom. */
class AnswerTextTest {
    static Stream<Arguments> submissions() {
        return Stream.of(
                Arguments.of(
                        new Submission.Cosigned("a.test", 5, List.of()),
                        200,
                        new String[] {"a.test", "5"}),
                Arguments.of(new Submission.Malformed("no size"), 400, new String[] {"no size"}),
                Arguments.of(new Submission.Forbidden("no key"), 403, new String[] {"no key"}),
                Arguments.of(new Submission.UnknownOrigin("b.test"), 404, new String[] {"b.test"}),
                Arguments.of(
                        new Submission.Conflict("a.test", 5, 4),
                        409,
                        new String[] {"a.test", "5", "4"}),
                Arguments.of(
                        new Submission.Inconsistent("a.test", "another root"),
                        422,
                        new String[] {"a.test", "another root"}),
                Arguments.of(
                        new Submission.Unavailable("disk full"), 503, new String[] {"disk full"}));
    }

    @ParameterizedTest
    @MethodSource("submissions")
    void everySubmissionHasItsStatusAndSaysWhatItWas(
            Submission submission, int status, String[] said) {
        assertThat(submission.status()).isEqualTo(status);
        assertThat(submission.describe()).contains(said);
    }

    @Test
    void theNameOfAnUnknownLogIsShownNoLongerThanALine() {
        String hostile = "\u009b" + "x".repeat(100_000);

        assertThat(new Submission.UnknownOrigin(hostile).describe())
                .contains("'?xx")
                .hasSizeLessThan(300);
    }

    static Stream<Arguments> replies() {
        return Stream.of(
                Arguments.of(new Reply.Cosigned("w", List.of()), "cosigned"),
                Arguments.of(new Reply.Ahead("w", 9, Optional.empty()), "size 9"),
                Arguments.of(
                        new Reply.Forked("w", "another tree", Optional.empty()), "another tree"),
                Arguments.of(new Reply.Failed("w", "no answer"), "no answer"));
    }

    @ParameterizedTest
    @MethodSource("replies")
    void everyReplyNamesItsWitness(Reply reply, String said) {
        assertThat(reply.describe()).startsWith("w: ").contains(said);
    }
}
