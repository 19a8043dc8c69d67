package dev.bulwark.ledger.monitor;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.ledger.witness.BoundedHttp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * A log that a web server publishes. Bodies are bounded before and after they are unpacked.
 *
 * @param prefix of the log, without a slash at the end
 */
public record HttpSource(URI prefix, BoundedHttp http) implements LogSource {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;
    private static final int FORBIDDEN = 403;
    private static final String ENTRIES = "tile/entries/";

    @Override
    public Optional<byte[]> read(String path, int most) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(prefix + "/" + path))
                        .header("User-Agent", "bulwark-monitor")
                        .GET();
        if (path.startsWith(ENTRIES)) {
            request.header("Accept-Encoding", "gzip");
        }
        HttpResponse<byte[]> answer;
        try {
            answer = http.send(request, most);
        } catch (BoundedHttp.Unreachable e) {
            throw unreachable(path, e.reason(), e);
        }
        return switch (answer.statusCode()) {
            case OK -> Optional.of(unpacked(path, answer, most));
            // Object stores say 403 of what is not there.
            case NOT_FOUND, GONE, FORBIDDEN -> Optional.empty();
            default ->
                    throw unreachable(
                            path,
                            "it answers " + answer.statusCode(),
                            new IOException("status " + answer.statusCode()));
        };
    }

    private byte[] unpacked(String path, HttpResponse<byte[]> answer, int most) {
        String encoding = answer.headers().firstValue("Content-Encoding").orElse("identity");
        if (encoding.equalsIgnoreCase("identity")) {
            return answer.body();
        }
        if (!encoding.equalsIgnoreCase("gzip")) {
            throw unreachable(
                    path, "it answers in the encoding '" + encoding + "'", new IOException());
        }
        try (var in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            byte[] content = in.readNBytes(most);
            if (in.read() >= 0) {
                throw new IOException("unpacked, it has more than " + most + " bytes");
            }
            return content;
        } catch (IOException e) {
            throw unreachable(path, String.valueOf(e.getMessage()), e);
        }
    }

    private BulwarkException unreachable(String path, String why, Exception cause) {
        return new BulwarkException(
                "LOG_UNREACHABLE",
                "'%s' cannot be fetched: %s".formatted(prefix + "/" + path, why),
                "check the URL: it is the prefix under which '/checkpoint' lies, and try again",
                cause);
    }

    @Override
    public String describe() {
        return prefix.toString();
    }
}
