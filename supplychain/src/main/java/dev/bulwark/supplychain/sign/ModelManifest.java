package dev.bulwark.supplychain.sign;

import dev.bulwark.kernel.Digest;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a signature says of a model: every file with its digest, and how they were enumerated.
 *
 * @param serialization whole files or shards
 * @param symlinksFollowed whether the signer followed symbolic links
 * @param ignoredPaths what the signer left out, each with its subtree
 * @param resources at least one, in the order that was signed
 */
public record ModelManifest(
        Serialization serialization,
        boolean symlinksFollowed,
        List<String> ignoredPaths,
        List<ModelResource> resources) {
    /** More files than any model has; a manifest of so many is a few tens of MiB. */
    public static final int MOST_RESOURCES = 200_000;

    public ModelManifest {
        Objects.requireNonNull(serialization);
        ignoredPaths = List.copyOf(ignoredPaths);
        resources = List.copyOf(resources);
        if (resources.isEmpty() || resources.size() > MOST_RESOURCES) {
            throw new IllegalArgumentException(
                    "a manifest has 1 to %d resources, but got %d"
                            .formatted(MOST_RESOURCES, resources.size()));
        }
    }

    /** The digest of the model as a whole: SHA-256 over the raw digests, in signed order. */
    public Digest rootDigest() {
        MessageDigest sha256 = Digest.sha256();
        for (ModelResource resource : resources) {
            sha256.update(resource.digest().bytes());
        }
        return Digest.ofRaw(sha256.digest());
    }

    /** Throws unless paths are normal, sorted and unique, and shards cover their files. */
    void check() {
        boolean oneFile = resources.stream().map(ModelResource::path).distinct().count() == 1;
        for (ModelResource resource : resources) {
            if (!(oneFile && resource.path().equals(ResourcePath.WHOLE_MODEL))) {
                ResourcePath.check(resource.path());
            }
        }
        checkOrder();
        switch (serialization) {
            case Serialization.Files _ -> {}
            case Serialization.Shards(long size) -> checkShards(size);
        }
    }

    /**
     * The standard orders by the code points of the names. The reference implementation orders by
     * path component and then by offset; what it signed must stay readable. Either order, strictly
     * ascending, also proves that no name comes twice.
     */
    private void checkOrder() {
        Comparator<ModelResource> standard =
                Comparator.comparing(ModelResource::name, ResourcePath.CODE_POINT_ORDER);
        Comparator<ModelResource> reference =
                Comparator.comparing(ModelResource::path, ResourcePath.COMPONENT_ORDER)
                        .thenComparingLong(ModelResource::start)
                        .thenComparingLong(ModelResource::end);
        int fault = firstUnordered(standard);
        if (fault > 0 && firstUnordered(reference) > 0) {
            throw new RefusedException(
                    Refusal.RESOURCE_ORDER,
                    "resource '%s' is listed after '%s'"
                            .formatted(
                                    resources.get(fault).name(), resources.get(fault - 1).name()));
        }
    }

    private int firstUnordered(Comparator<ModelResource> order) {
        for (int i = 1; i < resources.size(); i++) {
            if (order.compare(resources.get(i - 1), resources.get(i)) >= 0) {
                return i;
            }
        }
        return 0;
    }

    private void checkShards(long size) {
        Map<String, Long> covered = new HashMap<>();
        List<ModelResource> byOffset =
                resources.stream().sorted(Comparator.comparingLong(ModelResource::start)).toList();
        for (ModelResource shard : byOffset) {
            long expectedStart = covered.getOrDefault(shard.path(), 0L);
            // Only the last shard may be short: after a short one no start is a multiple.
            boolean aligned = shard.start() % size == 0 && shard.end() - shard.start() <= size;
            if (shard.start() != expectedStart || !aligned) {
                throw new RefusedException(
                        Refusal.RESOURCE_SHARDS,
                        "shard '%s' does not continue its file at byte %d in steps of %d"
                                .formatted(shard.name(), expectedStart, size));
            }
            covered.put(shard.path(), shard.end());
        }
    }

    /** The files of the manifest, each with the size its shards prove; whole files with none. */
    Map<String, Long> endsByPath() {
        Map<String, Long> ends = new HashMap<>();
        for (ModelResource resource : resources) {
            ends.merge(resource.path(), resource.end(), Math::max);
        }
        return ends;
    }
}
