package dev.bulwark.supplychain.bom;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Describes a model as a CycloneDX 1.6 bill of materials.
 *
 * <p><b>Guarantees:</b> the document is valid against the official schema, every reference in it
 * resolves, and the same input gives the same bytes: sorted, with a serial number that follows from
 * the model's digest, and without a time unless one is given.
 *
 * <p><b>Does not guarantee</b> that the input is true or complete: {@link Completeness} tells what
 * is missing, and dependencies that a jar does not state are marked unknown.
 *
 * @see <a href="https://cyclonedx.org/docs/1.6/json/">CycloneDX 1.6</a>
 */
public final class BillOfMaterials {
    private static final String SERIAL_NUMBER_PREFIX = "https://bulwark.dev/bom/";

    private final BomInput input;
    private final String modelRef;
    private final List<Entry> data;
    private final List<Entry> software;
    private final ModelCard card;

    private BillOfMaterials(BomInput input) {
        this.input = input;
        Components components = new Components();
        this.modelRef = components.model(input.model());
        this.data = components.data(input.data());
        this.software = components.software(input.software());
        this.card = ModelCard.of(input, data);
    }

    /** The bill of materials for {@code input}. */
    public static Bom describe(BomInput input) {
        return new BillOfMaterials(input).write();
    }

    private Bom write() {
        Map<String, Set<String>> graph = graph();
        Entry model =
                new Entry(
                        modelRef,
                        model(),
                        true,
                        !input.model().owner().isEmpty(),
                        Optional.of(List.of()));
        List<Entry> entries = new ArrayList<>(List.of(model));
        entries.addAll(data);
        entries.addAll(software);
        Map<String, Object> document = new TreeMap<>();
        document.put("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
        document.put("bomFormat", "CycloneDX");
        document.put("specVersion", "1.6");
        document.put(
                "serialNumber",
                "urn:uuid:"
                        + NameBasedUuid.of(
                                NameBasedUuid.URL, SERIAL_NUMBER_PREFIX + input.model().digest()));
        document.put("version", input.revision());
        document.put("metadata", metadata(model));
        document.put("components", entries.stream().skip(1).map(Entry::json).toList());
        document.put("dependencies", dependencies(graph));
        List<String> unknown =
                software.stream()
                        .filter(entry -> entry.needs().isEmpty())
                        .map(Entry::ref)
                        .sorted()
                        .toList();
        if (!unknown.isEmpty()) {
            Json.Obj composition = Json.obj("aggregate", "unknown", "dependencies", unknown);
            document.put("compositions", Json.arr(List.of(composition)));
        }
        Json.Obj json = Components.object(document);
        return new Bom(
                new Subject(input.model().name(), input.model().digest()),
                Bytes.of(json.canonical()),
                json,
                Completeness.of(entries, card));
    }

    private Json.Obj metadata(Entry model) {
        Map<String, Object> metadata = new TreeMap<>();
        metadata.put("component", model.json());
        metadata.put("tools", Json.obj("components", Json.arr(List.of(Components.tool()))));
        input.timestamp()
                .ifPresent(time ->
                        metadata.put("timestamp", time.truncatedTo(ChronoUnit.SECONDS).toString()));
        return Components.object(metadata);
    }

    private Json.Obj model() {
        ModelDescription model = input.model();
        Map<String, Object> component = new TreeMap<>();
        component.put("type", "machine-learning-model");
        component.put("bom-ref", modelRef);
        component.put("name", model.name());
        component.put("version", ModelDescription.version(model.digest()));
        component.put("purl", model.purl());
        component.put("hashes", Components.hashes(model.digest()));
        component.put("modelCard", card.json());
        Components.put(component, "description", model.description());
        if (!model.owner().isEmpty()) {
            component.put("supplier", Json.obj("name", model.owner()));
        }
        model.licence()
                .ifPresent(licence -> component.put("licenses", Components.licences(licence)));
        if (!input.evidence().isEmpty()) {
            component.put("externalReferences", attestations());
        }
        return Components.object(component);
    }

    private Json.Arr attestations() {
        List<Json> references = new ArrayList<>();
        List<EvidenceReference> sorted =
                input.evidence().stream()
                        .distinct()
                        .sorted(
                                Comparator.comparing(EvidenceReference::kind)
                                        .thenComparing(EvidenceReference::digest))
                        .toList();
        for (EvidenceReference evidence : sorted) {
            references.add(
                    Json.obj(
                            "type",
                            "attestation",
                            "url",
                            "evidence/sha256/" + evidence.digest().hex() + ".json",
                            "comment",
                            evidence.kind(),
                            "hashes",
                            Components.hashes(evidence.digest())));
        }
        return Json.arr(references);
    }

    /**
     * Who depends on whom. The model depends on its data and on whatever no other component brings
     * in, so that everything can be reached from it.
     */
    private Map<String, Set<String>> graph() {
        Map<String, Set<String>> graph = new TreeMap<>();
        Set<String> brought = new TreeSet<>();
        for (Entry entry : software) {
            List<String> needs = entry.needs().orElse(List.of());
            graph.put(entry.ref(), new TreeSet<>(needs));
            brought.addAll(needs);
        }
        Set<String> direct = new TreeSet<>();
        for (Entry entry : data) {
            graph.put(entry.ref(), new TreeSet<>());
            direct.add(entry.ref());
        }
        software.stream().map(Entry::ref).filter(r -> !brought.contains(r)).forEach(direct::add);
        Set<String> reached = reachable(graph, direct);
        // A cycle has no member that nobody brings in: its first one is taken as direct.
        for (String ref : List.copyOf(graph.keySet())) {
            if (!reached.contains(ref)) {
                direct.add(ref);
                reached.addAll(reachable(graph, Set.of(ref)));
            }
        }
        graph.put(modelRef, direct);
        return graph;
    }

    private static Set<String> reachable(Map<String, Set<String>> graph, Set<String> from) {
        Set<String> reached = new TreeSet<>(from);
        Deque<String> open = new ArrayDeque<>(from);
        while (!open.isEmpty()) {
            for (String next : graph.getOrDefault(open.removeFirst(), Set.of())) {
                if (reached.add(next)) {
                    open.add(next);
                }
            }
        }
        return reached;
    }

    private static Json.Arr dependencies(Map<String, Set<String>> graph) {
        List<Json> dependencies = new ArrayList<>();
        graph.forEach((ref, needs) -> {
            Map<String, Json> one = new LinkedHashMap<>();
            one.put("ref", Json.of(ref));
            if (!needs.isEmpty()) {
                one.put("dependsOn", Json.arr(needs));
            }
            dependencies.add(new Json.Obj(one));
        });
        return Json.arr(dependencies);
    }
}
