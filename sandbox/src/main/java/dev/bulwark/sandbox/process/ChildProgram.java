package dev.bulwark.sandbox.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What to run in a child process.
 *
 * @param java the {@code java} of a JDK or run-time image
 * @param classPath jars and folders; each must exist when the child is launched
 * @param mainClass its main class; standard input and output are the pipe
 * @param arguments of the main class
 * @param heapMegabytes bound on the Java heap, {@code >= 16}; native memory is not bounded by it
 * @param properties system properties, beside those that every child gets
 * @param environment all of the child's environment: nothing of the parent's is passed on
 */
public record ChildProgram(
        Path java,
        List<Path> classPath,
        String mainClass,
        List<String> arguments,
        int heapMegabytes,
        Map<String, String> properties,
        Map<String, String> environment) {
    private static final int SMALLEST_HEAP = 16;

    public ChildProgram {
        classPath = List.copyOf(classPath);
        arguments = List.copyOf(arguments);
        properties = Map.copyOf(properties);
        environment = Map.copyOf(environment);
        if (classPath.isEmpty() || mainClass.isBlank()) {
            throw new IllegalArgumentException("a child needs a class path and a main class");
        }
        if (heapMegabytes < SMALLEST_HEAP) {
            throw new IllegalArgumentException(
                    "heapMegabytes must be >= " + SMALLEST_HEAP + ", but was " + heapMegabytes);
        }
    }

    /** The {@code java} that runs this process. */
    public static Path runningJava() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /**
     * The command line.
     *
     * @param home the child's private directory
     */
    List<String> command(Path home) {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.add("-Xmx" + heapMegabytes + "m");
        command.add("-XX:+UseSerialGC");
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:-UsePerfData");
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("-XX:-CreateCoredumpOnCrash");
        command.add("-XX:+DisableAttachMechanism");
        command.add("-XX:ErrorFile=" + home.resolve("crash.log"));
        // The JVM warns on standard output by default, which here is the pipe.
        command.add("-Xlog:disable");
        command.add("-Xlog:all=error:stderr");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Djava.io.tmpdir=" + home);
        command.add("-Duser.home=" + home);
        command.add("-Djava.awt.headless=true");
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add("-cp");
        command.add(
                classPath.stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)));
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }
}
