package dev.bulwark.ledger.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteAheadLogTest {
    private static final WalSeal SEAL = new WalSeal("secret".getBytes(StandardCharsets.US_ASCII));

    @TempDir private Path folder;

    private static byte[] entry(long number) {
        return ("entry " + number).getBytes(StandardCharsets.US_ASCII);
    }

    private static List<byte[]> entries(long from, int count) {
        List<byte[]> entries = new ArrayList<>();
        for (long i = from; i < from + count; i++) {
            entries.add(entry(i));
        }
        return entries;
    }

    /** Three batches of 3, 1 and 2 entries, from 5 on. */
    private Path write() throws IOException {
        try (WriteAheadLog log = new WriteAheadLog(folder, SEAL, 5)) {
            log.append(5, entries(5, 3));
            log.append(8, entries(8, 1));
            log.append(9, entries(9, 2));
        }
        return folder.resolve("00000000000000000005.wal");
    }

    private WalEnd read(List<String> into) throws IOException {
        return WalReplay.read(
                folder,
                SEAL,
                (_, index, entry) ->
                        into.add(index + ":" + new String(entry, StandardCharsets.US_ASCII)));
    }

    private WalEnd read() throws IOException {
        return read(new ArrayList<>());
    }

    @Test
    void readsWhatItWrote() throws IOException {
        write();
        List<String> found = new ArrayList<>();
        assertThat(read(found)).isEqualTo(new WalEnd.Whole(11));
        assertThat(found).startsWith("5:entry 5").endsWith("10:entry 10").hasSize(6);
    }

    @Test
    void keepsEntriesOfEveryLength() throws IOException {
        List<byte[]> odd = List.of(new byte[0], new byte[65_535], new byte[] {1});
        try (WriteAheadLog log = new WriteAheadLog(folder, SEAL, 0)) {
            log.append(0, odd);
        }
        List<byte[]> found = new ArrayList<>();
        WalReplay.read(folder, SEAL, (_, _, entry) -> found.add(entry));
        assertThat(found).usingElementComparator(Arrays::compare).isEqualTo(odd);
    }

    @Test
    void cutsATornLastBatchWhereverItIsTorn() throws IOException {
        Path file = write();
        byte[] whole = Files.readAllBytes(file);
        int last = whole.length - WalFormat.OVERHEAD - 2 * 2 - "entry 9entry 10".length();
        for (int length = last + 1; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(read()).isEqualTo(new WalEnd.Torn(file, last, 9));
            byte[] zeroed = Arrays.copyOf(Arrays.copyOf(whole, length), whole.length);
            Files.write(file, zeroed);
            assertThat(read()).isEqualTo(new WalEnd.Torn(file, last, 9));
        }
        Files.write(file, Arrays.copyOf(whole, last));
        assertThat(read()).isEqualTo(new WalEnd.Whole(9));
    }

    @Test
    void readsNothingFromASegmentThatWasTornAtBirth() throws IOException {
        Path file = write();
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < WalFormat.HEADER; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(read()).isEqualTo(new WalEnd.Torn(file, 0, -1));
        }
    }

    @Test
    void neverReadsPastAFlippedBit() throws IOException {
        Path file = write();
        byte[] whole = Files.readAllBytes(file);
        int first = WalFormat.HEADER + WalFormat.OVERHEAD + 3 * 2 + 3 * "entry 5".length();
        for (int at = 0; at < whole.length; at++) {
            byte[] altered = whole.clone();
            altered[at] ^= (byte) (1 << (at % 8));
            Files.write(file, altered);
            List<String> found = new ArrayList<>();
            WalEnd end = read(found);
            if (at < first) {
                assertThat(end).as("byte " + at).isInstanceOf(WalEnd.Damaged.class);
                assertThat(found).isEmpty();
            } else {
                assertThat(end).as("byte " + at).isNotInstanceOf(WalEnd.Whole.class);
                assertThat(found).hasSizeBetween(3, 4);
            }
        }
    }

    @Test
    void refusesABatchThatAStrangerAdded() throws IOException {
        Path file = write();
        byte[] forged = WalFormat.frame(11, entries(11, 1), new WalSeal(new byte[] {1}));
        byte[] whole = Files.readAllBytes(file);
        byte[] longer = Arrays.copyOf(whole, whole.length + forged.length);
        System.arraycopy(forged, 0, longer, whole.length, forged.length);
        Files.write(file, longer);
        assertThat(read()).isInstanceOf(WalEnd.Damaged.class);
        assertThat(WalReplay.check(folder, (_, _, _) -> {})).isEqualTo(new WalEnd.Whole(12));
    }

    @Test
    void refusesAMissingSegmentAndAGapBetweenSegments() throws IOException {
        write();
        Path second = folder.resolve(WalReplay.name(13));
        try (WriteAheadLog log = new WriteAheadLog(folder, SEAL, 13)) {
            log.append(13, entries(13, 1));
        }
        assertThat(read()).isInstanceOf(WalEnd.Damaged.class);
        Files.move(second, folder.resolve(WalReplay.name(11)));
        assertThat(read()).isInstanceOf(WalEnd.Damaged.class);
    }

    @Test
    void refusesATornSegmentThatAnotherOneFollows() throws IOException {
        Path file = write();
        try (WriteAheadLog log = new WriteAheadLog(folder, SEAL, 11)) {
            log.append(11, entries(11, 1));
        }
        assertThat(read()).isEqualTo(new WalEnd.Whole(12));
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        assertThat(read()).isInstanceOf(WalEnd.Damaged.class);
    }

    @Test
    void startsANewSegmentAndDropsThoseThatAreInTheTree() throws IOException {
        byte[] large = new byte[60_000];
        List<byte[]> megabytes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            megabytes.add(large);
        }
        try (WriteAheadLog log = new WriteAheadLog(folder, SEAL, 0)) {
            for (long first = 0; first < 800; first += 100) {
                log.append(first, megabytes);
                log.settle(first);
            }
        }
        List<Path> segments = WalReplay.segments(folder);
        assertThat(segments).hasSizeBetween(1, 2);
        assertThat(folder.resolve(WalReplay.name(0))).doesNotExist();
        assertThat(read()).isEqualTo(new WalEnd.Whole(800));
        WriteAheadLog.clear(folder);
        assertThat(read()).isEqualTo(new WalEnd.Whole(-1));
    }

    @Test
    void findsItsSegmentsAgainInEveryLanguage() throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG"));
        try {
            write();
            assertThat(read()).isEqualTo(new WalEnd.Whole(11));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void refusesALinkInPlaceOfItsFolder() throws IOException {
        write();
        Path link = Files.createSymbolicLink(folder.resolveSibling("linked"), folder);
        try {
            assertThatThrownBy(() -> WalReplay.check(link, (_, _, _) -> {}))
                    .isInstanceOf(NotDirectoryException.class);
        } finally {
            Files.delete(link);
        }
    }

    @Test
    void survivesSizesThatWouldExhaustMemory() throws IOException {
        Path file = write();
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, WalFormat.HEADER, WalFormat.HEADER + 4, (byte) 0x7f);
        Files.write(file, bytes);
        assertThat(read()).isInstanceOf(WalEnd.Damaged.class);
    }
}
