package dev.bulwark.onnx.gradient;

import dev.bulwark.onnx.run.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the reference arrays: NPY 1.0, little-endian, C order. */
public final class Npy {
    private static final Pattern HEADER =
            Pattern.compile(
                    "'descr': '(<[fi][48])'.*'fortran_order': False.*'shape': \\(([^)]*)\\)");
    private static final int LENGTH_AT = 8;
    private static final int HEADER_AT = 10;

    private final String type;
    private final long[] shape;
    private final ByteBuffer elements;

    private Npy(String type, long[] shape, ByteBuffer elements) {
        this.type = type;
        this.shape = shape;
        this.elements = elements;
    }

    public static Npy read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int length = bytes.getShort(LENGTH_AT);
        byte[] header = new byte[length];
        bytes.get(HEADER_AT, header);
        Matcher matcher = HEADER.matcher(new String(header, StandardCharsets.US_ASCII));
        if (!matcher.find()) {
            throw new IOException(file + " has a header of another kind");
        }
        long[] shape =
                Arrays.stream(matcher.group(2).split(",", -1))
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .mapToLong(Long::parseLong)
                        .toArray();
        ByteBuffer elements =
                bytes.slice(HEADER_AT + length, bytes.capacity() - HEADER_AT - length)
                        .order(ByteOrder.LITTLE_ENDIAN);
        return new Npy(matcher.group(1), shape, elements);
    }

    public double[] doubles() {
        double[] values = new double[elements.capacity() / Double.BYTES];
        elements.asDoubleBuffer().get(values);
        return values;
    }

    public Tensor tensor() throws IOException {
        return switch (type) {
            case "<f4" -> {
                float[] values = new float[elements.capacity() / Float.BYTES];
                elements.asFloatBuffer().get(values);
                yield Tensor.of(values, shape);
            }
            case "<f8" -> Tensor.of(doubles(), shape);
            case "<i8" -> {
                long[] values = new long[elements.capacity() / Long.BYTES];
                elements.asLongBuffer().get(values);
                yield Tensor.of(values, shape);
            }
            default -> throw new IOException("elements of type " + type);
        };
    }
}
