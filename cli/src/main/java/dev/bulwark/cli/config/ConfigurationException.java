package dev.bulwark.cli.config;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be acted on; carries every problem found in it. */
public final class ConfigurationException extends BulwarkException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * @param file the name of the file, for people
     * @param problems at least one, in the order of the file
     */
    public ConfigurationException(String file, List<Problem> problems) {
        super(
                "CONFIGURATION_INVALID",
                "%s has %d problem%s:%n%s"
                        .formatted(
                                file,
                                problems.size(),
                                problems.size() == 1 ? "" : "s",
                                problems.stream()
                                        .map(p -> "  " + p.what() + "\n      fix: " + p.fix())
                                        .collect(Collectors.joining("\n"))),
                "correct the lines named above and run again");
        this.problems = List.copyOf(problems);
    }

    /** Every problem, in the order of the file. */
    public List<Problem> problems() {
        return problems;
    }
}
