package dev.bulwark.gateway.authenticate;

/**
 * Who asks.
 *
 * @param id of the API key, or {@code "anonymous"} on routes that need none
 */
public record Principal(String id) {
    /** Whoever asks on a route that needs no key. */
    public static final Principal ANONYMOUS = new Principal("anonymous");
}
