package dev.bulwark.sandbox;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.sandbox.pipe.CallHandler;
import dev.bulwark.sandbox.pipe.CallServer;
import dev.bulwark.sandbox.pipe.PipeLimits;
import dev.bulwark.sandbox.pipe.Refusal;
import dev.bulwark.sandbox.process.ChildProgram;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A child that does what the test asks for, by operation number. */
public final class ScriptedChild {
    public static final int ECHO = 1;
    public static final int REFUSE = 2;
    public static final int THROW = 3;
    public static final int HANG = 4;
    public static final int EXIT = 5;
    public static final int GARBAGE = 6;
    public static final int SLEEP_MILLIS = 7;
    public static final int FLOOD_ERRORS = 8;
    public static final int ENVIRONMENT = 9;
    public static final int FOLDER = 10;
    public static final int EXHAUST_HEAP = 11;

    /** A hello as the form in {@code Frame} says. */
    private static final String HELLO =
            "42575031" + "01" + "00" + "0000" + "0000000000000000" + "00000000" + "d27198c6";

    private ScriptedChild() {}

    /** The program that runs this class with the class path of the tests. */
    public static ChildProgram program(String... arguments) {
        List<Path> classPath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(Path::of)
                        .toList();
        return new ChildProgram(
                ChildProgram.runningJava(),
                classPath,
                ScriptedChild.class.getName(),
                List.of(arguments),
                32,
                Map.of(),
                Map.of("SHOWN", "yes"));
    }

    public static void main(String... arguments) throws IOException {
        OutputStream pipe = new FileOutputStream(FileDescriptor.out);
        PrintStream log = System.err;
        if (List.of(arguments).contains("die")) {
            log.println("dying as asked");
            Runtime.getRuntime().halt(9);
        }
        if (List.of(arguments).contains("mute")) {
            sleep(60_000);
        }
        if (List.of(arguments).contains("deaf")) {
            pipe.write(HexFormat.of().parseHex(HELLO));
            sleep(60_000);
        }
        if (List.of(arguments).contains("babble")) {
            pipe.write("WARNING: something native prints\n".getBytes(StandardCharsets.UTF_8));
        }
        new CallServer(
                        new FileInputStream(FileDescriptor.in),
                        pipe,
                        PipeLimits.DEFAULT,
                        (operation, payload) -> handle(operation, payload, pipe, log),
                        log,
                        Runtime.getRuntime()::halt)
                .run();
    }

    private static CallHandler.Result handle(
            int operation, Bytes payload, OutputStream pipe, PrintStream log) {
        switch (operation) {
            case REFUSE -> {
                return new CallHandler.Result.NotDone(new Refusal("NOT_TODAY", "on\npurpose"));
            }
            case THROW -> throw new IllegalStateException("secret value 42");
            case HANG -> sleep(600_000);
            case EXIT -> Runtime.getRuntime().halt(payload.at(0));
            case GARBAGE -> writeGarbage(pipe);
            case SLEEP_MILLIS -> sleep(Integer.parseInt(text(payload)));
            case FLOOD_ERRORS -> {
                for (int i = 0; i < 200_000; i++) {
                    log.println("flooding standard error, line " + i);
                }
            }
            case ENVIRONMENT -> {
                return done(
                        System.getenv().entrySet().stream()
                                .map(Object::toString)
                                .sorted()
                                .collect(Collectors.joining(",")));
            }
            case FOLDER -> {
                return done(new File("").getAbsolutePath());
            }
            case EXHAUST_HEAP -> log.println(new byte[512 << 20].length);
            default -> log.println("echo");
        }
        return new CallHandler.Result.Done(payload);
    }

    private static CallHandler.Result done(String text) {
        return new CallHandler.Result.Done(Bytes.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    public static String text(Bytes bytes) {
        return new String(bytes.toArray(), StandardCharsets.UTF_8);
    }

    private static void writeGarbage(OutputStream pipe) {
        try {
            pipe.write(
                    "not a frame at all, but longer than a header"
                            .getBytes(StandardCharsets.UTF_8));
            pipe.flush();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
