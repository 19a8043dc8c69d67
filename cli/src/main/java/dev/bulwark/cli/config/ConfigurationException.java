package dev.bulwark.cli.config;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be acted on; carries every problem found in it. */
public final class ConfigurationException extends BulwarkException {
    private static final long serialVersionUID = 1L;

    /** Nobody reads more at once; {@link #problems()} has them all. */
    private static final int MOST_TOLD = 50;

    private final transient List<Problem> problems;

    /**
     * @param file the name of the file, for people
     * @param problems at least one, in the order of the file
     */
    public ConfigurationException(String file, List<Problem> problems) {
        super("CONFIGURATION_INVALID", told(file, problems), "correct them and run again");
        this.problems = List.copyOf(problems);
    }

    private static String told(String file, List<Problem> problems) {
        int untold = problems.size() - MOST_TOLD;
        return "%s has %d problem%s:\n%s%s"
                .formatted(
                        file,
                        problems.size(),
                        problems.size() == 1 ? "" : "s",
                        problems.stream()
                                .limit(MOST_TOLD)
                                .map(p -> "  " + p.what() + "\n      fix: " + p.fix())
                                .collect(Collectors.joining("\n")),
                        untold > 0 ? "\n  and %d more".formatted(untold) : "");
    }

    /** Every problem, in the order of the file. */
    public List<Problem> problems() {
        return problems;
    }
}
