package dev.bulwark.dataset;

import dev.bulwark.dataset.read.CsvFormat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What its owner says of a data set.
 *
 * @param name for people and in the manifest
 * @param description one or two sentences, may be empty
 * @param licence an SPDX id or URL, may be empty
 * @param source where it is from, preferably a URL, may be empty
 * @param citation how it wants to be cited, may be empty
 * @param train the rows to learn from, or all rows
 * @param test the rows the source keeps apart, if it does
 * @param label the column to predict; for pictures the name the label column gets
 * @param favourable the good outcome, or empty
 * @param protectedColumns fairness is measured by these
 * @param personal personal data
 * @param immutable columns no attack may move
 * @param excluded columns the model must not see; protected ones stay for audits
 * @param derived columns made from others, for audits alone
 * @param csv how its CSV files are written
 * @param missing what to do where a value is missing
 * @param categorical columns of numbers whose numbers are names (a postcode, a code)
 * @param creator who made it, may be empty
 */
public record DatasetDeclaration(
        String name,
        String description,
        String licence,
        String source,
        String citation,
        Files train,
        Optional<Files> test,
        String label,
        String favourable,
        Set<String> protectedColumns,
        Set<String> personal,
        Set<String> immutable,
        Set<String> excluded,
        Map<String, Derivation> derived,
        CsvFormat csv,
        MissingValues missing,
        Set<String> categorical,
        String creator) {

    /** What to do with a row in which a column that is used has no value. */
    public enum MissingValues {
        /** Refuse the data set and say where the first one is. */
        REFUSE,
        /** Leave the row out, and say in the evidence how many were. */
        DROP_ROWS;

        /** The word in configuration and evidence. */
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Where rows are: one table, or pictures and their labels. Relative to the project's folder.
     */
    public sealed interface Files {
        /** Every file, in order. */
        List<String> paths();

        /** A table in CSV or ARFF, told apart by the ending. */
        record TableFile(String path) implements Files {
            public TableFile {
                DataPath.require(path);
            }

            @Override
            public List<String> paths() {
                return List.of(path);
            }
        }

        /** Pictures and labels in IDX. */
        record Pictures(String images, String labels) implements Files {
            public Pictures {
                DataPath.require(images);
                DataPath.require(labels);
            }

            @Override
            public List<String> paths() {
                return List.of(images, labels);
            }
        }
    }

    /** How an audit column is made from another. */
    public sealed interface Derivation {
        /** The source column. */
        String from();

        /** By category; every category that occurs must be mapped. */
        record Mapped(String from, Map<String, String> categories) implements Derivation {
            public Mapped {
                categories = Map.copyOf(categories);
            }
        }

        /**
         * By range: the first name whose bound is at least the value, else the last name.
         *
         * @param bounds ascending, inclusive
         * @param names one more than the bounds
         */
        record Binned(String from, List<Double> bounds, List<String> names) implements Derivation {
            public Binned {
                bounds = List.copyOf(bounds);
                names = List.copyOf(names);
                double last = Double.NEGATIVE_INFINITY;
                for (double bound : bounds) {
                    if (!(bound > last && Double.isFinite(bound))) {
                        throw new IllegalArgumentException("bounds must ascend, not " + bounds);
                    }
                    last = bound;
                }
                if (names.size() != bounds.size() + 1
                        || new HashSet<>(names).size() != names.size()) {
                    throw new IllegalArgumentException(
                            "%d bounds need %d different names, but got %s"
                                    .formatted(bounds.size(), bounds.size() + 1, names));
                }
            }
        }
    }

    public DatasetDeclaration {
        protectedColumns = Set.copyOf(protectedColumns);
        personal = Set.copyOf(personal);
        immutable = Set.copyOf(immutable);
        excluded = Set.copyOf(excluded);
        derived = Map.copyOf(derived);
        categorical = Set.copyOf(categorical);
        Objects.requireNonNull(csv);
        Objects.requireNonNull(missing);
        Objects.requireNonNull(creator);
        if (name.isBlank()) {
            throw new IllegalArgumentException("a data set needs a name");
        }
        if (excluded.contains(label)) {
            throw new IllegalArgumentException("the label '" + label + "' is excluded");
        }
        boolean pictures = train instanceof Files.Pictures;
        if (test.isPresent() && (test.get() instanceof Files.Pictures) != pictures) {
            throw new IllegalArgumentException("train and test must be of one form");
        }
        List<String> paths = paths(train, test);
        if (new HashSet<>(paths).size() != paths.size()) {
            throw new IllegalArgumentException("a file is declared twice: " + paths);
        }
    }

    /** With CSV as RFC 4180 has it, missing values refused, and no numbers that are names. */
    public DatasetDeclaration(
            String name,
            String description,
            String licence,
            String source,
            String citation,
            Files train,
            Optional<Files> test,
            String label,
            String favourable,
            Set<String> protectedColumns,
            Set<String> personal,
            Set<String> immutable,
            Set<String> excluded,
            Map<String, Derivation> derived) {
        this(
                name,
                description,
                licence,
                source,
                citation,
                train,
                test,
                label,
                favourable,
                protectedColumns,
                personal,
                immutable,
                excluded,
                derived,
                CsvFormat.RFC_4180,
                MissingValues.REFUSE,
                Set.of(),
                "");
    }

    /** This with other answers to what the file format leaves open. */
    public DatasetDeclaration reading(
            CsvFormat format, MissingValues answer, Set<String> numbersThatAreNames) {
        return new DatasetDeclaration(
                name,
                description,
                licence,
                source,
                citation,
                train,
                test,
                label,
                favourable,
                protectedColumns,
                personal,
                immutable,
                excluded,
                derived,
                format,
                answer,
                numbersThatAreNames,
                creator);
    }

    /** Every file that holds the data, training part first. */
    public List<String> paths() {
        return paths(train, test);
    }

    private static List<String> paths(Files train, Optional<Files> test) {
        List<String> paths = new ArrayList<>(train.paths());
        test.ifPresent(files -> paths.addAll(files.paths()));
        return List.copyOf(paths);
    }
}
