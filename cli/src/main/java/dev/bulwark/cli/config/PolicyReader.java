package dev.bulwark.cli.config;

import dev.bulwark.governance.gate.ExceptionRules;
import dev.bulwark.governance.gate.GateException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code policy}: what holds for every gate, and how far exceptions reach. */
final class PolicyReader {
    private static final String AGE = "[1-9][0-9]{0,4}[dhm]";
    private static final String NEVER = "never";
    private static final List<String> COVERED =
            Arrays.stream(ExceptionRules.Beside.values()).map(ExceptionRules.Beside::id).toList();

    private PolicyReader() {}

    static Optional<SystemFile.Policy> read(Section root) {
        if (!root.has("policy")) {
            return Optional.empty();
        }
        Section section = root.section("policy");
        String fresh = section.filled("fresh", "");
        if (!fresh.isEmpty() && !fresh.matches(AGE)) {
            section.problem(
                    "fresh", "'" + Problems.shown(fresh) + "' is no age", "write 90d, 12h or 15m");
            fresh = "";
        }
        Map<String, SystemFile.Reach> reaches = new LinkedHashMap<>();
        for (GateException.Kind kind : GateException.Kind.values()) {
            if (section.has(kind.id())) {
                reaches.put(kind.id(), reach(section.section(kind.id())));
            }
        }
        section.refuseUnknown();
        return Optional.of(new SystemFile.Policy(fresh, reaches));
    }

    private static SystemFile.Reach reach(Section section) {
        String longest = section.filled("longest", "");
        if (!longest.isEmpty() && !longest.equals(NEVER) && !longest.matches(AGE)) {
            section.problem(
                    "longest",
                    "'" + Problems.shown(longest) + "' is no time",
                    "write 14d, 4h or 'never'");
            longest = NEVER;
        }
        List<String> covers = section.texts("covers");
        for (String each : covers) {
            if (!COVERED.contains(each)) {
                section.problem(
                        "covers",
                        "'" + Problems.shown(each) + "' cannot be covered",
                        "unmet demands always are; beside them 'broken' and 'malicious'");
            }
        }
        section.refuseUnknown();
        return new SystemFile.Reach(longest, covers.stream().filter(COVERED::contains).toList());
    }
}
