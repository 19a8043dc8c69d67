package dev.bulwark.onnx.graph;

/**
 * What reading a model may cost. A file that would cost more is refused before it is parsed.
 *
 * @param bytes largest file, in bytes
 * @param memory most heap the parsed form may take, estimated while nothing is allocated, in bytes
 * @param nodes most nodes in all graphs together
 * @param depth deepest nesting of messages; a subgraph takes three levels
 */
public record Limits(long bytes, long memory, int nodes, int depth) {
    public Limits {
        if (bytes < 1 || memory < 1 || nodes < 1 || depth < 1) {
            throw new IllegalArgumentException("every limit is >= 1");
        }
    }

    /**
     * 512 MiB, half the heap but at most 2 GiB, a million nodes, depth 64: several times what
     * common networks need, and never more than this process can hold.
     */
    public static Limits defaults() {
        long memory = Math.min(2L << 30, Runtime.getRuntime().maxMemory() / 2);
        return new Limits(512L << 20, memory, 1_000_000, 64);
    }
}
