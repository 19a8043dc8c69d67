package dev.bulwark.ledger.witness;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * HTTP requests whose answer is bounded in size, and whose whole duration, body included, is
 * bounded in time. Follows no redirects. Thread-safe.
 */
public final class BoundedHttp {
    /** How long a server may take to accept a connection. */
    public static final Duration CONNECT = Duration.ofSeconds(5);

    /** How long a request may take from beginning to end. */
    public static final Duration REQUEST = Duration.ofSeconds(10);

    private final HttpClient client;
    private final Duration request;
    private final int largest;

    /** No answer could be had. */
    public static final class Unreachable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreachable(String reason, Throwable cause) {
            super(reason, cause);
        }

        /** Why, in a few words. */
        public String reason() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * @param tls for https; see {@link TlsMaterial}
     * @param request the longest duration of one request
     * @param largest the largest body in bytes
     */
    public BoundedHttp(SSLContext tls, Duration request, int largest) {
        SSLParameters parameters = tls.getDefaultSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT.compareTo(request) < 0 ? CONNECT : request)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .sslContext(tls)
                        .sslParameters(parameters)
                        .build();
        this.request = request;
        this.largest = largest;
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @throws Unreachable if none comes in time, or one that is too large
     */
    public HttpResponse<byte[]> send(HttpRequest.Builder builder) throws Unreachable {
        return send(builder, largest);
    }

    /** As {@link #send(HttpRequest.Builder)}, for a body of at most {@code most} bytes. */
    public HttpResponse<byte[]> send(HttpRequest.Builder builder, int most) throws Unreachable {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(
                        builder.timeout(request).build(),
                        BodyHandlers.limiting(BodyHandlers.ofByteArray(), most));
        try {
            return answer.get(request.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new Unreachable(reason(cause), cause);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new Unreachable("no answer within " + request.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new Unreachable("interrupted", e);
        }
    }

    private String reason(Throwable cause) {
        return switch (cause) {
            case HttpTimeoutException _ -> "no answer within " + request.toSeconds() + " s";
            case ConnectException _ -> "it cannot be reached";
            case SSLException tls -> "TLS fails: " + tls.getMessage();
            case IOException io when String.valueOf(io.getMessage()).contains("exceeds capacity") ->
                    "its answer is too large: " + io.getMessage();
            default -> cause.getClass().getSimpleName() + ": " + cause.getMessage();
        };
    }
}
