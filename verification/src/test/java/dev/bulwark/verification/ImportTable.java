package dev.bulwark.verification;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which module may import which: the table of ARCHITECTURE.md, as a test can use it. */
final class ImportTable {
    private static final String HEADING = "## Who may import whom";

    private ImportTable() {}

    /** Module to the modules it may import; in the order of the document. */
    static Map<String, List<String>> rows() {
        Map<String, List<String>> table = new LinkedHashMap<>();
        for (List<String> cells : Repository.tableAfter("ARCHITECTURE.md", HEADING)) {
            List<String> allowed = names(cells.get(1));
            for (String module : names(cells.get(0))) {
                if (table.put(module, allowed) != null) {
                    throw new AssertionError(module + " has two rows in " + HEADING);
                }
            }
        }
        return table;
    }

    /** The names in backticks; what else a cell says is for readers. */
    private static List<String> names(String cell) {
        return Arrays.stream(cell.split("`", -1))
                .filter(part -> part.matches("[a-z]+"))
                .filter(part -> Repository.modules().contains(part))
                .toList();
    }
}
