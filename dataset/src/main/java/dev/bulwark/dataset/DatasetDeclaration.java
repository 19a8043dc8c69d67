package dev.bulwark.dataset;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
        Map<String, Derivation> derived) {

    /**
     * Where rows are: one table, or pictures and their labels. Relative to the project's folder.
     */
    public sealed interface Files {
        /** Every file, in order. */
        List<String> paths();

        /** A table in CSV or ARFF, told apart by the ending. */
        record TableFile(String path) implements Files {
            @Override
            public List<String> paths() {
                return List.of(path);
            }
        }

        /** Pictures and labels in IDX. */
        record Pictures(String images, String labels) implements Files {
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
        boolean pictures = train instanceof Files.Pictures;
        if (test.isPresent() && (test.get() instanceof Files.Pictures) != pictures) {
            throw new IllegalArgumentException("train and test must be of one form");
        }
    }

    /** Every file of the data set, training part first. */
    public List<String> paths() {
        Set<String> paths = new java.util.LinkedHashSet<>(train.paths());
        test.ifPresent(files -> paths.addAll(files.paths()));
        return List.copyOf(paths);
    }
}
