package dev.bulwark.server;

import dev.bulwark.gateway.protocol.ModelContract;
import dev.bulwark.governance.gate.ExceptionUse;
import dev.bulwark.governance.gate.GateDecision;
import dev.bulwark.server.tls.ServerCertificate;
import java.util.Optional;

/**
 * What is printed when the server is up.
 *
 * @param arguments it was started with
 * @param contract of the model
 * @param decision of the serve gate, by which it is served
 * @param certificate it shows
 */
record StartMessage(
        ServerArguments arguments,
        ModelContract contract,
        GateDecision decision,
        ServerCertificate certificate) {

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
        arguments.alias().ifPresent(alias -> line(text, "alias", alias));
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
        line(text, "gate", gate() + "; asked again every " + arguments.reviewSeconds() + " s");
        line(text, "worker", ready ? "ready" : "not ready yet; /v2/health/ready tells when it is");
        return text.toString();
    }

    private String gate() {
        return switch (decision) {
            case GateDecision.Allow _ -> "serve allows it";
            case GateDecision.Deny _ -> "serve refuses it";
            case GateDecision.Overridden(var _, var _, var _, var _, var _, ExceptionUse by) ->
                    "serve refuses it, overridden by BREAK-GLASS until " + by.expires();
        };
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("  %-12s %s%n".formatted(name, value));
    }
}
