package dev.bulwark.server;

import dev.bulwark.kernel.BulwarkException;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the server is told when it is started.
 *
 * @param project folder with {@code .bulwark}
 * @param alias whose model is served; the model released last if absent
 * @param host to listen on
 * @param port to listen on; 0 takes a free one
 * @param workerClassPath of the worker process
 * @param certificate and key of the operator, as PEM files
 * @param allowTls12 whether TLS 1.2 is accepted beside 1.3
 * @param maxBodyBytes longest request body
 * @param maxRows most rows in a request
 * @param reviewSeconds how often the gate is asked again
 * @param accessLog file the events are appended to; standard error if absent
 * @param parent process whose end stops the server
 */
record ServerArguments(
        Path project,
        Optional<String> alias,
        String host,
        int port,
        List<Path> workerClassPath,
        Optional<Certificate> certificate,
        boolean allowTls12,
        int maxBodyBytes,
        int maxRows,
        int reviewSeconds,
        Optional<Path> accessLog,
        OptionalLong parent) {
    /** Code of the exception for a wrong command line. */
    static final String WRONG = "USAGE";

    /** One line for each argument. */
    static final String USAGE =
            """
            usage: java -jar quarkus-run.jar --project DIR --worker-classpath PATHS [options]
              --project DIR            folder of the project, which holds .bulwark
              --worker-classpath PATHS jars of the worker, or one folder of them
              --alias NAME             serve what it means by approved changes, such as production
              --host HOST              to listen on (127.0.0.1)
              --port PORT              to listen on, 0 for a free one (8443)
              --tls-certificate FILE   PEM, the server's own certificate first
              --tls-key FILE           PEM, PKCS#8
              --allow-tls-1.2          accept TLS 1.2 beside 1.3
              --max-body-bytes N       longest request body (4194304)
              --max-rows N             most rows in a request (1024)
              --review-seconds N       how often the serve gate is asked again (60)
              --access-log FILE        append events here instead of standard error
              --parent-pid PID         stop when this process ends
            """;

    private static final String ALLOW_TLS_12 = "--allow-tls-1.2";
    private static final Set<String> WITH_VALUE =
            Set.of(
                    "--project",
                    "--worker-classpath",
                    "--alias",
                    "--host",
                    "--port",
                    "--tls-certificate",
                    "--tls-key",
                    "--max-body-bytes",
                    "--max-rows",
                    "--review-seconds",
                    "--access-log",
                    "--parent-pid");
    private static final int LARGEST_PORT = 65_535;
    private static final int LARGEST_BODY = 64 << 20;
    private static final int MOST_ROWS = 100_000;
    private static final int LONGEST_REVIEW = 86_400;

    /** The operator's certificate chain and key. */
    record Certificate(Path chain, Path key) {}

    ServerArguments {
        workerClassPath = List.copyOf(workerClassPath);
    }

    /**
     * Reads a command line.
     *
     * @throws BulwarkException with code {@code USAGE} if it is none
     */
    static ServerArguments parse(String... line) {
        Map<String, String> values = new HashMap<>();
        boolean allowTls12 = false;
        for (int i = 0; i < line.length; i++) {
            if (line[i].equals(ALLOW_TLS_12)) {
                allowTls12 = true;
            } else if (WITH_VALUE.contains(line[i]) && i + 1 < line.length) {
                if (values.put(line[i], line[++i]) != null) {
                    throw usage("'" + line[i - 1] + "' is given twice");
                }
            } else {
                throw usage("'" + line[i] + "' is not known or lacks its value");
            }
        }
        return new ServerArguments(
                Path.of(required(values, "--project")).toAbsolutePath().normalize(),
                Optional.ofNullable(values.get("--alias")),
                values.getOrDefault("--host", "127.0.0.1"),
                number(values, "--port", 8_443, 0, LARGEST_PORT),
                classPath(required(values, "--worker-classpath")),
                certificate(values),
                allowTls12,
                number(values, "--max-body-bytes", 4 << 20, 1, LARGEST_BODY),
                number(values, "--max-rows", 1_024, 1, MOST_ROWS),
                number(values, "--review-seconds", 60, 1, LONGEST_REVIEW),
                Optional.ofNullable(values.get("--access-log")).map(Path::of),
                values.containsKey("--parent-pid")
                        ? OptionalLong.of(number(values, "--parent-pid", 0, 1, Integer.MAX_VALUE))
                        : OptionalLong.empty());
    }

    private static Optional<Certificate> certificate(Map<String, String> values) {
        String chain = values.get("--tls-certificate");
        String key = values.get("--tls-key");
        if ((chain == null) != (key == null)) {
            throw usage("--tls-certificate and --tls-key are given together or not at all");
        }
        return chain == null || key == null
                ? Optional.empty()
                : Optional.of(
                        new Certificate(
                                Path.of(chain).toAbsolutePath(), Path.of(key).toAbsolutePath()));
    }

    private static List<Path> classPath(String paths) {
        File folder = new File(paths);
        File[] jars = folder.isDirectory() ? folder.listFiles((_, n) -> n.endsWith(".jar")) : null;
        if (jars != null && jars.length > 0) {
            return Arrays.stream(jars).sorted().map(jar -> jar.toPath().toAbsolutePath()).toList();
        }
        return Arrays.stream(paths.split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath())
                .toList();
    }

    private static String required(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw usage(name + " is missing");
        }
        return value;
    }

    private static int number(
            Map<String, String> values, String name, int otherwise, int least, int most) {
        String text = values.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw usage("%s takes a number, but got '%s'".formatted(name, text));
        }
        throw usage("%s is %d to %d, but got '%s'".formatted(name, least, most, text));
    }

    private static BulwarkException usage(String what) {
        return new BulwarkException(WRONG, what, "see the usage below");
    }
}
