package dev.bulwark.governance.gate;

import dev.bulwark.kernel.json.Json;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How far waivers and break-glass reach. An unmet demand can always be passed over by them; what
 * else, the policy says.
 *
 * @param longest how long each kind may last after it was logged; nothing: never
 * @param covers what each kind may pass over beside unmet demands
 */
public record ExceptionRules(
        Map<GateException.Kind, Duration> longest, Map<GateException.Kind, Set<Beside>> covers) {
    /** Where the policy does not say: a waiver lasts 30 days, a broken glass one. */
    public static final ExceptionRules USUAL =
            new ExceptionRules(
                    Map.of(
                            GateException.Kind.WAIVER,
                            Duration.ofDays(30),
                            GateException.Kind.BREAK_GLASS,
                            Duration.ofDays(1)),
                    Map.of());

    /** What refuses beside an unmet demand. */
    public enum Beside {
        /** Evidence that is broken. */
        BROKEN("broken"),
        /** A finding that the artifact is malicious. */
        MALICIOUS("malicious");

        private final String id;

        Beside(String id) {
            this.id = id;
        }

        /** The word in the policy. */
        public String id() {
            return id;
        }

        /** The one of this word. */
        public static Beside of(String id) {
            return Arrays.stream(values())
                    .filter(each -> each.id.equals(id))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException(
                                    "an exception covers 'broken' or 'malicious', nothing else"));
        }
    }

    public ExceptionRules {
        Map<GateException.Kind, Duration> durations = new TreeMap<>();
        Map<GateException.Kind, Set<Beside>> covered = new TreeMap<>();
        for (GateException.Kind kind : GateException.Kind.values()) {
            Duration length = longest.getOrDefault(kind, Duration.ZERO);
            if (length.isNegative()) {
                throw new IllegalArgumentException(
                        "a %s cannot last %s".formatted(kind.id(), length));
            }
            durations.put(kind, length);
            Set<Beside> copy = EnumSet.noneOf(Beside.class);
            copy.addAll(covers.getOrDefault(kind, Set.of()));
            covered.put(kind, java.util.Collections.unmodifiableSet(copy));
        }
        longest = java.util.Collections.unmodifiableMap(durations);
        covers = java.util.Collections.unmodifiableMap(covered);
    }

    /** How long a kind may last. */
    public Duration longest(GateException.Kind kind) {
        return longest.getOrDefault(kind, Duration.ZERO);
    }

    /** Whether a kind may pass over this. */
    public boolean covers(GateException.Kind kind, Beside what) {
        return covers.getOrDefault(kind, Set.of()).contains(what);
    }

    Json.Obj toJson() {
        Json.Obj json = Json.obj();
        for (GateException.Kind kind : GateException.Kind.values()) {
            json =
                    json.with(
                            kind.id(),
                            Json.obj(
                                    "longest",
                                    longest(kind).toString(),
                                    "covers",
                                    Arrays.stream(Beside.values())
                                            .filter(what -> covers(kind, what))
                                            .map(Beside::id)
                                            .toList()));
        }
        return json;
    }

    static ExceptionRules fromJson(Json.Obj json) {
        Map<GateException.Kind, Duration> longest = new TreeMap<>();
        Map<GateException.Kind, Set<Beside>> covers = new TreeMap<>();
        for (GateException.Kind kind : GateException.Kind.values()) {
            Json.Obj each = json.object(kind.id());
            longest.put(kind, Duration.parse(each.string("longest")));
            Set<Beside> covered = EnumSet.noneOf(Beside.class);
            each.strings("covers").forEach(word -> covered.add(Beside.of(word)));
            covers.put(kind, covered);
        }
        return new ExceptionRules(longest, covers);
    }
}
