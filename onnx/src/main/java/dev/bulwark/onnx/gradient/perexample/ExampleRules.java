package dev.bulwark.onnx.gradient.perexample;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** The rules at hand, one for each operator. */
final class ExampleRules {
    private final Map<String, ExampleRule> rules = new LinkedHashMap<>();

    private ExampleRules(Iterable<ExampleRule> given) {
        for (ExampleRule rule : given) {
            for (String operator : rule.operators()) {
                ExampleRule other = rules.put(operator, rule);
                if (other != null) {
                    throw new IllegalArgumentException(
                            "%s and %s are both for %s"
                                    .formatted(
                                            other.getClass().getName(),
                                            rule.getClass().getName(),
                                            operator));
                }
            }
        }
    }

    /** Loads on first use; the class path does not change under a running program. */
    private static final class Installed {
        static final ExampleRules RULES =
                new ExampleRules(
                        ServiceLoader.load(ExampleRule.class, ExampleRule.class.getClassLoader()));
    }

    static ExampleRules installed() {
        return Installed.RULES;
    }

    Optional<ExampleRule> rule(String operator) {
        return Optional.ofNullable(rules.get(operator));
    }

    List<ExampleRule> all() {
        return rules.values().stream().distinct().toList();
    }
}
