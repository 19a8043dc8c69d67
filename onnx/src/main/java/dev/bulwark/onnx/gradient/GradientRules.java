package dev.bulwark.onnx.gradient;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** The rules at hand, one for each operator. */
public final class GradientRules {
    private final Map<String, GradientRule> rules;

    private GradientRules(Map<String, GradientRule> rules) {
        this.rules = rules;
    }

    /** Loads on first use; the class path does not change under a running program. */
    private static final class Installed {
        static final GradientRules RULES =
                of(ServiceLoader.load(GradientRule.class, GradientRule.class.getClassLoader()));
    }

    /** Every rule on the class path. */
    public static GradientRules installed() {
        return Installed.RULES;
    }

    /**
     * These rules.
     *
     * @throws IllegalArgumentException if two are for one operator
     */
    public static GradientRules of(Iterable<GradientRule> given) {
        Map<String, GradientRule> rules = new LinkedHashMap<>();
        for (GradientRule rule : given) {
            GradientRule other = rules.put(key(rule.domain(), rule.operator()), rule);
            if (other != null) {
                throw new IllegalArgumentException(
                        "%s and %s are both for %s"
                                .formatted(
                                        other.getClass().getName(),
                                        rule.getClass().getName(),
                                        rule.operator()));
            }
        }
        return new GradientRules(rules);
    }

    /** The rule for an operator, if there is one. */
    public Optional<GradientRule> rule(String domain, String operator) {
        return Optional.ofNullable(rules.get(key(domain, operator)));
    }

    /** All rules. */
    public List<GradientRule> all() {
        return new ArrayList<>(rules.values());
    }

    private static String key(String domain, String operator) {
        return domain + ":" + operator;
    }
}
