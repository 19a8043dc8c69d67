package dev.bulwark.governance.gate;

import dev.bulwark.kernel.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Which facts each kind of evidence has, and their types: what a condition may name. */
public final class FactVocabulary {
    private final Map<String, Map<String, Fact>> kinds;

    /** What type a fact has in CEL. */
    public enum Type {
        BOOL,
        INT,
        DOUBLE,
        STRING
    }

    /**
     * A fact.
     *
     * @param type its type
     * @param meaning one line, for people
     */
    public record Fact(Type type, String meaning) {}

    private FactVocabulary(Map<String, Map<String, Fact>> kinds) {
        this.kinds = kinds;
    }

    /** The vocabulary this version of Bulwark ships. */
    public static FactVocabulary shipped() {
        try (InputStream in = FactVocabulary.class.getResourceAsStream("facts.json")) {
            if (in == null) {
                throw new IllegalStateException("facts.json is not in the jar");
            }
            return parse(Json.parseObject(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FactVocabulary parse(Json.Obj document) {
        Map<String, Map<String, Fact>> kinds = new LinkedHashMap<>();
        for (String kind : document.members().keySet()) {
            Map<String, Fact> facts = new LinkedHashMap<>();
            Json.Obj entries = document.object(kind);
            for (String name : entries.members().keySet()) {
                var pair = entries.strings(name);
                Type type = Type.valueOf(pair.get(0).toUpperCase(java.util.Locale.ROOT));
                facts.put(name, new Fact(type, pair.get(1)));
            }
            kinds.put(kind, java.util.Collections.unmodifiableMap(facts));
        }
        return new FactVocabulary(java.util.Collections.unmodifiableMap(kinds));
    }

    /** The facts of a kind of evidence; empty if nothing in this version makes such evidence. */
    public Optional<Map<String, Fact>> of(String kind) {
        return Optional.ofNullable(kinds.get(kind));
    }

    /** Every kind that has facts. */
    public Map<String, Map<String, Fact>> kinds() {
        return kinds;
    }
}
