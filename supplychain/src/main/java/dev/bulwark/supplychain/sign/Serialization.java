package dev.bulwark.supplychain.sign;

/** How a model's files become the resources of a signature. */
public sealed interface Serialization {
    /** The shard size of the standard, in bytes. */
    long DEFAULT_SHARD_SIZE = 1_000_000_000;

    /** One resource for each file. */
    record Files() implements Serialization {}

    /**
     * One resource for each range of {@code size} bytes, so that one large file is hashed on all
     * cores. Empty files have no shard and therefore no protection but their being empty.
     *
     * @param size in bytes, {@code >= 1}
     */
    record Shards(long size) implements Serialization {
        public Shards {
            if (size < 1) {
                throw new IllegalArgumentException("a shard has >= 1 byte, but got " + size);
            }
        }
    }

    /** The word in the predicate. */
    default String method() {
        return switch (this) {
            case Files _ -> "files";
            case Shards _ -> "shards";
        };
    }
}
