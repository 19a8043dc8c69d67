package dev.bulwark.ledger.index;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A PostgreSQL server of this machine, started for the tests of this process, on loopback. */
final class PostgresServer {
    private static final String PASSWORD = "only-for-this-test";
    private static final String USER = System.getProperty("user.name");
    private static final boolean ROOT = USER.equals("root");
    private static final int SECONDS = 60;

    private static Optional<PostgresServer> running = Optional.empty();
    private static int databases;

    private final int port;

    private PostgresServer(int port) {
        this.port = port;
    }

    /** A fresh database; skips the test, saying so, where there is no PostgreSQL. */
    static synchronized IndexPlace database() {
        try {
            if (running.isEmpty()) {
                running = Optional.of(start());
            }
            int port = running.get().port;
            String name = "evidence" + ++databases;
            try (Connection connection = DriverManager.getConnection(url(port, "postgres"));
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + name);
            }
            return IndexPlace.at(url(port, name));
        } catch (IOException | SQLException | InterruptedException e) {
            throw new IllegalStateException("PostgreSQL is here but does not start", e);
        }
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    private static PostgresServer start() throws IOException, InterruptedException, SQLException {
        Optional<Path> programs = programs();
        Assumptions.assumeTrue(
                programs.isPresent(), "skipped: there is no PostgreSQL (initdb) on this machine");
        Path folder = Files.createTempDirectory("bulwark-postgres");
        Path password = folder.resolve("password");
        Files.writeString(password, PASSWORD);
        if (ROOT) {
            run(folder, List.of("chown", "-R", "postgres", folder.toString()), false);
        }
        Path data = folder.resolve("data");
        run(
                folder,
                List.of(
                        programs.get().resolve("initdb").toString(),
                        "-D",
                        data.toString(),
                        "-U",
                        USER,
                        "-A",
                        "scram-sha-256",
                        "--pwfile",
                        password.toString(),
                        "-E",
                        "UTF8",
                        "--locale",
                        "C",
                        "-N"),
                true);
        int port = freePort();
        Path passwords = Files.createTempFile("bulwark-pgpass", "");
        Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(passwords, "127.0.0.1:%d:*:%s:%s%n".formatted(port, USER, PASSWORD));
        System.setProperty("org.postgresql.pgpassfile", passwords.toString());
        Process server =
                process(
                                folder,
                                List.of(
                                        programs.get().resolve("postgres").toString(),
                                        "-D",
                                        data.toString(),
                                        "-h",
                                        "127.0.0.1",
                                        "-p",
                                        Integer.toString(port),
                                        "-k",
                                        folder.toString(),
                                        "-F"),
                                true)
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, folder)));
        awaitAnswer(port);
        return new PostgresServer(port);
    }

    private static void awaitAnswer(int port) throws InterruptedException, SQLException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (true) {
            try {
                DriverManager.getConnection(url(port, "postgres")).close();
                return;
            } catch (SQLException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.sleep(100);
            }
        }
    }

    private static Optional<Path> programs() throws IOException {
        List<Path> folders = new ArrayList<>();
        Path debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (Stream<Path> versions = Files.list(debian)) {
                versions.map(version -> version.resolve("bin")).forEach(folders::add);
            }
        }
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(Path::of)
                .forEach(folders::add);
        return folders.stream()
                .filter(folder ->
                        Files.isExecutable(folder.resolve("initdb"))
                                && Files.isExecutable(folder.resolve("postgres")))
                .findFirst();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** PostgreSQL refuses to run as root. */
    private static ProcessBuilder process(Path folder, List<String> command, boolean unprivileged) {
        List<String> whole = new ArrayList<>();
        if (ROOT && unprivileged) {
            whole.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres"));
            whole.add("--clear-groups");
        }
        whole.addAll(command);
        return new ProcessBuilder(whole)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(folder)));
    }

    private static java.io.File log(Path folder) {
        return Path.of(folder + ".log").toFile();
    }

    private static void run(Path folder, List<String> command, boolean unprivileged)
            throws IOException, InterruptedException {
        Process process = process(folder, command, unprivileged).start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(
                    command.getFirst() + " failed: " + Files.readString(log(folder).toPath()));
        }
    }

    private static void stop(Process server, Path folder) {
        server.destroy(); // asks for a fast shutdown; the process is the server's own
        try {
            server.waitFor(SECONDS, TimeUnit.SECONDS);
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
            log(folder).delete();
        } catch (IOException | InterruptedException e) {
            Thread.currentThread().interrupt(); // the process ends; the folder is a temporary one
        }
    }
}
