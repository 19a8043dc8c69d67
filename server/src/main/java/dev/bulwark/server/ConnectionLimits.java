package dev.bulwark.server;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.TimeUnit;

/** Bounds on connections that the platform has no settings for. */
@ApplicationScoped
class ConnectionLimits implements HttpServerOptionsCustomizer {
    /** A thousand clients that come at once share two cores: some handshakes wait for long. */
    private static final int HANDSHAKE_SECONDS = 60;

    /** One connection may not ask for more than this at once. */
    private static final int STREAMS = 128;

    private static final int HEADER_BYTES = 16 << 10;

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        applyTo(options);
    }

    /** Also for the tests' own server. */
    static void applyTo(HttpServerOptions options) {
        options.setSslHandshakeTimeout(HANDSHAKE_SECONDS)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setInitialSettings(
                        new Http2Settings()
                                .setMaxConcurrentStreams(STREAMS)
                                .setMaxHeaderListSize(HEADER_BYTES)
                                .setPushEnabled(false));
    }
}
