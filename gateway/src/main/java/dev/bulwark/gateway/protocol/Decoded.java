package dev.bulwark.gateway.protocol;

import dev.bulwark.gateway.problem.HttpProblem;

/** What came of decoding a body. */
public sealed interface Decoded {
    /** It fits the contract. */
    record Valid(InferenceRequest request) implements Decoded {}

    /** It does not. */
    record Refused(HttpProblem problem) implements Decoded {}
}
