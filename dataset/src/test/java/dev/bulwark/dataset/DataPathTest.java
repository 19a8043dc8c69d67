package dev.bulwark.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.dataset.LoadedDataset.FileEntry;
import dev.bulwark.dataset.read.DatasetException;
import dev.bulwark.kernel.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataPathTest {
    @TempDir Path root;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/etc/passwd",
                "../x",
                "a/../../x",
                "a//b",
                "./a",
                "a/",
                "a\\b",
                "C:x",
                "a\nb",
                "a\u0000b",
                "e\u0301.csv"
            })
    void aNameThatCouldLeadAwayOrHasASecondSpellingIsRefused(String path) {
        assertThat(DataPath.isValid(path)).isFalse();
        assertThatThrownBy(() -> DataFile.read(root, path)).isInstanceOf(DatasetException.class);
    }

    @Test
    void ordinaryNamesAreAccepted() {
        assertThat(List.of("a.csv", "data/a b.csv", "data/\u00e9.csv", "data/..a"))
                .allMatch(DataPath::isValid);
    }

    @Test
    void foldersWithinFoldersAreListedOnce() throws IOException {
        Files.createDirectories(root.resolve("d/e"));
        Files.writeString(root.resolve("d/a"), "1");
        Files.writeString(root.resolve("d/e/b"), "22");
        FolderListing listing = FolderListing.ofPaths(root, List.of("d/e/b", "d/a"));
        assertThat(listing.files())
                .containsExactly(
                        new FileEntry("d/a", 1, Digest.of(new byte[] {'1'})),
                        new FileEntry("d/e/b", 2, Digest.of(new byte[] {'2', '2'})));
        assertThat(listing.complete()).isTrue();
    }

    @Test
    void namesThatDifferInCaseAloneAreRefused() throws IOException {
        Files.createDirectories(root.resolve("d"));
        Files.writeString(root.resolve("d/a"), "1");
        Files.writeString(root.resolve("d/A"), "2");
        assertThatThrownBy(() -> FolderListing.ofPaths(root, List.of("d/a")))
                .hasMessageContaining("differ in case");
    }

    @Test
    void foldersNestedWithoutEndAreLeft() throws IOException {
        Files.createDirectories(root.resolve("d/" + "n/".repeat(40)));
        assertThatThrownBy(() -> FolderListing.ofPaths(root, List.of("d/a")))
                .hasMessageContaining("nested deeper");
    }
}
