package dev.bulwark.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TilePathTest {
    @Test
    void writesPathsAsTheSpecificationDoes() {
        assertThat(new TilePath(0, 1_234_067, 256).path()).isEqualTo("tile/0/x001/x234/067");
        assertThat(new TilePath(1, 0, 17).path()).isEqualTo("tile/1/000.p/17");
        assertThat(new TilePath(TilePath.ENTRIES, 273, 112).path())
                .isEqualTo("tile/entries/273.p/112");
        assertThat(new TilePath(0, 1000, 256).path()).isEqualTo("tile/0/x001/000");
    }

    @Test
    void writesAsciiDigitsInEveryLanguage() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG"));
        try {
            assertThat(new TilePath(0, 1_234_067, 5).path()).isEqualTo("tile/0/x001/x234/067.p/5");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void readsExactlyWhatItWrites() {
        long[] indexes = {0, 999, 1000, 1_234_067, 1_000_000, 36_028_797_018_963_967L};
        for (long index : indexes) {
            for (int width : new int[] {1, 255, 256}) {
                TilePath path = new TilePath(3, index, width);
                assertThat(TilePath.parse(path.path())).contains(path);
            }
        }
    }

    @Test
    void refusesEveryOtherSpelling() {
        List<String> paths =
                List.of(
                        "",
                        "tile/0/0",
                        "tile/00/000",
                        "tile/8/000",
                        "tile/64/000",
                        "tile/0/x000/001",
                        "tile/0/001/002",
                        "tile/0/x001/x002",
                        "tile/0/000.p/0",
                        "tile/0/000.p/00",
                        "tile/0/000.p/01",
                        "tile/0/000.p/256",
                        "tile/0/000.p/999",
                        "tile/0/000.p/",
                        "tile/0/000.p",
                        "tile/entries/000/",
                        "tile/data/000",
                        "/tile/0/000",
                        "tile/0/../000",
                        "tile/0/x999/x999/x999/x999/x999/x999/x999/000",
                        "tile/0/-01");
        for (String path : paths) {
            assertThat(TilePath.parse(path)).as(path).isEmpty();
        }
    }

    @Test
    void knowsWhichTilesATreeHas() {
        // 70,000 entries: 273 full tiles and one of 112; one full and one of 17; one of 1.
        long size = 70_000;
        assertThat(TilePath.at(0, 273, size)).isEqualTo(new TilePath(0, 273, 112));
        assertThat(TilePath.at(0, 272, size)).isEqualTo(new TilePath(0, 272, 256));
        assertThat(TilePath.at(1, 1, size)).isEqualTo(new TilePath(1, 1, 17));
        assertThat(TilePath.at(2, 0, size)).isEqualTo(new TilePath(2, 0, 1));
        assertThat(new TilePath(0, 273, 112).isWithin(size)).isTrue();
        assertThat(new TilePath(0, 273, 113).isWithin(size)).isFalse();
        assertThat(new TilePath(0, 272, 256).isWithin(size)).isTrue();
        assertThat(new TilePath(0, 273, 256).isWithin(size)).isFalse();
        assertThat(new TilePath(0, 274, 1).isWithin(size)).isFalse();
        assertThat(new TilePath(3, 0, 1).isWithin(size)).isFalse();
    }

    @Test
    void refusesTilesThatCannotBe() {
        assertThatThrownBy(() -> new TilePath(8, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TilePath(-2, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TilePath(0, -1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TilePath(0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TilePath(0, 0, 257))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
