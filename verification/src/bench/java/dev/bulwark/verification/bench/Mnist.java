package dev.bulwark.verification.bench;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * The first pictures of MNIST's training set.
 *
 * @see <a href="http://yann.lecun.com/exdb/mnist/">LeCun, Cortes and Burges, the IDX format</a>
 */
final class Mnist {
    static final int SIDE = 28;
    private static final int PICTURES_MAGIC = 2051;
    private static final int LABELS_MAGIC = 2049;

    private final float[] pixels;
    private final int[] labels;

    private Mnist(float[] pixels, int[] labels) {
        this.pixels = pixels;
        this.labels = labels;
    }

    /** Pixels from 0 to 255, row by row, picture behind picture. */
    float[] pixels() {
        return pixels;
    }

    int[] labels() {
        return labels;
    }

    /** The first {@code count} pictures: of the full set where it is there, else of the example. */
    static Mnist first(int count) throws IOException {
        Path folder = folder();
        float[] pixels = new float[count * SIDE * SIDE];
        int[] labels = new int[count];
        try (DataInputStream in = open(folder.resolve("train-images-idx3-ubyte.gz"))) {
            require(in.readInt() == PICTURES_MAGIC && in.readInt() >= count, folder);
            int rows = in.readInt();
            int columns = in.readInt();
            require(rows == SIDE && columns == SIDE, folder);
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = in.readUnsignedByte();
            }
        }
        try (DataInputStream in = open(folder.resolve("train-labels-idx1-ubyte.gz"))) {
            require(in.readInt() == LABELS_MAGIC && in.readInt() >= count, folder);
            for (int i = 0; i < count; i++) {
                labels[i] = in.readUnsignedByte();
            }
        }
        return new Mnist(pixels, labels);
    }

    private static void require(boolean right, Path folder) throws IOException {
        if (!right) {
            throw new IOException("these are not MNIST's training pictures: " + folder);
        }
    }

    private static DataInputStream open(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        return new DataInputStream(new GZIPInputStream(bytes, 1 << 16));
    }

    private static Path folder() throws IOException {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            for (String place : new String[] {"shared/data/mnist", "examples/digits/data"}) {
                if (Files.isDirectory(at.resolve(place))) {
                    return at.resolve(place);
                }
            }
        }
        throw new IOException("found neither shared/data/mnist nor examples/digits/data");
    }
}
