package dev.bulwark.cli.config;

import dev.bulwark.kernel.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong with one file, told all at once and in the order of its lines. */
final class Problems {
    private static final String CODE = "CONFIGURATION_INVALID";

    /** More of a hostile value would only hide what is wrong with it. */
    private static final int LONGEST_SHOWN = 80;

    private final String file;
    private final List<Located> located = new ArrayList<>();

    private record Located(int line, Problem problem) {}

    Problems(String file) {
        this.file = file;
    }

    /** Problems of the same file that nobody will be told, for what follows from another. */
    Problems unheard() {
        return new Problems(file);
    }

    /**
     * Notes a problem.
     *
     * @param line from 1
     */
    void add(int line, String what, String fix) {
        String text = "%s:%d: %s".formatted(file, line, what);
        located.add(new Located(line, new Problem(CODE, text, fix)));
    }

    /**
     * Says everything that was noted.
     *
     * @throws ConfigurationException if anything was
     */
    void raise() {
        if (!located.isEmpty()) {
            // The sort is stable: problems of one line stay in the order they were found.
            throw new ConfigurationException(
                    file,
                    located.stream()
                            .sorted(Comparator.comparingInt(Located::line))
                            .map(Located::problem)
                            .toList());
        }
    }

    /** A value as a message shows it: short, and without what could steer a terminal. */
    static String shown(String text) {
        return shown(text, LONGEST_SHOWN);
    }

    /** As {@link #shown(String)}, with more of it. */
    static String shown(String text, int longest) {
        String head = text.length() > longest ? text.substring(0, longest) + "…" : text;
        return head.replaceAll("\\p{Cntrl}", "?");
    }
}
