package dev.bulwark.assessment.fairness;

import dev.bulwark.assessment.scoring.Predictions;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.kernel.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Counts decisions by group and compares the groups. Cost is rows times attributes. */
public final class FairnessAudit {
    /** More combinations than this are no longer groups anyone can read. */
    private static final int MOST_GROUPS = 10_000;

    private final Table rows;
    private final int[] decided;
    private final FairnessSettings settings;
    private final int favourable;

    private FairnessAudit(Table rows, int[] decided, FairnessSettings settings) {
        this.rows = rows;
        this.decided = decided;
        this.settings = settings;
        this.favourable = favourable(rows.schema());
    }

    /**
     * Audits a model's decisions.
     *
     * @param rows at least one, with labels and at least one protected column, each categorical
     * @param predictions the model's answers to them, in order
     * @throws BulwarkException if the schema names no favourable outcome, no protected column, or
     *     one that is not categorical, or a reference that does not exist
     */
    public static FairnessReport run(
            Table rows, Predictions predictions, FairnessSettings settings) {
        return audit(rows, predictions.labels(), settings, FairnessReport.Audited.MODEL);
    }

    /**
     * Audits the labels of a data set themselves, as if they were decisions: what a model fitted to
     * them will learn. Metrics that need the truth are left out.
     */
    public static FairnessReport ofLabels(Table rows, FairnessSettings settings) {
        return audit(rows, rows.labels(), settings, FairnessReport.Audited.LABELS);
    }

    private static FairnessReport audit(
            Table rows, int[] decided, FairnessSettings settings, FairnessReport.Audited audited) {
        if (rows.rows() == 0 || rows.rows() != decided.length) {
            throw new IllegalArgumentException(
                    "%d decisions do not fit %d rows, or there are none"
                            .formatted(decided.length, rows.rows()));
        }
        List<AttributeAudit> attributes = new FairnessAudit(rows, decided, settings).attributes();
        List<FairnessMetric> metrics =
                FairnessMetric.all().stream()
                        .filter(m -> audited == FairnessReport.Audited.MODEL || !m.needsTruth())
                        .toList();
        return new FairnessReport(
                settings, audited, rows.rows(), rows.schema().favourable(), metrics, attributes);
    }

    private static int favourable(Schema schema) {
        if (schema.favourable().isEmpty()) {
            throw new BulwarkException(
                    "FAIRNESS_NO_FAVOURABLE",
                    "the schema does not say which label is the good outcome for the person",
                    "name the category of '%s' under data.train.favourable"
                            .formatted(schema.label().name()));
        }
        return schema.classes().indexOf(schema.favourable());
    }

    private List<AttributeAudit> attributes() {
        List<Column> columns = rows.schema().protectedColumns();
        if (columns.isEmpty()) {
            throw new BulwarkException(
                    "FAIRNESS_NO_PROTECTED",
                    "the schema has no protected column, so there are no groups to compare",
                    "list the columns under data.train.protected");
        }
        for (String named : settings.references().keySet()) {
            if (columns.stream().noneMatch(column -> column.name().equals(named))) {
                throw new BulwarkException(
                        "FAIRNESS_REFERENCE_UNKNOWN",
                        "a reference group is declared for '%s', which is no protected column"
                                .formatted(named),
                        "declare references for protected columns only");
            }
        }
        List<AttributeAudit> audits = new ArrayList<>();
        for (int order = 1; order <= settings.intersections(); order++) {
            for (List<Column> crossed : combinations(columns, order)) {
                audits.add(audit(crossed));
            }
        }
        return audits;
    }

    /** All sub-lists of {@code size} columns, in order. */
    private static List<List<Column>> combinations(List<Column> columns, int size) {
        if (size == 0) {
            return List.of(List.of());
        }
        List<List<Column>> result = new ArrayList<>();
        for (int first = 0; first <= columns.size() - size; first++) {
            List<Column> rest = columns.subList(first + 1, columns.size());
            for (List<Column> tail : combinations(rest, size - 1)) {
                List<Column> combination = new ArrayList<>(List.of(columns.get(first)));
                combination.addAll(tail);
                result.add(combination);
            }
        }
        return result;
    }

    private AttributeAudit audit(List<Column> crossed) {
        List<String> names = List.of("");
        int[] group = new int[rows.rows()];
        for (Column column : crossed) {
            List<String> categories = categories(column);
            if ((long) names.size() * categories.size() > MOST_GROUPS) {
                throw new BulwarkException(
                        "FAIRNESS_TOO_MANY_GROUPS",
                        "crossing %s gives more than %d groups"
                                .formatted(
                                        crossed.stream().map(Column::name).toList(), MOST_GROUPS),
                        "cross fewer columns, or derive coarser ones");
            }
            List<String> next = new ArrayList<>();
            for (String name : names) {
                for (String category : categories) {
                    next.add(name.isEmpty() ? category : name + " × " + category);
                }
            }
            names = next;
            for (int row = 0; row < group.length; row++) {
                group[row] =
                        group[row] * categories.size() + rows.categories(column.name()).at(row);
            }
        }
        List<GroupCounts> groups = count(names, group);
        return new AttributeAudit(
                crossed.stream().map(Column::name).toList(), groups, reference(crossed, groups));
    }

    private static List<String> categories(Column column) {
        if (column.type() instanceof ColumnType.Categorical(List<String> categories)) {
            return categories;
        }
        throw new BulwarkException(
                "FAIRNESS_NOT_CATEGORICAL",
                "the protected column '" + column.name() + "' has no categories to group by",
                "derive a column of ranges from it, such as age_group, and protect that one");
    }

    private List<GroupCounts> count(List<String> names, int[] group) {
        long[][] counts = new long[names.size()][4];
        int[] truth = rows.labels();
        for (int row = 0; row < group.length; row++) {
            boolean selected = decided[row] == favourable;
            boolean deserved = truth[row] == favourable;
            int cell = selected ? (deserved ? 0 : 1) : (deserved ? 3 : 2);
            counts[group[row]][cell]++;
        }
        List<GroupCounts> groups = new ArrayList<>();
        for (int g = 0; g < counts.length; g++) {
            long[] c = counts[g];
            groups.add(new GroupCounts(names.get(g), c[0], c[1], c[2], c[3]));
        }
        return groups;
    }

    private Optional<GroupCounts> reference(List<Column> crossed, List<GroupCounts> groups) {
        List<String> declared = new ArrayList<>();
        for (Column column : crossed) {
            String category = settings.references().get(column.name());
            if (category == null) {
                return Optional.empty();
            }
            if (!categories(column).contains(category)) {
                throw new BulwarkException(
                        "FAIRNESS_REFERENCE_UNKNOWN",
                        "the reference '%s' is no category of '%s'"
                                .formatted(category, column.name()),
                        "name one of " + categories(column));
            }
            declared.add(category);
        }
        String name = String.join(" × ", declared);
        return groups.stream().filter(group -> group.group().equals(name)).findFirst();
    }
}
