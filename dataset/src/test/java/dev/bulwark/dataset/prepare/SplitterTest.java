package dev.bulwark.dataset.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.dataset.DatasetDeclaration;
import dev.bulwark.dataset.DatasetDeclaration.Files.TableFile;
import dev.bulwark.dataset.DatasetLoader;
import dev.bulwark.dataset.LoadedDataset;
import dev.bulwark.dataset.read.DatasetException;
import dev.bulwark.kernel.table.FeaturePreparation.OneHot;
import dev.bulwark.kernel.table.FeaturePreparation.Standardise;
import dev.bulwark.kernel.table.Rows;
import dev.bulwark.kernel.table.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitterTest {
    @TempDir Path root;

    private LoadedDataset load(String csv) throws IOException {
        Files.createDirectories(root.resolve("data"));
        Files.writeString(root.resolve("data/t.csv"), csv);
        return DatasetLoader.load(
                root,
                new DatasetDeclaration(
                        "t",
                        "",
                        "",
                        "",
                        "",
                        new TableFile("data/t.csv"),
                        Optional.empty(),
                        "y",
                        "",
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        Map.of()),
                Map.of());
    }

    private LoadedDataset classes(int... sizes) throws IOException {
        StringBuilder csv = new StringBuilder("a,y\n");
        for (int label = 0; label < sizes.length; label++) {
            for (int i = 0; i < sizes[label]; i++) {
                csv.append(i).append(",c").append(label).append('\n');
            }
        }
        return load(csv.toString());
    }

    private static int[] labelsOf(LoadedDataset dataset, Rows rows) {
        return Arrays.stream(dataset.table().select(rows).labels()).sorted().distinct().toArray();
    }

    @Test
    void everyRowIsInExactlyOnePartForAnySizesOfClasses() throws IOException {
        for (int tiny = 1; tiny <= 12; tiny++) {
            LoadedDataset dataset = classes(40, tiny);
            for (long seed = 0; seed < 5; seed++) {
                Split split = Splitter.split(dataset, 0.4, 0.5, seed);
                int[] all = new int[0];
                for (Rows part : List.of(split.train(), split.validation(), split.test())) {
                    int[] joined = Arrays.copyOf(all, all.length + part.size());
                    System.arraycopy(part.toArray(), 0, joined, all.length, part.size());
                    all = joined;
                }
                assertThat(all).hasSize(40 + tiny).doesNotHaveDuplicates();
                assertThat(labelsOf(dataset, split.train())).containsExactly(0, 1);
            }
        }
    }

    @Test
    void aClassOfOneRowIsLearnedAndNotJudged() throws IOException {
        LoadedDataset dataset = classes(10, 1);
        Split split = Splitter.split(dataset, 0.1, 0.6, 3);
        assertThat(labelsOf(dataset, split.train())).containsExactly(0, 1);
        assertThat(labelsOf(dataset, split.test())).containsExactly(0);
    }

    @Test
    void tooFewRowsForThreePartsAreRefused() throws IOException {
        LoadedDataset dataset = classes(2);
        assertThatThrownBy(() -> Splitter.split(dataset, 0.2, 0.2, 1))
                .isInstanceOf(DatasetException.class);
    }

    /** A split written into evidence must come out again on every machine, for ever. */
    @Test
    void aSeedGivesTheRowsItAlwaysGave() throws IOException {
        Split split = Splitter.split(classes(6, 4), 0.25, 0.25, 42);
        assertThat(split.test().toArray()).containsExactly(GOLDEN_TEST);
        assertThat(split.validation().toArray()).containsExactly(GOLDEN_VALIDATION);
    }

    private static final int[] GOLDEN_TEST = {3, 4, 7};
    private static final int[] GOLDEN_VALIDATION = {0, 2, 6};

    /** Mean and population deviation of 2, 4, 4, 4, 5, 5, 7, 9 are 5 and 2 by hand. */
    @Test
    void standardisationIsThatOfTheTrainingRows() throws IOException {
        LoadedDataset dataset =
                load("a,b,y\n2,u,n\n4,u,n\n4,v,n\n4,u,n\n5,u,m\n5,u,m\n7,u,m\n9,v,m\n1000,v,m\n");
        List<?> features = Preparations.fit(dataset.table(), Rows.range(0, 8)).features();
        assertThat(features.getFirst()).isEqualTo(new Standardise("a", 5, 2));
        assertThat(features.getLast()).isEqualTo(new OneHot("b", List.of("u", "v")));
    }

    /** The mean of ten times 0.1f is not 0.1f in binary; its "deviation" would be 1e-17. */
    @Test
    void aConstantColumnGetsDeviationOne() throws IOException {
        LoadedDataset dataset = load("a,y\n" + "0.1,n\n".repeat(9) + "0.1,m\n");
        assertThat(Preparations.fit(dataset.table(), Rows.range(0, 10)).features().getFirst())
                .isEqualTo(new Standardise("a", 0.1f, 1));
    }

    @Test
    void noRowsFitNothing() throws IOException {
        LoadedDataset dataset = classes(3, 3);
        assertThatThrownBy(() -> Preparations.fit(dataset.table(), Rows.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
