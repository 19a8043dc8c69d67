package dev.bulwark.dataset.prepare;

import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.ColumnValues;
import dev.bulwark.kernel.table.FeaturePreparation;
import dev.bulwark.kernel.table.Preparation;
import dev.bulwark.kernel.table.Rows;
import dev.bulwark.kernel.table.Table;
import java.util.ArrayList;
import java.util.List;

/** Fits the preparation of features on training rows. */
public final class Preparations {
    private static final double FULL_SCALE = 255;

    private Preparations() {}

    /**
     * Numbers are standardised by the training rows' mean and population deviation, categories
     * become one number each, pixels are scaled to [0, 1].
     *
     * @param train the rows to look at, and no others are; at least one
     * @throws IllegalArgumentException if there is none
     */
    public static Preparation fit(Table table, Rows train) {
        if (train.size() == 0) {
            throw new IllegalArgumentException("a preparation is fitted to at least one row");
        }
        List<FeaturePreparation> features = new ArrayList<>();
        for (Column column : table.schema().features()) {
            features.add(
                    switch (column.type()) {
                        case ColumnType.Numeric _ ->
                                standardise(column.name(), table.numbers(column.name()), train);
                        case ColumnType.Categorical(List<String> categories) ->
                                new FeaturePreparation.OneHot(column.name(), categories);
                        case ColumnType.Image image ->
                                new FeaturePreparation.PixelScale(
                                        column.name(), image, 1 / FULL_SCALE);
                    });
        }
        return new Preparation(features);
    }

    /** Two passes: the one-pass formula loses digits where the mean is large. */
    private static FeaturePreparation standardise(
            String name, ColumnValues.Numbers numbers, Rows train) {
        double sum = 0;
        boolean constant = true;
        for (int i = 0; i < train.size(); i++) {
            sum += numbers.at(train.at(i));
            constant &= numbers.at(train.at(i)) == numbers.at(train.at(0));
        }
        if (constant) {
            // Its mean may be off by a rounding, and dividing by that difference would blow up.
            return new FeaturePreparation.Standardise(name, numbers.at(train.at(0)), 1);
        }
        double mean = sum / train.size();
        double squares = 0;
        for (int i = 0; i < train.size(); i++) {
            double difference = numbers.at(train.at(i)) - mean;
            squares += difference * difference;
        }
        double deviation = Math.sqrt(squares / train.size());
        return new FeaturePreparation.Standardise(name, mean, deviation > 0 ? deviation : 1);
    }
}
