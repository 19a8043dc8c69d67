package dev.bulwark.dataset.read;

import dev.bulwark.kernel.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Comma-separated values as RFC 4180 defines them: a header, quotes doubled inside quotes, line
 * breaks allowed within quotes, LF or CRLF between records, as many fields in every record as in
 * the header. UTF-8; a byte order mark at the start is allowed, and so are empty lines at the end.
 * A {@link CsvFormat} may say that there is no header, or that another character separates.
 */
public final class CsvReader {
    private final String file;
    private final String text;
    private final CsvFormat format;
    private final ReadLimits limits;

    /** One object for each distinct value: columns repeat few values often. */
    private final Map<String, String> pool = new HashMap<>();

    private static final int LARGEST_POOL = 100_000;

    private int position;
    private int line = 1;

    private CsvReader(String file, Bytes content, CsvFormat format, ReadLimits limits) {
        this.file = file;
        this.text = StrictText.decode(file, content);
        this.format = format;
        this.limits = limits;
    }

    /** Reads a table written as {@link CsvFormat#RFC_4180}. */
    public static RawTable read(String file, Bytes content, ReadLimits limits) {
        return read(file, content, CsvFormat.RFC_4180, limits);
    }

    /**
     * Reads a table.
     *
     * @param file its name, for messages
     * @throws DatasetException if it is malformed; names the line and what to do
     */
    public static RawTable read(String file, Bytes content, CsvFormat format, ReadLimits limits) {
        return new CsvReader(file, content, format, limits).table();
    }

    private RawTable table() {
        int end = endOfRecords();
        if (end == 0) {
            throw failure(1, "the file is empty", "give it a header line and rows");
        }
        List<String> header = format.header().isEmpty() ? record(end, false) : format.header();
        limits.check(0, header.size(), file);
        requireDistinct(header);
        List<List<String>> columns = new ArrayList<>();
        header.forEach(_ -> columns.add(new ArrayList<>()));
        IntStream.Builder lines = IntStream.builder();
        int rows = 0;
        while (position < end) {
            int at = line;
            List<String> record = record(end, true);
            if (record.size() != header.size()) {
                throw new DatasetException(
                        "CSV_RAGGED",
                        "'%s' line %d has %d fields where %d are expected"
                                .formatted(file, at, record.size(), header.size()),
                        "quote fields that hold '"
                                + format.separator()
                                + "', and give every line all fields");
            }
            limits.check(++rows, header.size(), file);
            lines.add(at);
            for (int i = 0; i < record.size(); i++) {
                columns.get(i).add(record.get(i));
            }
        }
        return RawTable.of(file, columns(header, columns), lines.build().toArray());
    }

    private static List<RawTable.RawColumn> columns(
            List<String> header, List<List<String>> values) {
        List<RawTable.RawColumn> columns = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            columns.add(
                    new RawTable.RawColumn(
                            header.get(i), RawTable.Declared.NOTHING, List.of(), values.get(i)));
        }
        return columns;
    }

    /** Where the last record ends: after its line break; further empty lines mean nothing. */
    private int endOfRecords() {
        int end = text.length();
        while (end > 0 && isLineBreak(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private void requireDistinct(List<String> header) {
        Set<String> names = new HashSet<>();
        for (String name : header) {
            if (name.isBlank()) {
                throw failure(1, "a column has no name", "give every column a name");
            }
            if (!names.add(name)) {
                throw failure(
                        1,
                        "the column '" + name + "' comes twice",
                        "give every column a name of its own");
            }
        }
    }

    private List<String> record(int end, boolean isRow) {
        List<String> fields = new ArrayList<>();
        while (true) {
            fields.add(pooled(field(end, isRow)));
            limits.check(0, fields.size(), file);
            if (position >= end) {
                return fields;
            }
            char c = text.charAt(position++);
            if (c == format.separator()) {
                continue;
            }
            if (c == '\r' && position < text.length() && text.charAt(position) == '\n') {
                position++;
                c = '\n';
            }
            if (c == '\n') {
                line++;
                return fields;
            }
            throw c == '\r'
                    ? failure(line, "a carriage return stands alone", "end lines with LF or CRLF")
                    : failure(
                            line,
                            "text follows a closing quote",
                            "double the quotes inside a quoted field");
        }
    }

    private String field(int end, boolean isRow) {
        if (position < end && text.charAt(position) == '"') {
            return quoted();
        }
        int start = position;
        while (position < end && !endsField(text.charAt(position))) {
            if (text.charAt(position) == '"') {
                throw failure(
                        line,
                        "a quote stands inside an unquoted field",
                        "put the whole field in quotes and double the one inside");
            }
            position++;
        }
        if (position - start > limits.field()) {
            throw failure(
                    line, "a field is longer than " + limits.field() + " characters", "shorten it");
        }
        String value = text.substring(start, position);
        value = format.trim() ? value.strip() : value;
        return isRow && format.missing().contains(value) ? RawTable.RawColumn.MISSING : value;
    }

    private boolean endsField(char c) {
        return c == format.separator() || isLineBreak(c);
    }

    private static boolean isLineBreak(char c) {
        return c == '\n' || c == '\r';
    }

    private String quoted() {
        int opened = line;
        int start = ++position;
        StringBuilder field = new StringBuilder();
        while (true) {
            int quote = text.indexOf('"', position);
            if (quote < 0 || quote - start > limits.field()) {
                throw failure(
                        opened,
                        "a quoted field is not closed within " + limits.field() + " characters",
                        "close the quote");
            }
            for (int i = position; i < quote; i++) {
                line += text.charAt(i) == '\n' ? 1 : 0;
            }
            field.append(text, position, quote);
            position = quote + 1;
            if (position >= text.length() || text.charAt(position) != '"') {
                return field.toString();
            }
            field.append('"');
            position++;
        }
    }

    private String pooled(String value) {
        if (pool.size() >= LARGEST_POOL) {
            return pool.getOrDefault(value, value);
        }
        String known = pool.putIfAbsent(value, value);
        return known == null ? value : known;
    }

    private DatasetException failure(int at, String what, String fix) {
        return new DatasetException(
                "CSV_MALFORMED", "'%s' line %d: %s".formatted(file, at, what), fix);
    }
}
