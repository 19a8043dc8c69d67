package dev.bulwark.dataset.read;

import dev.bulwark.dataset.DatasetException;
import dev.bulwark.kernel.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Comma-separated values as RFC 4180 defines them: a header, quotes doubled inside quotes, line
 * breaks allowed within quotes, LF or CRLF between records, as many fields in every record as in
 * the header. UTF-8, a byte order mark at the start is allowed.
 */
public final class CsvReader {
    private final String file;
    private final String text;
    private final ReadLimits limits;
    private int position;
    private int line = 1;

    private CsvReader(String file, String text, ReadLimits limits) {
        this.file = file;
        this.text = text;
        this.limits = limits;
    }

    /**
     * Reads a table.
     *
     * @param file its name, for messages
     * @throws DatasetException if it is malformed; names the line and what to do
     */
    public static RawTable read(String file, Bytes content, ReadLimits limits) {
        String text = StrictText.decode(file, content);
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return new CsvReader(file, body, limits).table();
    }

    private RawTable table() {
        if (text.isEmpty()) {
            throw failure("the file is empty", "give it a header line with the columns' names");
        }
        List<String> header = record();
        limits.check(0, header.size(), file);
        requireDistinct(header);
        List<List<String>> columns = new ArrayList<>();
        header.forEach(_ -> columns.add(new ArrayList<>()));
        int rows = 0;
        while (position < text.length()) {
            int at = line;
            List<String> record = record();
            if (record.size() != header.size()) {
                throw new DatasetException(
                        "CSV_RAGGED",
                        "'%s' line %d has %d fields, the header has %d"
                                .formatted(file, at, record.size(), header.size()),
                        "quote fields that hold commas, and give every line all fields");
            }
            limits.check(++rows, header.size(), file);
            for (int i = 0; i < record.size(); i++) {
                columns.get(i).add(record.get(i));
            }
        }
        List<RawTable.RawColumn> result = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            result.add(
                    new RawTable.RawColumn(
                            header.get(i),
                            RawTable.Declared.NOTHING,
                            Optional.empty(),
                            columns.get(i)));
        }
        return new RawTable(result);
    }

    private void requireDistinct(List<String> header) {
        Set<String> names = new HashSet<>();
        for (String name : header) {
            if (name.isBlank() || !names.add(name)) {
                throw failure(
                        name.isBlank()
                                ? "a column has no name"
                                : "the column '" + name + "' comes twice",
                        "give every column a name of its own in the first line");
            }
        }
    }

    private List<String> record() {
        List<String> fields = new ArrayList<>();
        while (true) {
            fields.add(field());
            if (fields.size() > limits.columns()) {
                limits.check(0, fields.size(), file);
            }
            if (position >= text.length()) {
                return fields;
            }
            char c = text.charAt(position++);
            if (c == ',') {
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
            throw failure(
                    "text follows a closing quote", "double the quotes inside a quoted field");
        }
    }

    private String field() {
        if (position < text.length() && text.charAt(position) == '"') {
            return quoted();
        }
        int start = position;
        while (position < text.length() && !endsField(text.charAt(position))) {
            if (text.charAt(position) == '"') {
                throw failure(
                        "a quote stands inside an unquoted field",
                        "put the whole field in quotes and double the one inside");
            }
            position++;
        }
        return bounded(start, position);
    }

    private static boolean endsField(char c) {
        return c == ',' || c == '\n' || c == '\r';
    }

    private String quoted() {
        int opened = line;
        int start = ++position;
        StringBuilder field = new StringBuilder();
        while (true) {
            int quote = text.indexOf('"', position);
            if (quote < 0 || quote - start > limits.field()) {
                line = opened;
                throw failure(
                        "a quoted field is not closed within " + limits.field() + " characters",
                        "close the quote");
            }
            String part = text.substring(position, quote);
            line += (int) part.chars().filter(c -> c == '\n').count();
            field.append(part);
            position = quote + 1;
            if (position >= text.length() || text.charAt(position) != '"') {
                return field.toString();
            }
            field.append('"');
            position++;
        }
    }

    private String bounded(int start, int end) {
        if (end - start > limits.field()) {
            throw failure("a field is longer than " + limits.field() + " characters", "shorten it");
        }
        return text.substring(start, end);
    }

    private DatasetException failure(String what, String fix) {
        return new DatasetException(
                "CSV_MALFORMED", "'%s' line %d: %s".formatted(file, line, what), fix);
    }
}
