package dev.bulwark.server;

import dev.bulwark.server.tls.ServerCertificate;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The platform's settings, as system properties: they outrank environment variables and files in
 * the working directory, so that none of those can open a plain port or an older TLS.
 */
final class QuarkusSettings {
    private QuarkusSettings() {}

    static Map<String, String> of(ServerArguments arguments, ServerCertificate certificate) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("quarkus.http.host", arguments.host());
        settings.put("quarkus.http.ssl-port", Integer.toString(arguments.port()));
        settings.put("quarkus.http.insecure-requests", "disabled");
        settings.put(
                "quarkus.http.ssl.protocols",
                arguments.allowTls12() ? "TLSv1.3,TLSv1.2" : "TLSv1.3");
        settings.put("quarkus.http.ssl.certificate.files", certificate.certificate().toString());
        settings.put("quarkus.http.ssl.certificate.key-files", certificate.key().toString());
        // Bodies are bounded where they are read, with an answer that says so.
        settings.put("quarkus.http.limits.max-body-size", "");
        settings.put("quarkus.http.limits.max-header-size", "16K");
        settings.put("quarkus.http.limits.max-initial-line-length", "4096");
        settings.put("quarkus.http.limits.max-connections", "4096");
        settings.put("quarkus.http.idle-timeout", "60S");
        settings.put("quarkus.http.accept-backlog", "2048");
        settings.put("quarkus.shutdown.timeout", "10S");
        settings.put("quarkus.log.level", "WARN");
        settings.put("quarkus.log.console.stderr", "true");
        settings.put("quarkus.log.console.format", "{\"event\":\"log\",\"message\":\"%c: %m\"}%n");
        settings.put("quarkus.vertx.caching", "false");
        settings.put("quarkus.vertx.classpath-resolving", "false");
        return settings;
    }
}
