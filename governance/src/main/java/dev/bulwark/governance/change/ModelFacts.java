package dev.bulwark.governance.change;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What evidence says of two models, side by side: the difference that people approve. */
public final class ModelFacts {
    /** Facts are numbers and words; what is longer is no fact anybody compares. */
    private static final int LONGEST_TEXT = 80;

    private ModelFacts() {}

    /**
     * The digests, then the key facts of the newest evidence of each kind, by path {@code
     * /<kind>/<fact>}, also where both are equal.
     *
     * @param evidence everything that verified, in the order of the log
     * @param before the model that the alias means now, if it means one
     */
    public static List<DiffLine> between(
            List<Evidence> evidence, Optional<Digest> before, Digest after) {
        List<DiffLine> lines = new ArrayList<>();
        lines.add(new DiffLine("/model", before.map(Json::of), Optional.of(Json.of(after))));
        Map<String, Json> old = before.map(model -> facts(evidence, model)).orElse(Map.of());
        Map<String, Json> fresh = facts(evidence, after);
        Set<String> paths = new TreeSet<>(old.keySet());
        paths.addAll(fresh.keySet());
        for (String path : paths) {
            if (lines.size() < JsonDiff.MOST_LINES) {
                lines.add(
                        new DiffLine(
                                path,
                                Optional.ofNullable(old.get(path)),
                                Optional.ofNullable(fresh.get(path))));
            }
        }
        return List.copyOf(lines);
    }

    private static Map<String, Json> facts(List<Evidence> evidence, Digest model) {
        Map<String, Json> facts = new TreeMap<>();
        Set<String> kinds = new HashSet<>();
        for (Evidence each : evidence.reversed()) {
            String type = each.statement().predicateType();
            String kind = kind(type);
            if (!kind.isEmpty() && each.statement().isAbout(model) && kinds.add(kind)) {
                each.outcome()
                        .ifPresent(outcome ->
                                facts.put("/" + kind + "/outcome", Json.of(outcome.id())));
                each.facts()
                        .forEach((name, value) -> {
                            if (isShort(value) && !isDetail(name)) {
                                facts.put("/" + kind + "/" + name, value);
                            }
                        });
            }
        }
        return facts;
    }

    /** The kind in a predicate type of ours; empty for others, and for changes themselves. */
    private static String kind(String type) {
        String prefix = PracticeEvidence.PREDICATE_PREFIX;
        boolean ours =
                type.startsWith(prefix)
                        && !type.equals(
                                dev.bulwark.kernel.Practice.CHANGE_MANAGEMENT.predicateType());
        return ours ? type.substring(prefix.length()).replaceFirst("/v[0-9]+$", "") : "";
    }

    /** The ends of intervals and digests of files; whoever wants them opens the evidence. */
    private static boolean isDetail(String fact) {
        return fact.endsWith("_lower") || fact.endsWith("_upper") || fact.endsWith("_digest");
    }

    private static boolean isShort(Json value) {
        return switch (value) {
            case Json.Str(String text) ->
                    text.length() <= LONGEST_TEXT
                            && text.codePoints().noneMatch(Character::isISOControl);
            case Json.Num _, Json.Bool _ -> true;
            case Json.Obj _, Json.Arr _, Json.Null _ -> false;
        };
    }
}
