package dev.bulwark.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntryBundleTest {
    private static final List<byte[]> ENTRIES =
            List.of(new byte[] {7}, new byte[0], new byte[EntryBundle.LONGEST_ENTRY]);

    private final byte[] bundle = EntryBundle.encode(ENTRIES);

    @Test
    void isTheLengthInTwoBytesBeforeEachEntry() {
        assertThat(bundle).hasSize(3 * 2 + 1 + EntryBundle.LONGEST_ENTRY);
        assertThat(Arrays.copyOf(bundle, 7)).containsExactly(0, 1, 7, 0, 0, 0xff, 0xff);
    }

    @Test
    void isReadBackAsItWasWritten() {
        assertThat(EntryBundle.decode(bundle, 3).orElseThrow())
                .usingElementComparator(Arrays::compare)
                .isEqualTo(ENTRIES);
        assertThat(EntryBundle.decode(new byte[0], 0)).contains(List.of());
    }

    @Test
    void holdsNeitherMoreNorFewerThanItsWidth() {
        assertThat(EntryBundle.decode(bundle, 2)).isEmpty();
        assertThat(EntryBundle.decode(bundle, 4)).isEmpty();
        assertThat(EntryBundle.decode(bundle, 0)).isEmpty();
    }

    @Test
    void isNothingOnceItIsCut() {
        for (int length : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, bundle.length - 1}) {
            assertThat(EntryBundle.decode(Arrays.copyOf(bundle, length), 3)).isEmpty();
        }
        assertThat(EntryBundle.decode(Arrays.copyOf(bundle, bundle.length + 1), 3)).isEmpty();
    }
}
