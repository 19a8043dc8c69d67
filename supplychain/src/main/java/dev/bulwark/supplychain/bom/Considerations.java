package dev.bulwark.supplychain.bom;

import java.util.List;

/**
 * What to know before using a model. Empty lists are left out of the bill of materials.
 *
 * @param users whom it is for
 * @param useCases what it is for
 * @param limitations where it does not work
 * @param tradeoffs what was given up for what
 * @param risks what could go wrong, each with what is done about it
 * @param groups who could be disadvantaged, each with what is done about it
 */
public record Considerations(
        List<String> users,
        List<String> useCases,
        List<String> limitations,
        List<String> tradeoffs,
        List<Mitigated> risks,
        List<Mitigated> groups) {
    /** Nothing is known. */
    public static final Considerations NONE =
            new Considerations(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    /**
     * A risk, or a group at risk.
     *
     * @param name what or who
     * @param mitigation what is done about it
     */
    public record Mitigated(String name, String mitigation) {}

    public Considerations {
        users = List.copyOf(users);
        useCases = List.copyOf(useCases);
        limitations = List.copyOf(limitations);
        tradeoffs = List.copyOf(tradeoffs);
        risks = List.copyOf(risks);
        groups = List.copyOf(groups);
    }
}
