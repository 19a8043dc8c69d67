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
 * @param isOurs whether the file is the ledger's own: it alone may be removed and made again, for a
 *     file that somebody named may be anything
 */
public record IndexPlace(String url, boolean isOurs) {
    private static final String SQLITE = "jdbc:sqlite:";
    private static final String MEMORY = ":memory:";
    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final Pattern SECRET =
            Pattern.compile("(?i)[?&](password|sslpassword)=|//[^/]*@");

    /** By these a server is named elsewhere than in the authority. */
    private static final Pattern HOST_ELSEWHERE = Pattern.compile("(?i)[?&](service|pghost)=");

    private static final Pattern TLS_CHOSEN = Pattern.compile("(?i)[?&]sslmode=");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** A lock that is held longer than this is held by something that hangs. */
    private static final String BUSY_MILLIS = "30000";

    private static final String WAIT_SECONDS = "30";

    public IndexPlace {
        if (!url.startsWith(SQLITE) && !url.startsWith(POSTGRESQL)) {
            throw new IllegalArgumentException(
                    "the URL of an index begins with jdbc:sqlite: or jdbc:postgresql:");
        }
        if (SECRET.matcher(url).find()) {
            throw new IllegalArgumentException(
                    "the URL of an index holds no password, and its user as ?user=<name>: put the"
                            + " password into ~/.pgpass");
        }
        if (url.startsWith(SQLITE) && !isPath(url.substring(SQLITE.length()))) {
            throw new IllegalArgumentException(
                    "after jdbc:sqlite: stands the path of a file and nothing else");
        }
    }

    private static boolean isPath(String name) {
        return name.equals(MEMORY)
                || !(name.isBlank()
                        || name.startsWith(":")
                        || name.startsWith("file:")
                        || name.contains("?"));
    }

    /** Where somebody wants it to be. */
    public static IndexPlace at(String url) {
        return new IndexPlace(url, false);
    }

    /** The ledger's own file. */
    public static IndexPlace file(Path file) {
        return new IndexPlace(SQLITE + file, true);
    }

    /** In memory, for one process. */
    public static IndexPlace memory() {
        return new IndexPlace(SQLITE + MEMORY, true);
    }

    /** The file, if it is one. */
    Optional<Path> file() {
        String name = url.startsWith(SQLITE) ? url.substring(SQLITE.length()) : MEMORY;
        return name.equals(MEMORY) ? Optional.empty() : Optional.of(Path.of(name));
    }

    /** The file, if it may be removed and made again. */
    Optional<Path> ownFile() {
        return file().filter(_ -> isOurs);
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
        if (!TLS_CHOSEN.matcher(url).find() && !isLoopback()) {
            properties.setProperty("sslmode", "verify-full");
        }
        return properties;
    }

    /** Only what is surely this machine: several hosts, or a name that is none, are not. */
    private boolean isLoopback() {
        if (HOST_ELSEWHERE.matcher(url).find()) {
            return false;
        }
        try {
            URI uri = new URI(url.substring("jdbc:".length()).split("\\?", 2)[0]);
            String host = uri.getHost();
            return uri.getRawAuthority() == null
                    || (host != null && LOOPBACK.contains(host.toLowerCase(Locale.ROOT)));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
