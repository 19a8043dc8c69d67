package dev.bulwark.verification;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The source tree these tests run in: its modules, its documents, its tracked files. */
final class Repository {
    private static final Pattern MODULE = Pattern.compile("<module>([a-z]+)</module>");

    /** Deepest folder above the module's own that is searched for the root. */
    private static final int MOST_LEVELS = 6;

    private static final Path ROOT = findRoot();

    private Repository() {}

    static Path root() {
        return ROOT;
    }

    private static Path findRoot() {
        Path folder = Path.of("").toAbsolutePath();
        for (int level = 0; level < MOST_LEVELS && folder != null; level++) {
            if (Files.isDirectory(folder.resolve(".mvn"))) {
                return folder;
            }
            folder = folder.getParent();
        }
        throw new IllegalStateException(
                "no folder with .mvn above " + Path.of("").toAbsolutePath());
    }

    /** Reads a text file of the repository. */
    static String read(String path) {
        return read(ROOT.resolve(path));
    }

    static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(ROOT.relativize(file) + " cannot be read", e);
        }
    }

    /** The modules of the root POM, in its order. */
    static List<String> modules() {
        return MODULE.matcher(read("pom.xml")).results().map(match -> match.group(1)).toList();
    }

    /** The modules that hold product code: neither tests nor what tests need. */
    static List<String> productModules() {
        return modules().stream()
                .filter(module -> !List.of("testkit", "verification").contains(module))
                .toList();
    }

    /** Where the compiler put the classes of a module; it must have run. */
    static Path classes(String module) {
        Path classes = ROOT.resolve(module).resolve("target/classes");
        if (!Files.isDirectory(classes)) {
            throw new IllegalStateException(
                    module
                            + " is not compiled: run ./build, or mvn -pl verification -am verify"
                            + " (and list the module in verification/pom.xml)");
        }
        return classes;
    }

    /** Every Java source of a module that ships. */
    static List<Path> javaSources(String module) {
        Path sources = ROOT.resolve(module).resolve("src/main/java");
        if (!Files.isDirectory(sources)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cells of each row of the Markdown table after {@code heading}, without its header. */
    static List<List<String>> tableAfter(String document, String heading) {
        String text = read(document);
        Matcher start = Pattern.compile("(?m)^" + Pattern.quote(heading) + "\\s*$").matcher(text);
        if (!start.find()) {
            throw new AssertionError(document + " has no line '" + heading + "'");
        }
        List<List<String>> rows =
                text.substring(start.end())
                        .lines()
                        .dropWhile(line -> !line.startsWith("|"))
                        .takeWhile(line -> line.startsWith("|"))
                        .skip(2)
                        .map(Repository::cells)
                        .toList();
        if (rows.isEmpty()) {
            throw new AssertionError("no table follows '" + heading + "' in " + document);
        }
        return rows;
    }

    private static List<String> cells(String row) {
        String inner = row.strip();
        inner = inner.substring(1, inner.endsWith("|") ? inner.length() - 1 : inner.length());
        return Stream.of(inner.split("\\|", -1)).map(String::strip).toList();
    }
}
