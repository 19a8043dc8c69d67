package dev.bulwark.ledger.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.testkit.FaultyFileSystem;
import dev.bulwark.testkit.FileOperation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
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
    void waitsForTheDiskOnceABatchAndForTheNameOfANewSegment() throws IOException {
        FaultyFileSystem disk = FaultyFileSystem.create();
        try (WriteAheadLog log = new WriteAheadLog(disk.path(folder), SEAL, 0)) {
            log.append(0, entries(0, 2));
            assertThat(disk.operations())
                    .filteredOn(FileOperation.FORCE::equals)
                    .hasSize(3); // the header, the folder and the batch
            assertThat(disk.operations()).endsWith(FileOperation.WRITE, FileOperation.FORCE);
            disk.heal();
            log.append(2, entries(2, 1));
            assertThat(disk.operations()).containsExactly(FileOperation.WRITE, FileOperation.FORCE);
        }
    }

    @Test
    void keepsSegmentsOfWhichAnEntryIsNotInTheTree() throws IOException {
        List<byte[]> large = Collections.nCopies(150, new byte[60_000]);
        try (WriteAheadLog log = new WriteAheadLog(folder, SEAL, 0)) {
            log.append(0, large);
            log.settle(149);
            log.append(150, large);
            log.append(300, large);
            assertThat(folder.resolve(WalReplay.name(0))).exists();
            log.settle(150);
            log.append(450, large);
            assertThat(folder.resolve(WalReplay.name(0))).doesNotExist();
            assertThat(folder.resolve(WalReplay.name(150))).exists();
        }
        assertThat(read()).isEqualTo(new WalEnd.Whole(600));
    }

    @Test
    void readsNoFileThatIsNamedOtherwise() throws IOException {
        write();
        Files.writeString(folder.resolve("0000000000000000000.wal"), "19 digits");
        Files.writeString(folder.resolve("00000000000000000006.tmp"), "no segment");
        assertThat(read()).isEqualTo(new WalEnd.Whole(11));
        WriteAheadLog.clear(folder);
        assertThat(folder.resolve("00000000000000000006.tmp")).exists();
    }

    @Test
    void readsASegmentThatHoldsNoBatchYet() throws IOException {
        Files.write(folder.resolve(WalReplay.name(0)), WalFormat.header(0));
        assertThat(read()).isEqualTo(new WalEnd.Whole(0));
        Files.write(folder.resolve(WalReplay.name(5)), WalFormat.header(5));
        assertThat(read()).isInstanceOf(WalEnd.Damaged.class);
    }

    @Test
    void takesAHeaderOfZerosForASegmentThatWasTornAtBirth() throws IOException {
        Path file = folder.resolve(WalReplay.name(5));
        Files.write(file, new byte[WalFormat.HEADER]);
        assertThat(read()).isEqualTo(new WalEnd.Torn(file, 0, -1));
        Files.write(file, new byte[WalFormat.HEADER + 1]);
        assertThat(read()).isInstanceOf(WalEnd.Damaged.class);
    }

    @Test
    void refusesASealedBatchWithoutEntries() throws IOException {
        Path file = write();
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, append(whole, WalFormat.frame(11, List.of(), SEAL)));
        assertThat(read()).isInstanceOf(WalEnd.Damaged.class);
    }

    @Test
    void refusesWhatIsUnreadableIfAWholeBatchFollowsDirectlyOrLater() throws IOException {
        Path file = write();
        byte[] whole = Files.readAllBytes(file);
        for (int gap : new int[] {1, 40, 1000}) {
            byte[] torn = Arrays.copyOf(whole, whole.length + gap);
            Files.write(file, torn);
            assertThat(read()).as("gap " + gap).isEqualTo(new WalEnd.Torn(file, whole.length, 11));
            Files.write(file, append(torn, WalFormat.frame(12, List.of(), SEAL)));
            assertThat(read()).as("gap " + gap).isInstanceOf(WalEnd.Damaged.class);
        }
    }

    @Test
    void writesNothingOnceItIsClosed() throws IOException {
        WriteAheadLog log = new WriteAheadLog(folder, SEAL, 0);
        log.append(0, entries(0, 1));
        log.close();
        assertThatThrownBy(() -> log.append(1, entries(1, 1))).isInstanceOf(IOException.class);
        assertThat(read()).isEqualTo(new WalEnd.Whole(1));
    }

    @Test
    void refusesASegmentUnderTheNameOfAnother() throws IOException {
        Files.move(write(), folder.resolve(WalReplay.name(6)));
        assertThat(read()).isInstanceOf(WalEnd.Damaged.class);
    }

    @Test
    void refusesAFirstSegmentWithoutAHeaderThatAnotherOneFollows() throws IOException {
        Files.write(write(), new byte[3]);
        try (WriteAheadLog log = new WriteAheadLog(folder, SEAL, 11)) {
            log.append(11, entries(11, 1));
        }
        assertThat(read()).isInstanceOf(WalEnd.Damaged.class);
    }

    @Test
    void refusesASealedBatchWhoseEntriesDoNotFillIt() throws IOException {
        Path file = write();
        byte[] whole = Files.readAllBytes(file);
        for (int count : new int[] {0, 1, 3, 200, -1, Integer.MAX_VALUE}) {
            Files.write(file, append(whole, batchOfTwoThatSaysItHas(count)));
            List<String> found = new ArrayList<>();
            assertThat(read(found)).as("count " + count).isInstanceOf(WalEnd.Damaged.class);
            assertThat(found).hasSize(6);
        }
        Files.write(file, append(whole, batchOfTwoThatSaysItHas(2)));
        assertThat(read()).isEqualTo(new WalEnd.Whole(13));
    }

    @Test
    void refusesAnEntryThatWasChangedTogetherWithTheChecksum() throws IOException {
        Path file = write();
        byte[] whole = Files.readAllBytes(file);
        byte[] frame = WalFormat.frame(11, entries(11, 2), SEAL);
        frame[frame.length - WalSeal.SIZE - Integer.BYTES - 1] ^= 1;
        Files.write(file, append(whole, withChecksum(frame)));
        assertThat(read()).isInstanceOf(WalEnd.Damaged.class);
    }

    /** Entries 11 and 12, with checksum and seal over another count. */
    private static byte[] batchOfTwoThatSaysItHas(int count) {
        byte[] frame = WalFormat.frame(11, entries(11, 2), SEAL);
        ByteBuffer.wrap(frame).putInt(12, count);
        int body = frame.length - WalSeal.SIZE - Integer.BYTES;
        System.arraycopy(SEAL.over(frame, 0, body), 0, frame, body, WalSeal.SIZE);
        return withChecksum(frame);
    }

    private static byte[] withChecksum(byte[] frame) {
        int end = frame.length - Integer.BYTES;
        CRC32C crc = new CRC32C();
        crc.update(frame, 0, end);
        ByteBuffer.wrap(frame).putInt(end, (int) crc.getValue());
        return frame;
    }

    private static byte[] append(byte[] head, byte[] tail) {
        byte[] all = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
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
