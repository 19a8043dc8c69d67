package dev.bulwark.ledger.index;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where an index lies: a file of SQLite, memory, or a PostgreSQL server.
 *
 * @param url of JDBC; holds no password: PostgreSQL's are found as its own tools do, in {@code
 *     ~/.pgpass} or where {@code PGPASSFILE} says
 */
public record IndexPlace(String url) {
    private static final String SQLITE = "jdbc:sqlite:";
    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final Pattern SECRET =
            Pattern.compile("(?i)[?&](password|sslpassword)=|//[^/]*@");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** A lock that is held longer than this is held by something that hangs. */
    private static final String BUSY_MILLIS = "30000";

    private static final String WAIT_SECONDS = "30";

    public IndexPlace {
        if (!url.startsWith(SQLITE) && !url.startsWith(POSTGRESQL)) {
            throw new IllegalArgumentException(
                    "an index is at jdbc:sqlite:… or jdbc:postgresql:…, not at '"
                            + url.split("[?@]", 2)[0]
                            + "'");
        }
        if (SECRET.matcher(url).find()) {
            throw new IllegalArgumentException(
                    "the URL of an index holds no password, and its user as ?user=<name>: put the"
                            + " password into ~/.pgpass");
        }
    }

    /** A file of SQLite. */
    public static IndexPlace file(Path file) {
        return new IndexPlace(SQLITE + file);
    }

    /** In memory, for one process. */
    public static IndexPlace memory() {
        return new IndexPlace(SQLITE + ":memory:");
    }

    /** The file, if the index is one that may be removed and made again. */
    Optional<Path> sqliteFile() {
        String name = url.startsWith(SQLITE) ? url.substring(SQLITE.length()) : ":memory:";
        return name.startsWith(":") ? Optional.empty() : Optional.of(Path.of(name));
    }

    /** For messages: without parameters. */
    String shown() {
        return url.split("\\?", 2)[0];
    }

    /** Settings of the connection; they are no part of the SQL, which is the same for both. */
    Properties properties() {
        Properties properties = new Properties();
        if (url.startsWith(SQLITE)) {
            properties.setProperty("journal_mode", "WAL");
            properties.setProperty("synchronous", "NORMAL"); // a cache: power may take the last row
            properties.setProperty("busy_timeout", BUSY_MILLIS);
            properties.setProperty("trusted_schema", "false"); // the file may be an attacker's
            properties.setProperty("cell_size_check", "true");
            return properties;
        }
        properties.setProperty("connectTimeout", WAIT_SECONDS);
        properties.setProperty("socketTimeout", "600");
        properties.setProperty("ApplicationName", "bulwark");
        if (!url.toLowerCase(Locale.ROOT).contains("sslmode=") && !isLoopback()) {
            properties.setProperty("sslmode", "verify-full");
        }
        return properties;
    }

    private boolean isLoopback() {
        try {
            String host = new URI(url.substring("jdbc:".length()).split("\\?", 2)[0]).getHost();
            return host == null || LOOPBACK.contains(host.toLowerCase(Locale.ROOT));
        } catch (URISyntaxException e) {
            return false; // several hosts: none of them is this machine
        }
    }
}
