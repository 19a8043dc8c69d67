package dev.bulwark.dataset;

import dev.bulwark.dataset.read.ArffReader;
import dev.bulwark.dataset.read.CsvReader;
import dev.bulwark.dataset.read.IdxReader;
import dev.bulwark.dataset.read.RawTable;
import dev.bulwark.dataset.read.ReadLimits;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.ColumnValues;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.kernel.table.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** From a declaration and files to a table. */
public final class DatasetLoader {
    private static final String PICTURE_COLUMN = "image";
    private static final int DIGITS = 10;

    private DatasetLoader() {}

    /**
     * Reads a data set. Every file is opened once; what is hashed is what is parsed.
     *
     * @param root the project's folder; every path lies below it
     * @param expected the digest each file must have, by path; empty to accept the files as they
     *     are
     * @throws DatasetException if a file is missing, malformed, or has another digest
     */
    public static LoadedDataset load(
            Path root, DatasetDeclaration declaration, Map<String, Digest> expected)
            throws IOException {
        Map<String, DataFile> files = new LinkedHashMap<>();
        for (String path : declaration.paths()) {
            DataFile file = DataFile.read(root, path);
            requireUnchanged(file, expected);
            files.put(path, file);
        }
        List<LoadedDataset.FileEntry> entries =
                files.values().stream()
                        .map(f ->
                                new LoadedDataset.FileEntry(
                                        f.path(), f.content().size(), f.digest()))
                        .toList();
        return switch (declaration.train()) {
            case DatasetDeclaration.Files.TableFile table ->
                    table(declaration, table, files, entries);
            case DatasetDeclaration.Files.Pictures train ->
                    pictures(declaration, train, files, entries);
        };
    }

    private static void requireUnchanged(DataFile file, Map<String, Digest> expected) {
        Digest listed = expected.get(file.path());
        if (!expected.isEmpty() && listed == null) {
            throw new DatasetException(
                    "DATA_NOT_LISTED",
                    "'" + file.path() + "' is not in the data set's manifest",
                    "sign a new manifest with 'bulwark data sign' if the file belongs there");
        }
        if (listed != null && !listed.equals(file.digest())) {
            throw new DatasetException(
                    "DATA_CHANGED",
                    "'%s' is %s, the manifest says %s"
                            .formatted(
                                    file.path(), file.digest().abbreviated(), listed.abbreviated()),
                    "restore the file, or sign a new manifest with 'bulwark data sign' if the change"
                            + " is meant");
        }
    }

    private static LoadedDataset table(
            DatasetDeclaration declaration,
            DatasetDeclaration.Files.TableFile train,
            Map<String, DataFile> files,
            List<LoadedDataset.FileEntry> entries) {
        RawTable all = raw(file(files, train.path()));
        int testRows = 0;
        if (declaration.test().isPresent()
                && declaration.test().get() instanceof DatasetDeclaration.Files.TableFile test) {
            RawTable apart = raw(file(files, test.path()));
            testRows = apart.rows();
            all = append(all, apart, test.path());
        }
        return new LoadedDataset(
                declaration,
                entries,
                new TableBuilder(declaration, train.path()).build(all),
                testRows);
    }

    private static RawTable raw(DataFile file) {
        String name = file.path().toLowerCase(Locale.ROOT);
        if (name.endsWith(".arff")) {
            return ArffReader.read(file.path(), file.content(), ReadLimits.IN_MEMORY);
        }
        if (name.endsWith(".csv")) {
            return CsvReader.read(file.path(), file.content(), ReadLimits.IN_MEMORY);
        }
        throw new DatasetException(
                "DATA_FORMAT_UNKNOWN",
                "'" + file.path() + "' ends neither in .csv nor in .arff",
                "convert the table to one of them, or name pictures under 'images' and 'labels'");
    }

    private static RawTable append(RawTable first, RawTable second, String path) {
        List<RawTable.RawColumn> columns = new ArrayList<>();
        for (int i = 0; i < first.columns().size(); i++) {
            RawTable.RawColumn column = first.columns().get(i);
            if (i >= second.columns().size()
                    || !second.columns().get(i).name().equals(column.name())
                    || !second.columns().get(i).categories().equals(column.categories())
                    || second.columns().size() != first.columns().size()) {
                throw new DatasetException(
                        "DATA_PARTS_DIFFER",
                        "'" + path + "' does not have the columns of the training part",
                        "give both parts the same columns in the same order");
            }
            List<String> values = new ArrayList<>(column.values());
            values.addAll(second.columns().get(i).values());
            columns.add(
                    new RawTable.RawColumn(
                            column.name(), column.declared(), column.categories(), values));
        }
        return new RawTable(columns);
    }

    private static DataFile file(Map<String, DataFile> files, String path) {
        DataFile file = files.get(path);
        if (file == null) {
            throw new IllegalStateException("'" + path + "' was not read");
        }
        return file;
    }

    private static LoadedDataset pictures(
            DatasetDeclaration declaration,
            DatasetDeclaration.Files.Pictures train,
            Map<String, DataFile> files,
            List<LoadedDataset.FileEntry> entries) {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        List<Bytes> labels = new ArrayList<>();
        ColumnType.Image type = part(train, files, pixels, labels);
        int testRows = 0;
        if (declaration.test().isPresent()
                && declaration.test().get() instanceof DatasetDeclaration.Files.Pictures test) {
            if (!part(test, files, pixels, labels).equals(type)) {
                throw new DatasetException(
                        "DATA_PARTS_DIFFER",
                        "the pictures of '%s' have another size than those of '%s'"
                                .formatted(test.images(), train.images()),
                        "give both parts pictures of one size");
            }
            testRows = labels.getLast().size();
        }
        int[] codes =
                labels.stream()
                        .flatMapToInt(part ->
                                IntStream.range(0, part.size())
                                        .map(i -> Byte.toUnsignedInt(part.at(i))))
                        .toArray();
        int classes = Math.max(DIGITS, IntStream.of(codes).max().orElse(0) + 1);
        List<String> names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        Schema schema =
                new Schema(
                        List.of(
                                Column.of(PICTURE_COLUMN, type, Column.Role.FEATURE),
                                Column.of(
                                        declaration.label(),
                                        new ColumnType.Categorical(names),
                                        Column.Role.LABEL)),
                        declaration.favourable());
        Table table =
                new Table(
                        schema,
                        Map.of(
                                PICTURE_COLUMN,
                                ColumnValues.Images.of(pixels.toByteArray(), type),
                                declaration.label(),
                                ColumnValues.Categories.of(codes)));
        return new LoadedDataset(declaration, entries, table, testRows);
    }

    private static ColumnType.Image part(
            DatasetDeclaration.Files.Pictures part,
            Map<String, DataFile> files,
            ByteArrayOutputStream pixels,
            List<Bytes> labels) {
        IdxReader.Idx images = IdxReader.read(part.images(), file(files, part.images()).content());
        IdxReader.Idx codes = IdxReader.read(part.labels(), file(files, part.labels()).content());
        boolean fit =
                images.dimensions().size() == 3
                        && codes.dimensions().size() == 1
                        && images.dimensions().getFirst().equals(codes.dimensions().getFirst())
                        && images.dimensions().stream().allMatch(d -> d > 0);
        if (!fit) {
            throw new DatasetException(
                    "DATA_PARTS_DIFFER",
                    "'%s' holds %s, '%s' holds %s: no label for each picture"
                            .formatted(
                                    part.images(),
                                    images.dimensions(),
                                    part.labels(),
                                    codes.dimensions()),
                    "name pictures [n, height, width] and their labels [n]");
        }
        pixels.writeBytes(images.values().toArray());
        labels.add(codes.values());
        return new ColumnType.Image(1, images.dimensions().get(1), images.dimensions().get(2));
    }
}
