package dev.bulwark.dataset;

import dev.bulwark.dataset.DatasetDeclaration.Derivation;
import dev.bulwark.dataset.read.DatasetException;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.ColumnValues;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Carries out derivations. */
final class Derivations {
    private Derivations() {}

    /**
     * The derived column.
     *
     * @param name its name
     * @param showsCategories whether messages may name the source's categories
     */
    static TypedColumn derive(
            String name, Derivation derivation, TypedColumn source, boolean showsCategories) {
        return switch (derivation) {
            case Derivation.Mapped mapping -> map(name, mapping, source, showsCategories);
            case Derivation.Binned bins -> bin(name, bins, source);
        };
    }

    private static TypedColumn map(
            String name, Derivation.Mapped mapping, TypedColumn source, boolean shows) {
        if (!(source.type() instanceof ColumnType.Categorical(List<String> categories))
                || !(source.values() instanceof ColumnValues.Categories values)) {
            throw wrongSource(name, mapping, "numbers; use 'bins' and 'names'");
        }
        requireMapped(name, mapping, categories, values, shows);
        List<String> names = List.copyOf(new TreeSet<>(mapping.categories().values()));
        int[] codes = values.toArray();
        for (int row = 0; row < codes.length; row++) {
            codes[row] = names.indexOf(mapping.categories().get(categories.get(codes[row])));
        }
        return new TypedColumn(
                new ColumnType.Categorical(names), ColumnValues.Categories.of(codes));
    }

    /** Every category that occurs has a counterpart, and nothing is mapped that does not exist. */
    private static void requireMapped(
            String name,
            Derivation.Mapped mapping,
            List<String> categories,
            ColumnValues.Categories values,
            boolean shows) {
        Set<String> unknown = new TreeSet<>(mapping.categories().keySet());
        categories.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new DatasetException(
                    "DATA_CATEGORY_UNKNOWN",
                    "'%s' maps %s, which column '%s' does not have"
                            .formatted(name, unknown, mapping.from()),
                    shows
                            ? "map these under data.derive." + name + ".map: " + categories
                            : "correct data.derive." + name + ".map in bulwark.yaml");
        }
        Set<String> unmapped = new TreeSet<>();
        for (int row = 0; row < values.rows(); row++) {
            unmapped.add(categories.get(values.at(row)));
        }
        unmapped.removeAll(mapping.categories().keySet());
        if (!unmapped.isEmpty()) {
            throw new DatasetException(
                    "DATA_CATEGORY_UNMAPPED",
                    "%s of column '%s' has no counterpart in '%s'"
                            .formatted(
                                    shows ? unmapped : unmapped.size() + " categories",
                                    mapping.from(),
                                    name),
                    "add it under data.derive." + name + ".map in bulwark.yaml");
        }
    }

    private static TypedColumn bin(String name, Derivation.Binned bins, TypedColumn source) {
        if (!(source.values() instanceof ColumnValues.Numbers numbers)) {
            throw wrongSource(name, bins, "categories; use 'map'");
        }
        int[] codes = new int[numbers.rows()];
        for (int row = 0; row < codes.length; row++) {
            int bin = 0;
            while (bin < bins.bounds().size()
                    && numbers.at(row) > bins.bounds().get(bin).floatValue()) {
                bin++;
            }
            codes[row] = bin;
        }
        return new TypedColumn(
                new ColumnType.Categorical(bins.names()), ColumnValues.Categories.of(codes));
    }

    private static DatasetException wrongSource(String name, Derivation derivation, String holds) {
        return new DatasetException(
                "DATA_DERIVE_TYPE",
                "'%s' cannot be derived from '%s' in this way".formatted(name, derivation.from()),
                "'" + derivation.from() + "' holds " + holds);
    }
}
