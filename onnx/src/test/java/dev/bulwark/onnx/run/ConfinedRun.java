package dev.bulwark.onnx.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A process of its own that runs a model and says which sockets it holds. */
final class ConfinedRun {
    private ConfinedRun() {}

    /** Runs, and prints one line for each open socket. */
    public static void main(String[] none) throws IOException {
        EngineOptions engine = EngineOptions.deterministic().withThreads(2);
        try (Session session = Session.open(NativeMemoryTest.product(), engine)) {
            for (int round = 0; round < 50; round++) {
                Tensor x = Tensor.of(new float[] {0, 1}, 1, 2);
                session.compute(Map.of("x", x), "y");
            }
            for (String socket : sockets()) {
                System.out.println(socket);
            }
        }
        System.out.println("done");
    }

    private static List<String> sockets() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .map(ConfinedRun::target)
                    .filter(target -> target.startsWith("socket:"))
                    .toList();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "closed since"; // The listing's own descriptor.
        }
    }
}
