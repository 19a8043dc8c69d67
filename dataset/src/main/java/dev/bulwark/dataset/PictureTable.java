package dev.bulwark.dataset;

import dev.bulwark.dataset.DatasetDeclaration.Files.Pictures;
import dev.bulwark.dataset.read.DatasetException;
import dev.bulwark.dataset.read.IdxReader;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.ColumnValues;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.kernel.table.Table;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Puts pictures and their labels, part after part, into a table of two columns. */
final class PictureTable {
    /** The name of the column of pictures: the model's input. */
    static final String IMAGE = "image";

    private static final String LABEL = "label";

    private final DatasetDeclaration choice;
    private final ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    private final ByteArrayOutputStream labels = new ByteArrayOutputStream();
    private Optional<ColumnType.Image> type = Optional.empty();

    PictureTable(DatasetDeclaration choice) {
        this.choice = choice;
    }

    /** Adds the pictures of a part, from its two files. */
    void add(Pictures source, Bytes imageFile, Bytes labelFile) {
        IdxReader.Idx images = IdxReader.read(source.images(), imageFile, 3);
        IdxReader.Idx names = IdxReader.read(source.labels(), labelFile, 1);
        if (images.count() != names.count()) {
            throw new DatasetException(
                    "IDX_COUNTS_DIFFER",
                    "'%s' holds %d pictures, '%s' holds %d labels"
                            .formatted(
                                    source.images(),
                                    images.count(),
                                    source.labels(),
                                    names.count()),
                    "take both files from the same edition of the data set");
        }
        ColumnType.Image size = size(source.images(), images.dimensions());
        if (type.isPresent() && !type.get().equals(size)) {
            throw new DatasetException(
                    "IDX_SIZES_DIFFER",
                    "the pictures of '%s' are of another size than those before"
                            .formatted(source.images()),
                    "scale them to one size");
        }
        if ((long) pixels.size() + images.values().size() > IdxReader.LARGEST_BYTES) {
            throw new DatasetException(
                    "DATA_TOO_LARGE",
                    "the pictures hold more than " + IdxReader.LARGEST_BYTES + " bytes in all",
                    "use a part of them");
        }
        type = Optional.of(size);
        pixels.writeBytes(images.values().toArray());
        labels.writeBytes(names.values().toArray());
    }

    private static ColumnType.Image size(String file, List<Integer> dimensions) {
        try {
            return new ColumnType.Image(1, dimensions.get(1), dimensions.get(2));
        } catch (IllegalArgumentException e) {
            throw new DatasetException(
                    "IDX_MALFORMED",
                    "'" + file + "' cannot be used: " + e.getMessage(),
                    "scale the pictures down",
                    e);
        }
    }

    int rows() {
        return labels.size();
    }

    Table table() {
        String label = choice.label().isEmpty() ? LABEL : choice.label();
        byte[] codes = labels.toByteArray();
        int[] classes = new int[codes.length];
        int largest = 0;
        for (int row = 0; row < codes.length; row++) {
            classes[row] = Byte.toUnsignedInt(codes[row]);
            largest = Math.max(largest, classes[row]);
        }
        ColumnType.Image size = type.orElseThrow();
        List<String> names = IntStream.rangeClosed(0, largest).mapToObj(String::valueOf).toList();
        return new Table(
                schema(label, size, names),
                Map.of(
                        IMAGE,
                        ColumnValues.Images.of(pixels.toByteArray(), size),
                        label,
                        ColumnValues.Categories.of(classes)));
    }

    private Schema schema(String label, ColumnType.Image size, List<String> names) {
        try {
            return new Schema(
                    List.of(
                            new Column(
                                    IMAGE,
                                    size,
                                    Column.Role.FEATURE,
                                    false,
                                    choice.personal().contains(IMAGE),
                                    false,
                                    ""),
                            Column.of(label, new ColumnType.Categorical(names), Column.Role.LABEL)),
                    choice.favourable());
        } catch (IllegalArgumentException e) {
            throw new DatasetException(
                    "DATA_DECLARATION_WRONG",
                    "the columns make no schema: " + e.getMessage(),
                    "correct label and favourable under 'data' in bulwark.yaml",
                    e);
        }
    }
}
