package dev.bulwark.dataset.prepare;

import dev.bulwark.dataset.LoadedDataset;
import dev.bulwark.dataset.read.DatasetException;
import dev.bulwark.kernel.table.Rows;
import dev.bulwark.kernel.table.Split;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** Divides rows into those that train, steer and judge; the same seed gives the same parts. */
public final class Splitter {
    private Splitter() {}

    /**
     * Splits by label, so that every class has its share in every part. Rows that the source keeps
     * apart for testing are the test part, whatever {@code testShare} says.
     *
     * @param validationShare of all rows that are not kept apart, in (0, 1)
     * @param testShare likewise, in (0, 1); unused where the source keeps rows apart
     * @throws DatasetException if a part would be empty
     */
    public static Split split(
            LoadedDataset dataset, double validationShare, double testShare, long seed) {
        int[] labels = dataset.table().labels();
        int open = dataset.table().rows() - dataset.testRows();
        double effectiveTestShare = dataset.testRows() > 0 ? 0 : testShare;
        if (!(validationShare > 0 && effectiveTestShare >= 0)
                || validationShare + effectiveTestShare >= 1) {
            throw new IllegalArgumentException(
                    "shares must be > 0 and leave rows to train on, but were %s and %s"
                            .formatted(validationShare, testShare));
        }
        List<Integer> train = new ArrayList<>();
        List<Integer> validation = new ArrayList<>();
        List<Integer> test = new ArrayList<>();
        Random random = Random.from(new SplittableRandom(seed));
        for (int label = 0; label < dataset.table().schema().classes().size(); label++) {
            List<Integer> members = new ArrayList<>();
            for (int row = 0; row < open; row++) {
                if (labels[row] == label) {
                    members.add(row);
                }
            }
            Collections.shuffle(members, random);
            int tested = (int) Math.round(members.size() * effectiveTestShare);
            int validated = (int) Math.round(members.size() * validationShare);
            // A class too small for all parts is learned first, then judged, then steered by.
            tested = Math.min(tested, Math.max(0, members.size() - 1));
            validated = Math.min(validated, Math.max(0, members.size() - tested - 1));
            test.addAll(members.subList(0, tested));
            validation.addAll(members.subList(tested, tested + validated));
            train.addAll(members.subList(tested + validated, members.size()));
        }
        for (int row = open; row < dataset.table().rows(); row++) {
            test.add(row);
        }
        if (train.isEmpty() || validation.isEmpty() || test.isEmpty()) {
            throw new DatasetException(
                    "DATA_TOO_FEW_ROWS",
                    "%d rows leave %d to train, %d to steer and %d to judge"
                            .formatted(
                                    dataset.table().rows(),
                                    train.size(),
                                    validation.size(),
                                    test.size()),
                    "use more rows or larger shares under data.split");
        }
        return new Split(sorted(train), sorted(validation), sorted(test));
    }

    private static Rows sorted(List<Integer> rows) {
        return Rows.of(rows.stream().mapToInt(Integer::intValue).sorted().toArray());
    }
}
