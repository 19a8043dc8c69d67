package dev.bulwark.supplychain.sign;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.json.JsonException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a payload whose signature has been verified, and refuses whatever the schemas do not say.
 */
final class OmsStatementReader {
    static final String SHA256 = "sha256";

    /** The predicate of version 0.2: files as subjects, and nothing else. */
    static final String LEGACY_PREDICATE_TYPE = "https://model_signing/Digests/v0.1";

    private static final Set<String> STATEMENT_MEMBERS =
            Set.of("_type", "subject", "predicateType", "predicate");
    private static final Set<String> PREDICATE_MEMBERS = Set.of("resources", "serialization");
    private static final Set<String> SERIALIZATION_MEMBERS =
            Set.of("method", "hash_type", "allow_symlinks", "shard_size", "ignore_paths");

    /** The last two colons count, for a file's own name may hold colons. */
    private static final Pattern SHARD =
            Pattern.compile("(.+):(0|[1-9][0-9]{0,17}):([1-9][0-9]{0,17})", Pattern.DOTALL);

    private OmsStatementReader() {}

    /**
     * Reads a statement of version 1.0, checks its order, paths and root digest.
     *
     * @throws RefusedException naming what is wrong
     */
    static OmsStatement read(Bytes payload) {
        try {
            Json.Obj statement = statement(payload, OmsStatement.PREDICATE_TYPE);
            List<Json.Obj> subjects = statement.objects("subject");
            if (subjects.size() != 1) {
                throw malformed("it has %d subjects, not one".formatted(subjects.size()));
            }
            String name = name(subjects.getFirst());
            Digest root = digest(subjects.getFirst().object("digest").string(SHA256));
            ModelManifest manifest = manifest(statement.object("predicate"));
            manifest.check();
            if (!manifest.rootDigest().equals(root)) {
                throw new RefusedException(
                        Refusal.ROOT_DIGEST,
                        "the subject is %s, but the resources give %s"
                                .formatted(root, manifest.rootDigest()));
            }
            return new OmsStatement(name, manifest, payload);
        } catch (JsonException e) {
            throw new RefusedException(
                    Refusal.STATEMENT_MALFORMED, "the statement cannot be read: " + e.what(), e);
        }
    }

    /** Reads a statement of version 0.2, which lists the files as its subjects. */
    static OmsStatement readLegacy(Bytes payload) {
        try {
            List<ModelResource> resources = new ArrayList<>();
            for (Json.Obj subject : statement(payload, LEGACY_PREDICATE_TYPE).objects("subject")) {
                Digest digest = digest(subject.object("digest").string(SHA256));
                resources.add(ModelResource.file(name(subject), digest));
            }
            // That version did not order its subjects, so ours is the order of the root digest.
            resources.sort(
                    Comparator.comparing(ModelResource::name, ResourcePath.CODE_POINT_ORDER));
            ModelManifest manifest =
                    bounded(new Serialization.Files(), false, List.of(), resources);
            manifest.check();
            return new OmsStatement("model", manifest, payload);
        } catch (JsonException e) {
            throw new RefusedException(
                    Refusal.STATEMENT_MALFORMED, "the statement cannot be read: " + e.what(), e);
        }
    }

    private static Json.Obj statement(Bytes payload, String predicateType) {
        Json.Obj statement = Json.parseObject(payload.toArray());
        known(statement, STATEMENT_MEMBERS, "the statement");
        if (!statement.string("_type").equals(Statement.TYPE)) {
            throw malformed("its _type is not " + Statement.TYPE);
        }
        String found = statement.string("predicateType");
        if (!found.equals(predicateType)) {
            throw new RefusedException(
                    Refusal.PREDICATE_UNKNOWN,
                    "the statement is '%s', not '%s'".formatted(found, predicateType));
        }
        return statement;
    }

    private static ModelManifest manifest(Json.Obj predicate) {
        known(predicate, PREDICATE_MEMBERS, "the predicate");
        Json.Obj described = predicate.object("serialization");
        known(described, SERIALIZATION_MEMBERS, "the serialization");
        supported(described.string("hash_type"), SHA256);
        boolean sized = described.get("shard_size").isPresent();
        String method = described.string("method");
        Serialization serialization =
                switch (method) {
                    case "files" -> new Serialization.Files();
                    case "shards" -> shards(described.integer("shard_size"));
                    default -> throw malformed("its method is '" + method + "'");
                };
        if (sized && serialization instanceof Serialization.Files) {
            throw malformed("it has a shard size, but its method is 'files'");
        }
        List<ModelResource> resources = new ArrayList<>();
        for (Json.Obj resource : predicate.objects("resources")) {
            resources.add(resource(resource, serialization));
        }
        List<String> ignored =
                described.get("ignore_paths").isPresent()
                        ? described.strings("ignore_paths")
                        : List.of();
        ignored.forEach(ResourcePath::check);
        return bounded(serialization, described.bool("allow_symlinks"), ignored, resources);
    }

    private static Serialization shards(long size) {
        if (size < 1) {
            throw malformed("its shard size is " + size);
        }
        return new Serialization.Shards(size);
    }

    private static ModelResource resource(Json.Obj resource, Serialization serialization) {
        String name = resource.string("name");
        String algorithm = resource.string("algorithm");
        return switch (serialization) {
            case Serialization.Files _ -> {
                supported(algorithm, SHA256);
                yield ModelResource.file(name, digest(resource.string("digest")));
            }
            case Serialization.Shards(long size) -> {
                // The reference implementation names the shard size in the algorithm as well.
                supported(algorithm, SHA256, SHA256 + "-sharded-" + size);
                yield shard(name, digest(resource.string("digest")));
            }
        };
    }

    private static ModelResource shard(String name, Digest digest) {
        Matcher parts = SHARD.matcher(name);
        if (name.length() > 2 * ResourcePath.LONGEST_BYTES || !parts.matches()) {
            throw new RefusedException(
                    Refusal.RESOURCE_SHARDS, "shard '" + name + "' is not 'path:start:end'");
        }
        long start = Long.parseLong(parts.group(2));
        long end = Long.parseLong(parts.group(3));
        if (end <= start) {
            throw new RefusedException(
                    Refusal.RESOURCE_SHARDS, "shard '" + name + "' ends before it starts");
        }
        return new ModelResource(name, parts.group(1), start, end, digest);
    }

    private static ModelManifest bounded(
            Serialization serialization,
            boolean symlinksFollowed,
            List<String> ignored,
            List<ModelResource> resources) {
        try {
            return new ModelManifest(serialization, symlinksFollowed, ignored, resources);
        } catch (IllegalArgumentException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    private static void supported(String algorithm, String... supported) {
        if (!Set.of(supported).contains(algorithm)) {
            throw new RefusedException(
                    Refusal.ALGORITHM_UNSUPPORTED,
                    "the digests are '%s', not '%s'".formatted(algorithm, supported[0]));
        }
    }

    private static String name(Json.Obj subject) {
        String name = subject.string("name");
        if (name.isEmpty()) {
            throw malformed("a subject has no name");
        }
        return name;
    }

    private static Digest digest(String hex) {
        try {
            return new Digest(hex);
        } catch (IllegalArgumentException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    private static void known(Json.Obj object, Set<String> members, String what) {
        for (String name : object.members().keySet()) {
            if (!members.contains(name)) {
                throw malformed(what + " has a member '" + name + "' that is not of its standard");
            }
        }
    }

    private static RefusedException malformed(String detail) {
        return new RefusedException(Refusal.STATEMENT_MALFORMED, detail);
    }
}
