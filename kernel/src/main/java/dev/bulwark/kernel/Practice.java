package dev.bulwark.kernel;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The thirty practices of secure AI engineering. An id never changes, for it is written into
 * evidence; the order is that of the board.
 */
public enum Practice {
    THREAT_MODELING("1.1", "threat-modeling", "Threat modelling"),
    SECURE_CODE("1.2", "secure-code", "Secure code"),
    CHANGE_MANAGEMENT("1.3", "change-management", "Change management"),
    DATA_INTEGRITY("2.1", "data-integrity", "Data integrity"),
    ACCESS_CONTROL("2.2", "access-control", "Access control"),
    ANONYMIZATION("2.3", "anonymization", "Anonymisation"),
    ADVERSARIAL_TRAINING("3.1", "adversarial-training", "Adversarial training"),
    INPUT_VALIDATION("3.2", "input-validation", "Input validation"),
    REGULARIZATION("3.3", "regularization", "Regularisation"),
    ISOLATION("4.1", "isolation", "Isolation"),
    API_SECURITY("4.2", "api-security", "API security"),
    RUNTIME_MONITORING("4.3", "runtime-monitoring", "Runtime monitoring"),
    FEDERATED_LEARNING("5.1", "federated-learning", "Federated learning"),
    DIFFERENTIAL_PRIVACY("5.2", "differential-privacy", "Differential privacy"),
    HOMOMORPHIC_ENCRYPTION("5.3", "homomorphic-encryption", "Homomorphic encryption"),
    INTERPRETABLE_MODELS("6.1", "interpretable-models", "Interpretable models"),
    EXPLANATIONS("6.2", "explanations", "Explanations"),
    DOCUMENTATION("6.3", "documentation", "Documentation"),
    COMPONENT_VETTING("7.1", "component-vetting", "Component vetting"),
    SBOM("7.2", "sbom", "Bill of materials"),
    SIGNING("7.3", "signing", "Signing"),
    AUDIT_TRAIL("8.1", "audit-trail", "Audit trail"),
    ALERTING("8.2", "alerting", "Alerting"),
    BACKUP_ROLLBACK("8.3", "backup-rollback", "Backup and rollback"),
    REGULATORY_ALIGNMENT("9.1", "regulatory-alignment", "Regulatory alignment"),
    BIAS_AUDIT("9.2", "bias-audit", "Bias audit"),
    ETHICS_POLICY("9.3", "ethics-policy", "Ethics policy"),
    PENETRATION_TESTING("10.1", "penetration-testing", "Penetration testing"),
    RETRAINING("10.2", "retraining", "Retraining"),
    PATCHING("10.3", "patching", "Patching");

    private static final String PREDICATE_PREFIX = "https://bulwark.dev/evidence/";
    private static final List<String> PILLARS =
            List.of(
                    "Design",
                    "Data",
                    "Model",
                    "Deployment",
                    "Privacy",
                    "Transparency",
                    "Supply chain",
                    "Audit and recovery",
                    "Compliance",
                    "Continuous improvement");
    private static final Map<String, Practice> BY_ID =
            Stream.of(values()).collect(Collectors.toMap(Practice::id, Function.identity()));

    private final String number;
    private final String id;
    private final String title;

    Practice(String number, String id, String title) {
        this.number = number;
        this.id = id;
        this.title = title;
    }

    /** The practice of this id, if there is one. */
    public static Optional<Practice> byId(String id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    /** The practice whose evidence has this predicate type, if there is one. */
    public static Optional<Practice> byPredicateType(String predicateType) {
        return Stream.of(values())
                .filter(practice -> practice.predicateType().equals(predicateType))
                .findFirst();
    }

    /** Pillar and place in it, e.g. {@code 2.1}. */
    public String number() {
        return number;
    }

    /** The id in configuration and evidence, e.g. {@code data-integrity}. */
    public String id() {
        return id;
    }

    /** The name for people. */
    public String title() {
        return title;
    }

    /** The name of its pillar, for people. */
    public String pillar() {
        return PILLARS.get(Integer.parseInt(number.substring(0, number.indexOf('.'))) - 1);
    }

    /** The predicate type of its evidence, version 1. */
    public String predicateType() {
        return PREDICATE_PREFIX + id + "/v1";
    }
}
