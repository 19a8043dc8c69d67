package dev.bulwark.supplychain.sign;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Finding;
import dev.bulwark.kernel.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/** Compares the files of a model with its manifest, in both directions. */
final class FileComparison {
    private final ModelManifest manifest;
    private final VerificationPolicy policy;
    private final ModelTree tree;
    private final List<FileProblem> problems = new ArrayList<>();
    private final Set<String> changed = new HashSet<>();
    private final List<String> unsigned = new ArrayList<>();
    private final List<Finding> warnings = new ArrayList<>();
    private long bytes;

    private FileComparison(ModelManifest manifest, VerificationPolicy policy, ModelTree tree) {
        this.manifest = manifest;
        this.policy = policy;
        this.tree = tree;
    }

    static FileComparison of(Path model, ModelManifest manifest, VerificationPolicy policy) {
        Collection<String> left = new ArrayList<>(policy.ignoredPaths());
        policy.signatureFile().flatMap(f -> IgnoreRules.within(model, f)).ifPresent(left::add);
        if (policy.allows(VerificationPolicy.Leniency.SIGNED_IGNORE_PATHS)) {
            left.addAll(manifest.ignoredPaths());
        }
        ModelTree tree = ModelTree.list(model, IgnoreRules.withDefaults(left));
        FileComparison comparison = new FileComparison(manifest, policy, tree);
        comparison.problems.addAll(tree.problems());
        comparison.compareNames();
        comparison.compareContents();
        return comparison;
    }

    List<FileProblem> problems() {
        return problems;
    }

    List<String> unsigned() {
        return unsigned;
    }

    List<Finding> warnings() {
        return warnings;
    }

    long bytes() {
        return bytes;
    }

    /** Where a resource lies here: older signers call a model that is one file {@code .}. */
    private String local(String path) {
        return path.equals(ResourcePath.WHOLE_MODEL) && tree.isSingleFile() ? tree.name() : path;
    }

    private void compareNames() {
        Map<String, String> folded = new HashMap<>();
        Map<String, Long> ends = new HashMap<>();
        manifest.endsByPath().forEach((path, end) -> ends.put(local(path), end));
        for (String path : ends.keySet()) {
            if (!tree.sizes().containsKey(path)) {
                problems.add(
                        new FileProblem(
                                path,
                                FileProblem.Kind.MISSING,
                                "was signed and is not there, or is left out by the policy"));
            }
            String twin = folded.put(path.toLowerCase(Locale.ROOT), path);
            if (twin != null) {
                warn(path, "differs from '" + twin + "' only in case: some systems keep one");
            }
        }
        tree.sizes()
                .forEach((path, size) -> {
                    if (!ends.containsKey(path)) {
                        unlisted(path, size);
                    }
                });
    }

    private void unlisted(String path, long size) {
        if (size == 0 && manifest.serialization() instanceof Serialization.Shards) {
            // The standard gives an empty file no shard, so its being there cannot be checked.
            warn(path, "is empty, and a signature over shards does not cover empty files");
        } else if (policy.allows(VerificationPolicy.Leniency.UNSIGNED_FILES)) {
            unsigned.add(path);
        } else {
            String why =
                    IgnoreRules.withDefaults(manifest.ignoredPaths()).covers(path)
                            ? "was left out by the signer, which this policy does not accept"
                            : "is there and was not signed";
            problems.add(new FileProblem(path, FileProblem.Kind.UNSIGNED, why));
        }
    }

    private void compareContents() {
        SortedMap<String, Long> sizes = tree.sizes();
        Map<String, Long> ends = manifest.endsByPath();
        List<ModelResource> resources = new ArrayList<>();
        List<ModelHasher.Range> ranges = new ArrayList<>();
        for (ModelResource resource : manifest.resources()) {
            String path = local(resource.path());
            Long size = sizes.get(path);
            if (size == null) {
                continue;
            }
            long signed = ends.getOrDefault(resource.path(), 0L);
            boolean whole = resource.end() == ModelResource.TO_THE_END;
            if (!whole && signed != size) {
                if (resource.start() == 0) {
                    changed(path, "has %d bytes, but %d were signed".formatted(size, signed));
                }
                continue;
            }
            long end = whole ? size : resource.end();
            resources.add(resource);
            ranges.add(new ModelHasher.Range(path, resource.start(), end, end == size));
            bytes += end - resource.start();
        }
        compareDigests(resources, ranges);
    }

    private void compareDigests(List<ModelResource> resources, List<ModelHasher.Range> ranges) {
        List<ModelHasher.Outcome> outcomes = ModelHasher.hash(tree, ranges);
        for (int i = 0; i < ranges.size(); i++) {
            ModelResource resource = resources.get(i);
            String path = ranges.get(i).path();
            switch (outcomes.get(i)) {
                case ModelHasher.Outcome.Hashed(Digest found) -> {
                    if (!found.equals(resource.digest())) {
                        changed(
                                path,
                                "is %s, but %s was signed as '%s'"
                                        .formatted(found, resource.digest(), resource.name()));
                    }
                }
                case ModelHasher.Outcome.Unreadable(String why) ->
                        problems.add(new FileProblem(path, FileProblem.Kind.UNREADABLE, why));
            }
        }
    }

    private void changed(String path, String detail) {
        // Once for each file, however many of its shards differ.
        if (changed.add(path)) {
            problems.add(new FileProblem(path, FileProblem.Kind.CHANGED, detail));
        }
    }

    private void warn(String path, String message) {
        warnings.add(
                new Finding(
                        "model-signing-name",
                        Severity.LOW,
                        "'" + path + "' " + message,
                        path,
                        "rename or remove the file, and sign the model again"));
    }
}
