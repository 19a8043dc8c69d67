package dev.bulwark.assessment.statistics;

import dev.bulwark.kernel.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** The result of an assessment as evidence holds it, in the order it was put together. */
public final class Facts {
    private final Map<String, Json> members = new LinkedHashMap<>();

    /**
     * Puts a value.
     *
     * @param name in snake_case, not put before
     * @param value what {@link Json#of} takes
     */
    public Facts put(String name, Object value) {
        if (members.put(name, Json.of(value)) != null) {
            throw new IllegalArgumentException("fact '" + name + "' comes twice");
        }
        return this;
    }

    /**
     * Puts an estimate as {@code name}, {@code name_lower} and {@code name_upper}, each only where
     * it is finite: what is not known is absent, never a stand-in number that a gate could pass.
     */
    public Facts put(String name, Estimate estimate) {
        return switch (estimate) {
            case Estimate.Measured(double value, Interval(double lower, double upper), _) ->
                    put(name, value)
                            .putFinite(name + "_lower", lower)
                            .putFinite(name + "_upper", upper);
            case Estimate.Undefined _ -> this;
        };
    }

    private Facts putFinite(String name, double value) {
        return Double.isFinite(value) ? put(name, value) : this;
    }

    /** All facts put so far. */
    public Json.Obj toJson() {
        return new Json.Obj(members);
    }
}
