package dev.bulwark.ledger.schema;

import dev.bulwark.kernel.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the members of an object may be (JSON Schema Core §10.3.2).
 *
 * @param named by their names
 * @param patterned by what their names match
 * @param rest those that neither name nor pattern covers
 * @param closed whether such members are refused
 */
record MemberRule(Map<String, Rule> named, Map<Pattern, Rule> patterned, Rule rest, boolean closed)
        implements Rule {
    MemberRule {
        named = Map.copyOf(named);
        patterned = Map.copyOf(patterned);
    }

    @Override
    public void check(Json value, Place at) {
        if (value instanceof Json.Obj object) {
            object.members().forEach((name, member) -> check(name, member, at));
        }
    }

    private void check(String name, Json member, Place at) {
        List<Rule> rules = new ArrayList<>();
        Rule exact = named.get(name);
        if (exact != null) {
            rules.add(exact);
        }
        patterned.forEach((pattern, rule) -> {
            if (pattern.matcher(name).matches()) {
                rules.add(rule);
            }
        });
        if (!rules.isEmpty()) {
            rules.forEach(rule -> rule.check(member, at.member(name)));
        } else if (closed) {
            at.refuse("member '%s' is not allowed".formatted(shown(name)));
        } else {
            rest.check(member, at.member(name));
        }
    }

    /** A name as a message may hold it. */
    static String shown(String name) {
        return name.length() <= 64 ? name : name.substring(0, 64) + "…";
    }
}
