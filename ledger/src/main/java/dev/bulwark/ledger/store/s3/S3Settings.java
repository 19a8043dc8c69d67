package dev.bulwark.ledger.store.s3;

import dev.bulwark.kernel.json.Json;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Where the bucket is. Holds no credentials.
 *
 * @param endpoint of the service, {@code https}; {@code http} only to this machine. Empty: AWS's
 *     own of the region
 * @param bucket its name, 3 to 63 small letters, digits, dots and hyphens
 * @param prefix before every key, empty or ending with a slash
 * @param region such as {@code eu-central-1}; what the service says if it is not AWS
 * @param pathStyle the bucket stands in the path and not in the host name
 */
public record S3Settings(
        Optional<URI> endpoint, String bucket, String prefix, String region, boolean pathStyle) {
    private static final Set<String> MEMBERS =
            Set.of("endpoint", "bucket", "prefix", "region", "pathStyle");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int LONGEST_PREFIX = 512;

    public S3Settings {
        Objects.requireNonNull(endpoint);
        endpoint.ifPresent(S3Settings::require);
        if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
            throw new IllegalArgumentException("'" + bucket + "' is no name of a bucket");
        }
        if (prefix.length() > LONGEST_PREFIX
                || !prefix.matches("([A-Za-z0-9._-]+/)*")
                || prefix.contains("..")) {
            throw new IllegalArgumentException(
                    "a prefix is segments of letters, digits, '.', '_' and '-', each with a slash"
                            + " behind it, but was '"
                            + prefix
                            + "'");
        }
        if (!region.matches("[a-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("'" + region + "' is no name of a region");
        }
    }

    private static void require(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        boolean plain = "http".equals(uri.getScheme()) && LOOPBACK.contains(host);
        if (host.isEmpty() || (!plain && !"https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException(
                    "an endpoint is https://<host>, or http:// to this machine alone");
        }
        if (uri.getUserInfo() != null || uri.getQuery() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException("an endpoint holds no user, query or fragment");
        }
    }

    /** The JSON form. */
    public Json.Obj toJson() {
        Json.Obj json =
                Json.obj(
                        "bucket", bucket,
                        "prefix", prefix,
                        "region", region,
                        "pathStyle", pathStyle);
        return endpoint.map(uri -> json.with("endpoint", uri.toString())).orElse(json);
    }

    /**
     * Reads {@link #toJson}.
     *
     * @throws IllegalArgumentException if a member is unknown, or its value is not allowed
     * @throws dev.bulwark.kernel.BulwarkException if a member is missing or of another type
     */
    public static S3Settings from(Json.Obj json) {
        if (!MEMBERS.containsAll(json.members().keySet())) {
            throw new IllegalArgumentException("the settings of S3 are " + MEMBERS);
        }
        return new S3Settings(
                json.get("endpoint").isPresent()
                        ? Optional.of(uri(json.string("endpoint")))
                        : Optional.empty(),
                json.string("bucket"),
                json.string("prefix"),
                json.string("region"),
                json.bool("pathStyle"));
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the endpoint is no URI", e);
        }
    }

    /** For messages. */
    String shown() {
        return "s3://" + bucket + "/" + prefix;
    }
}
