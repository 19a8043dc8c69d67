package dev.bulwark.supplychain.bom;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.json.Json;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes data sets, jars and the JDK as CycloneDX components. */
final class Components {
    /** Long enough to tell two jars of one name apart. */
    private static final int REF_DIGITS = 16;

    private final Set<String> refs = new HashSet<>();

    /** A reference nobody else has: the package URL, and the digest where that is not enough. */
    private String ref(String purl, Digest digest) {
        if (refs.add(purl)) {
            return purl;
        }
        String longer = purl + "#" + digest.hex().substring(0, REF_DIGITS);
        refs.add(longer);
        return longer;
    }

    /** The reference of the model itself, which comes first. */
    String model(ModelDescription model) {
        return ref(model.purl(), model.digest());
    }

    List<Entry> data(List<TrainingData> data) {
        List<TrainingData> sorted =
                data.stream()
                        .distinct()
                        .sorted(
                                Comparator.comparing(TrainingData::name)
                                        .thenComparing(TrainingData::digest))
                        .toList();
        List<Entry> entries = new ArrayList<>();
        for (TrainingData set : sorted) {
            String ref = ref(set.purl(), set.digest());
            entries.add(
                    new Entry(
                            ref,
                            data(set, ref),
                            !set.source().isEmpty(),
                            !set.owner().isEmpty(),
                            Optional.of(List.of())));
        }
        return entries;
    }

    private static Json.Obj data(TrainingData set, String ref) {
        Map<String, Object> described = new TreeMap<>();
        described.put("type", "dataset");
        described.put("name", set.name());
        if (!set.source().isEmpty()) {
            described.put("contents", contents(set.source()));
        }
        put(described, "classification", set.classification());
        if (!set.sensitive().isEmpty()) {
            described.put("sensitiveData", set.sensitive().stream().sorted().toList());
        }
        if (!set.owner().isEmpty()) {
            Json.Obj owner = Json.obj("organization", Json.obj("name", set.owner()));
            described.put("governance", Json.obj("owners", Json.arr(List.of(owner))));
        }
        Map<String, Object> component = new TreeMap<>();
        component.put("type", "data");
        component.put("bom-ref", ref);
        component.put("name", set.name());
        component.put("version", ModelDescription.version(set.digest()));
        component.put("purl", set.purl());
        component.put("hashes", hashes(set.digest()));
        component.put("data", Json.arr(List.of(Json.of(described))));
        put(component, "description", set.description());
        set.licence().ifPresent(licence -> component.put("licenses", licences(licence)));
        return object(component);
    }

    /** The schema takes addresses only; a source in words becomes a property. */
    private static Json.Obj contents(String source) {
        try {
            return Json.obj("url", new URI(source).toString());
        } catch (URISyntaxException e) {
            return Json.obj("properties", Json.arr(List.of(property("bulwark:source", source))));
        }
    }

    List<Entry> software(RuntimeInventory inventory) {
        List<SoftwareComponent> sorted =
                inventory.components().stream()
                        .sorted(
                                Comparator.comparing(SoftwareComponent::coordinates)
                                        .thenComparing(SoftwareComponent::digest))
                        .toList();
        Map<String, Set<String>> refsByModule = new HashMap<>();
        Map<SoftwareComponent, String> refOf = new HashMap<>();
        for (SoftwareComponent one : sorted) {
            String ref = ref(one.coordinates().purl(), one.digest());
            refOf.put(one, ref);
            refsByModule.computeIfAbsent(one.coordinates().module(), m -> new TreeSet<>()).add(ref);
        }
        List<Entry> entries = new ArrayList<>();
        for (SoftwareComponent one : sorted) {
            String ref = refOf.getOrDefault(one, "");
            Optional<List<String>> needs =
                    one.dependencies().map(modules -> present(modules, refsByModule, ref));
            boolean identified = one.coordinates().isIdentified();
            entries.add(new Entry(ref, software(one, ref), identified, identified, needs));
        }
        inventory.runtime().ifPresent(runtime -> entries.add(runtime(runtime)));
        return entries;
    }

    private static List<String> present(
            List<String> modules, Map<String, Set<String>> refsByModule, String self) {
        Set<String> needs = new TreeSet<>();
        for (String module : modules) {
            needs.addAll(refsByModule.getOrDefault(module, Set.of()));
        }
        needs.remove(self);
        return List.copyOf(needs);
    }

    private static Json.Obj software(SoftwareComponent one, String ref) {
        Map<String, Object> component = new TreeMap<>();
        component.put("type", "library");
        component.put("bom-ref", ref);
        put(component, "group", one.coordinates().group());
        component.put("name", one.coordinates().artifact());
        put(component, "version", one.coordinates().version());
        component.put("purl", one.coordinates().purl());
        switch (one.kind()) {
            case JAR -> component.put("hashes", hashes(one.digest()));
            // Not the hash of a file that anyone could fetch and compare, so not among the hashes.
            case FOLDER ->
                    component.put(
                            "properties",
                            Json.arr(
                                    List.of(
                                            property(
                                                    "bulwark:folder:sha256", one.digest().hex()))));
        }
        one.licence().ifPresent(licence -> component.put("licenses", licences(licence)));
        if (!one.bundled().isEmpty()) {
            List<Json> bundled = new ArrayList<>();
            for (MavenCoordinates inner : one.bundled().stream().sorted().toList()) {
                Map<String, Object> nested = new TreeMap<>();
                nested.put("type", "library");
                put(nested, "group", inner.group());
                nested.put("name", inner.artifact());
                put(nested, "version", inner.version());
                nested.put("purl", inner.purl());
                bundled.add(Json.of(nested));
            }
            component.put("components", Json.arr(bundled));
        }
        return object(component);
    }

    private Entry runtime(JavaRuntime runtime) {
        Digest image = runtime.image().orElse(Digest.of(new byte[0]));
        String ref = ref(runtime.purl(), image);
        Map<String, Object> component = new TreeMap<>();
        component.put("type", "platform");
        component.put("bom-ref", ref);
        component.put("name", "openjdk");
        component.put("version", runtime.version());
        component.put("purl", runtime.purl());
        if (!runtime.vendor().isEmpty()) {
            component.put("supplier", Json.obj("name", runtime.vendor()));
        }
        // The image is all that runs; a distribution's archive has another digest.
        runtime.image().ifPresent(digest -> component.put("hashes", hashes(digest)));
        runtime.licence().ifPresent(licence -> component.put("licenses", licences(licence)));
        return new Entry(
                ref, object(component), true, !runtime.vendor().isEmpty(), Optional.of(List.of()));
    }

    /** What wrote the document. */
    static Json.Obj tool() {
        return Json.obj(
                "type",
                "application",
                "group",
                "dev.bulwark",
                "name",
                "bulwark",
                "version",
                PracticeEvidence.TOOL_VERSION);
    }

    static Json.Arr hashes(Digest digest) {
        return Json.arr(List.of(Json.obj("alg", "SHA-256", "content", digest.hex())));
    }

    static Json.Arr licences(Licence licence) {
        return Json.arr(List.of(licence.toJson()));
    }

    static Json.Obj property(String name, String value) {
        return Json.obj("name", name, "value", value);
    }

    /** Absent rather than empty: a reader must not take an empty text for knowledge. */
    static void put(Map<String, Object> object, String name, String value) {
        if (!value.isEmpty()) {
            object.put(name, value);
        }
    }

    static Json.Obj object(Map<String, Object> members) {
        Map<String, Json> json = new TreeMap<>();
        members.forEach((name, value) -> json.put(name, Json.of(value)));
        return new Json.Obj(json);
    }
}
