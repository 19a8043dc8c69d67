package dev.bulwark.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Sizes that keep code readable: a method on a screen, a file in a head. What was longer when the
 * rule came stands in {@code known-lengths.txt}, which only ever gets shorter.
 */
class SourceShapeTest {
    private static final int LONGEST_LINE = 100;
    private static final int LONGEST_FILE = 400;
    private static final int LONGEST_METHOD = 40;

    private static final Set<String> KNOWN =
            Set.copyOf(
                    Repository.read("verification/src/test/resources/known-lengths.txt")
                            .lines()
                            .toList());

    @TestFactory
    Stream<DynamicTest> linesFilesAndMethodsStayShort() {
        return Repository.modules().stream()
                .map(module ->
                        DynamicTest.dynamicTest(
                                module,
                                () ->
                                        assertThat(tooLong(module))
                                                .as(
                                                        "%s: over %d lines, %d lines a"
                                                                + " method or %d columns",
                                                        module,
                                                        LONGEST_FILE,
                                                        LONGEST_METHOD,
                                                        LONGEST_LINE)
                                                .isEmpty()));
    }

    private static List<String> tooLong(String module) throws IOException {
        List<String> findings = new ArrayList<>();
        List<Path> sources = Repository.javaSources(module);
        for (Path source : sources) {
            List<String> lines = Repository.read(source).lines().toList();
            if (lines.size() > LONGEST_FILE) {
                findings.add(name(source) + " lines");
            }
            if (lines.stream().anyMatch(line -> isTooLong(line))) {
                findings.add(name(source) + " columns");
            }
        }
        findings.addAll(longMethods(sources));
        findings.removeAll(KNOWN);
        return findings;
    }

    /** Imports and links cannot be broken into two lines. */
    private static boolean isTooLong(String line) {
        return line.length() > LONGEST_LINE
                && !line.startsWith("import ")
                && !line.contains("https://");
    }

    private static String name(Path source) {
        return Repository.root().relativize(source).toString();
    }

    private static List<String> longMethods(List<Path> sources) throws IOException {
        List<String> findings = new ArrayList<>();
        if (sources.isEmpty()) {
            return findings;
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new LongMethods(unit, positions, findings).scan(unit, null);
            }
        }
        return findings;
    }

    private static final class LongMethods extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> findings;

        LongMethods(CompilationUnitTree unit, SourcePositions positions, List<String> findings) {
            this.unit = unit;
            this.positions = positions;
            this.findings = findings;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
            if (method.getBody() != null) {
                LineMap lines = unit.getLineMap();
                long first = lines.getLineNumber(positions.getStartPosition(unit, method));
                long last = lines.getLineNumber(positions.getEndPosition(unit, method));
                if (last - first + 1 > LONGEST_METHOD) {
                    Path source = Path.of(unit.getSourceFile().toUri());
                    findings.add(name(source) + " " + method.getName());
                }
            }
            return super.visitMethod(method, null);
        }
    }
}
