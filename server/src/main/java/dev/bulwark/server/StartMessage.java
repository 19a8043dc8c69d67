package dev.bulwark.server;

import dev.bulwark.gateway.protocol.ModelContract;
import dev.bulwark.server.tls.ServerCertificate;
import java.util.Optional;

/**
 * What is printed when the server is up.
 *
 * @param arguments it was started with
 * @param contract of the model
 * @param certificate it shows
 */
record StartMessage(
        ServerArguments arguments, ModelContract contract, ServerCertificate certificate) {

    /**
     * The message.
     *
     * @param port that is listened on
     * @param ready whether the worker answers
     * @param firstKey the key made at this start, shown this once
     * @param validKeys how many keys are valid
     */
    String render(int port, boolean ready, Optional<String> firstKey, long validKeys) {
        String host =
                arguments.host().contains(":") ? "[" + arguments.host() + "]" : arguments.host();
        StringBuilder text = new StringBuilder();
        text.append("Bulwark serves model '%s'%n".formatted(contract.name()));
        line(text, "model", contract.digest().toString());
        line(
                text,
                "url",
                "https://%s:%d/v2/models/%s/infer".formatted(host, port, contract.name()));
        line(
                text,
                "certificate",
                (certificate.selfSigned() ? "self-signed, " : "") + certificate.certificate());
        line(text, "SHA-256", certificate.fingerprint());
        line(
                text,
                "api key",
                firstKey.map(key -> key + "  (shown this once)")
                        .orElse(validKeys + " valid; make one with 'bulwark serve keys create'"));
        line(
                text,
                "gate",
                "serve allows it; asked again every " + arguments.reviewSeconds() + " s");
        line(text, "worker", ready ? "ready" : "not ready yet; /v2/health/ready tells when it is");
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("  %-12s %s%n".formatted(name, value));
    }
}
