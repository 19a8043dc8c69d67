package dev.bulwark.dataset;

import dev.bulwark.dataset.read.ArffReader;
import dev.bulwark.dataset.read.CsvReader;
import dev.bulwark.dataset.read.DatasetException;
import dev.bulwark.dataset.read.RawTable;
import dev.bulwark.dataset.read.ReadLimits;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * From a declaration and files to a table.
 *
 * <p><b>Guarantees:</b> every file that holds data is opened once, and what is hashed is what is
 * parsed; where digests are expected they are compared before anything is parsed; no link is
 * followed and nothing outside the project's folder is opened; memory is bounded.
 *
 * <p><b>Does not guarantee</b> that the data is true, or was when its manifest was signed.
 */
public final class DatasetLoader {
    private DatasetLoader() {}

    /**
     * Reads a data set.
     *
     * @param root the project's folder; every path lies below it
     * @param expected the digest each file must have, by path, and no other file may be there;
     *     empty to accept the files as they are
     * @throws DatasetException if a file is missing, malformed, not listed, or has another digest
     */
    public static LoadedDataset load(
            Path root, DatasetDeclaration declaration, Map<String, Digest> expected)
            throws IOException {
        Map<String, Bytes> contents = new LinkedHashMap<>();
        List<LoadedDataset.FileEntry> files = new ArrayList<>();
        for (String path : declaration.paths()) {
            DataFile file = DataFile.read(root, path);
            contents.put(path, file.content());
            files.add(new LoadedDataset.FileEntry(path, file.content().size(), file.digest()));
        }
        FolderListing listing = FolderListing.of(root, files);
        if (expected.isEmpty()) {
            refuseOddities(listing);
        } else {
            requireExpected(listing, expected);
        }
        return switch (declaration.train()) {
            case DatasetDeclaration.Files.TableFile train ->
                    table(declaration, train, contents, files, listing);
            case DatasetDeclaration.Files.Pictures train ->
                    pictures(declaration, train, contents, files, listing);
        };
    }

    private static void refuseOddities(FolderListing listing) {
        if (!listing.oddities().isEmpty()) {
            throw new DatasetException(
                    "DATA_ODD_ENTRY",
                    "'%s' is a link, a device or has a name that is not portable"
                            .formatted(listing.oddities().getFirst()),
                    "keep plain files with plain names in the data's folder");
        }
    }

    private static void requireExpected(FolderListing listing, Map<String, Digest> expected) {
        List<FolderDifference> differences = FolderDifference.between(listing, expected);
        if (differences.isEmpty()) {
            return;
        }
        FolderDifference first = differences.getFirst();
        String more =
                differences.size() == 1 ? "" : "; and %d more".formatted(differences.size() - 1);
        throw new DatasetException(first.kind().code(), first.what() + more, first.fix());
    }

    private static LoadedDataset table(
            DatasetDeclaration declaration,
            DatasetDeclaration.Files.TableFile train,
            Map<String, Bytes> contents,
            List<LoadedDataset.FileEntry> files,
            FolderListing listing) {
        RawTable raw = raw(declaration, train.path(), contents);
        int trainRows = raw.rows();
        if (declaration.test().orElse(null)
                instanceof DatasetDeclaration.Files.TableFile(String path)) {
            raw = raw.append(raw(declaration, path, contents));
        }
        TableTyping.Typed typed = TableTyping.type(raw, declaration);
        int testRows = (int) typed.kept().stream().filter(row -> row >= trainRows).count();
        return new LoadedDataset(
                declaration,
                files,
                typed.table(),
                testRows,
                listing,
                raw.rows() - typed.table().rows(),
                typed.unused());
    }

    private static RawTable raw(
            DatasetDeclaration declaration, String path, Map<String, Bytes> contents) {
        Bytes content = content(contents, path);
        return path.toLowerCase(Locale.ROOT).endsWith(".arff")
                ? ArffReader.read(path, content, ReadLimits.IN_MEMORY)
                : CsvReader.read(path, content, declaration.csv(), ReadLimits.IN_MEMORY);
    }

    private static Bytes content(Map<String, Bytes> contents, String path) {
        Bytes content = contents.get(path);
        if (content == null) {
            throw new IllegalStateException("'" + path + "' was not read");
        }
        return content;
    }

    private static LoadedDataset pictures(
            DatasetDeclaration declaration,
            DatasetDeclaration.Files.Pictures train,
            Map<String, Bytes> contents,
            List<LoadedDataset.FileEntry> files,
            FolderListing listing) {
        PictureTable table = new PictureTable(declaration);
        table.add(train, content(contents, train.images()), content(contents, train.labels()));
        int trainRows = table.rows();
        if (declaration.test().orElse(null) instanceof DatasetDeclaration.Files.Pictures test) {
            table.add(test, content(contents, test.images()), content(contents, test.labels()));
        }
        return new LoadedDataset(
                declaration, files, table.table(), table.rows() - trainRows, listing, 0, List.of());
    }
}
