package dev.bulwark.supplychain.bom;

import dev.bulwark.kernel.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes the {@code modelCard} of CycloneDX 1.6. */
final class ModelCard {
    /** What completeness asks of a card. */
    static final int FIELDS = 8;

    private final Json.Obj json;
    private final int filled;

    private ModelCard(Json.Obj json, int filled) {
        this.json = json;
        this.filled = filled;
    }

    static ModelCard of(BomInput input, List<Entry> data) {
        ModelDescription model = input.model();
        Considerations considerations = input.considerations();
        boolean[] fields = {
            !model.task().isEmpty(),
            !model.architecture().isEmpty(),
            !model.inputs().isEmpty(),
            !model.outputs().isEmpty(),
            !data.isEmpty(),
            !input.metrics().isEmpty(),
            !considerations.useCases().isEmpty(),
            !considerations.limitations().isEmpty()
        };
        int filled = 0;
        for (boolean field : fields) {
            filled += field ? 1 : 0;
        }
        Map<String, Object> card = new TreeMap<>();
        card.put("modelParameters", parameters(model, data));
        if (!input.metrics().isEmpty()) {
            card.put("quantitativeAnalysis", analysis(input.metrics()));
        }
        Json.Obj considered = considerations(considerations);
        if (!considered.members().isEmpty()) {
            card.put("considerations", considered);
        }
        if (!model.settings().isEmpty()) {
            List<Json> properties = new ArrayList<>();
            model.settings()
                    .forEach((name, value) ->
                            properties.add(Components.property("bulwark:setting:" + name, value)));
            card.put("properties", Json.arr(properties));
        }
        return new ModelCard(Components.object(card), filled);
    }

    Json.Obj json() {
        return json;
    }

    /** How many of the {@value #FIELDS} fields are there. */
    int filled() {
        return filled;
    }

    private static Json.Obj parameters(ModelDescription model, List<Entry> data) {
        Map<String, Object> parameters = new TreeMap<>();
        parameters.put("approach", Json.obj("type", model.approach().id()));
        Components.put(parameters, "task", model.task());
        Components.put(parameters, "architectureFamily", model.architectureFamily());
        Components.put(parameters, "modelArchitecture", model.architecture());
        put(parameters, "datasets", data.stream().map(e -> Json.obj("ref", e.ref())).toList());
        put(parameters, "inputs", formats(model.inputs()));
        put(parameters, "outputs", formats(model.outputs()));
        return Components.object(parameters);
    }

    private static List<Json.Obj> formats(List<String> formats) {
        return formats.stream().map(format -> Json.obj("format", format)).toList();
    }

    private static Json.Obj analysis(List<PerformanceMetric> metrics) {
        List<Json> written = new ArrayList<>();
        List<PerformanceMetric> sorted =
                metrics.stream()
                        .sorted(
                                Comparator.comparing(PerformanceMetric::type)
                                        .thenComparing(PerformanceMetric::slice)
                                        .thenComparingDouble(PerformanceMetric::value))
                        .toList();
        for (PerformanceMetric metric : sorted) {
            Map<String, Object> one = new TreeMap<>();
            one.put("type", metric.type());
            one.put("value", number(metric.value()));
            Components.put(one, "slice", metric.slice());
            metric.interval()
                    .ifPresent(interval ->
                            one.put(
                                    "confidenceInterval",
                                    Json.obj(
                                            "lowerBound",
                                            number(interval.lower()),
                                            "upperBound",
                                            number(interval.upper()))));
            written.add(Json.of(one));
        }
        return Json.obj("performanceMetrics", Json.arr(written));
    }

    /** Numbers are texts in a model card; written as canonical JSON writes them. */
    private static String number(double value) {
        return new String(Json.of(value).canonical(), StandardCharsets.US_ASCII);
    }

    private static Json.Obj considerations(Considerations considerations) {
        Map<String, Object> written = new TreeMap<>();
        put(written, "users", considerations.users());
        put(written, "useCases", considerations.useCases());
        put(written, "technicalLimitations", considerations.limitations());
        put(written, "performanceTradeoffs", considerations.tradeoffs());
        put(written, "ethicalConsiderations", mitigated("name", considerations.risks()));
        put(written, "fairnessAssessments", mitigated("groupAtRisk", considerations.groups()));
        return Components.object(written);
    }

    private static List<Json.Obj> mitigated(
            String member, List<Considerations.Mitigated> mitigated) {
        return mitigated.stream()
                .map(one -> Json.obj(member, one.name(), "mitigationStrategy", one.mitigation()))
                .toList();
    }

    private static void put(Map<String, Object> object, String name, List<?> values) {
        if (!values.isEmpty()) {
            object.put(name, Json.arr(values));
        }
    }
}
