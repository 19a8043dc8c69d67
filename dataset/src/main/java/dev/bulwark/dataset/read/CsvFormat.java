package dev.bulwark.dataset.read;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How a CSV file is written.
 *
 * @param separator between fields; not a quote or a line break
 * @param header names of the columns if the file has no header line, else empty
 * @param trim whether spaces around unquoted fields are no part of them
 * @param missing unquoted texts that stand for "no value"; the empty field always does
 */
public record CsvFormat(char separator, List<String> header, boolean trim, Set<String> missing) {
    /** Commas, a header line, every space kept (RFC 4180); {@code ?} stands for no value. */
    public static final CsvFormat RFC_4180 = new CsvFormat(',', List.of(), false, Set.of("?"));

    public CsvFormat {
        header = List.copyOf(header);
        missing = Set.copyOf(missing);
        if ("\"\r\n\u0000".indexOf(separator) >= 0) {
            throw new IllegalArgumentException("a quote or line break cannot separate fields");
        }
        if (new HashSet<>(header).size() != header.size()) {
            throw new IllegalArgumentException("a declared column name comes twice");
        }
    }
}
