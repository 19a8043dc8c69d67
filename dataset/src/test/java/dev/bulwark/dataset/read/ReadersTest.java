package dev.bulwark.dataset.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadersTest {
    private static final ReadLimits SMALL = new ReadLimits(3, 3, 20, 9);
    private static final String ARFF =
            """
            % a comment
            @relation 'two words'
            @attribute age numeric
            @attribute 'job title' {clerk, 'head, of', "it's"} % trailing
            @attribute class {good,bad}
            @data
            1.5, 'head, of', good
            ?,"it's",bad % last
            """;

    private static Bytes bytes(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<List<String>> csv(String text) {
        return CsvReader.read("t.csv", bytes(text), SMALL).columns().stream()
                .map(RawTable.RawColumn::values)
                .toList();
    }

    @Test
    void csvFollowsRfc4180() {
        assertThat(csv("a,b\r\n1,\"x, \"\"y\"\"\nz\"\r\n2,\n"))
                .containsExactly(List.of("1", "2"), List.of("x, \"y\"\nz", ""));
        assertThat(csv("\uFEFFa\n1")).containsExactly(List.of("1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a,a\n1,2\n",
                "a,\n1,2\n",
                "a,b\n1\n",
                "a,b\n1,2,3\n",
                "a\n\"x\n",
                "a\n\"x\"y\n",
                "a\nx\"y\n",
                "a\n1\n2\n3\n4\n",
                "a,b,c,d\n1,2,3,4\n",
                "a\n123456789012345678901\n",
                "a\n1\r2\n"
            })
    void csvThatIsMalformedOrTooLargeIsRefused(String text) {
        assertThatThrownBy(() -> csv(text)).isInstanceOf(DatasetException.class);
    }

    @Test
    void csvThatIsNotUtf8IsRefused() {
        assertThatThrownBy(() ->
                        CsvReader.read("t.csv", Bytes.of(new byte[] {'a', (byte) 0xff}), SMALL))
                .hasMessageContaining("UTF-8");
    }

    @Test
    void csvErrorsNameTheLine() {
        assertThatThrownBy(() -> csv("a,b\n\"x\ny\",1\n2\n"))
                .hasMessageContaining("'t.csv' line 4 has 1 fields where 2 are expected");
    }

    @Test
    void arffKeepsQuotedNamesAndMissingValues() {
        RawTable table = ArffReader.read("t.arff", bytes(ARFF), SMALL);
        assertThat(table.columns())
                .extracting(RawTable.RawColumn::name)
                .containsExactly("age", "job title", "class");
        assertThat(table.columns().get(0).values()).containsExactly("1.5", "");
        assertThat(table.columns().get(1).values()).containsExactly("head, of", "it's");
        assertThat(table.columns().get(1).categories())
                .containsExactly("clerk", "head, of", "it's");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@relation a\n",
                "@data\n1\n",
                "@attribute a numeric\n@data\n1\n",
                "@relation r\n@relation r\n@attribute a numeric\n@data\n1\n",
                "@relation r\n@data\n1\n",
                "@relation r\n@attribute a numeric\n@data\n1,{5}\n",
                "@relation r\n@attribute a {}\n@data\n1\n",
                "@relation r\n@attribute a numeric\n@data\n1,2\n",
                "@relation r\n@attribute a numeric\n@attribute b numeric\n@data\n1\n",
                "@relation r\n@attribute a {x,y}\n@data\nz\n",
                "@relation r\n@attribute a {x,x}\n@data\nx\n",
                "@relation r\n@attribute a {x,y\n@data\nx\n",
                "@relation r\n@attribute a date\n@data\n1\n",
                "@relation r\n@attribute a numeric\n@attribute a numeric\n@data\n1,2\n",
                "@relation r\n@attribute a numeric\n@data\n{0 1}\n",
                "@relation r\n@attribute a {'x}\n@data\nx\n",
                "@relation r\n@attribute a numeric\n@data\n1\n2\n3\n4\n",
                "hello\n"
            })
    void arffThatIsMalformedOrTooLargeIsRefused(String text) {
        assertThatThrownBy(() -> ArffReader.read("t.arff", bytes(text), SMALL))
                .isInstanceOf(DatasetException.class);
    }

    @Test
    void idxReadsPlainAndGzipped() throws IOException {
        byte[] plain = idx(2, 2, 3);
        for (byte[] content : List.of(plain, gzip(plain))) {
            IdxReader.Idx idx = IdxReader.read("t", Bytes.of(content), 3);
            assertThat(idx.dimensions()).containsExactly(2, 2, 3);
            assertThat(idx.values().size()).isEqualTo(12);
        }
    }

    @Test
    void idxWithAnImpossibleHeaderIsRefusedBeforeAllocation() {
        ByteBuffer header = ByteBuffer.allocate(16).putInt(0x803);
        header.putInt(Integer.MAX_VALUE).putInt(Integer.MAX_VALUE).putInt(Integer.MAX_VALUE);
        assertThatThrownBy(() -> IdxReader.read("t", Bytes.of(header.array()), 3))
                .isInstanceOf(DatasetException.class);
        byte[] negative = idx(2, 2, 3);
        negative[4] = (byte) 0xff;
        assertThatThrownBy(() -> IdxReader.read("t", Bytes.of(negative), 3))
                .isInstanceOf(DatasetException.class);
    }

    @Test
    void aGzipBombBehindAnHonestHeaderIsLeftAfterOneByteTooMuch() throws IOException {
        byte[] small = idx(2, 2, 3);
        byte[] bomb = gzip(Arrays.copyOf(small, 128 << 20));
        assertThat(bomb.length).isLessThan(1 << 20);
        assertThatThrownBy(() -> IdxReader.read("t", Bytes.of(bomb), 3))
                .hasMessageContaining("declares 12 values, but it holds more");
    }

    /** No gzip file of 50 bytes holds 500 MB, so nothing is allocated for them. */
    @Test
    void moreValuesThanTheFileCanHoldAreRefusedBeforeAllocation() throws IOException {
        byte[] header = idx(2, 2, 3);
        ByteBuffer.wrap(header).putInt(4, 500).putInt(8, 1000).putInt(12, 1000);
        for (byte[] content : List.of(header, gzip(header))) {
            assertThatThrownBy(() -> IdxReader.read("t", Bytes.of(content), 3))
                    .hasMessageContaining("more than the file can hold");
        }
    }

    @Test
    void bytesAfterTheEndAreRefused() throws IOException {
        byte[] plain = idx(2, 2, 3);
        for (byte[] content : List.of(plain, gzip(plain))) {
            Bytes longer = Bytes.of(Arrays.copyOf(content, content.length + 1));
            assertThatThrownBy(() -> IdxReader.read("t", longer, 3))
                    .isInstanceOf(DatasetException.class);
        }
    }

    @Test
    void labelsAreNoPictures() {
        assertThatThrownBy(() -> IdxReader.read("t", Bytes.of(idx(2, 2, 3)), 1))
                .hasMessageContaining("in 1 dimension");
    }

    @Test
    void csvMayBeWrittenWithoutAHeaderAndWithOtherSigns() {
        CsvFormat format = new CsvFormat(';', List.of("a", "b"), true, Set.of("?"));
        RawTable table = CsvReader.read("t", bytes(" 1 ; x\n?;\"?\"\n\n"), format, SMALL);
        assertThat(table.column("a").orElseThrow().values()).containsExactly("1", "");
        assertThat(table.column("b").orElseThrow().values()).containsExactly("x", "?");
        assertThat(table.location(1)).isEqualTo("'t' line 2");
    }

    @Test
    void textThatIsUtf16IsRefusedWithAHint() {
        Bytes utf16 = Bytes.of("a,b\n".getBytes(StandardCharsets.UTF_16LE));
        assertThatThrownBy(() -> CsvReader.read("t.csv", utf16, SMALL))
                .hasMessageContaining("UTF-16");
    }

    @Test
    void anEmptyLineAmongTheRowsIsRefused() {
        assertThatThrownBy(() -> csv("a,b\n1,2\n\n3,4\n")).hasMessageContaining("line 3");
    }

    /** A cut inside a row or a header is seen; one between rows only the manifest can see. */
    @Test
    void everyTruncationOfTextGivesFewerRowsOrADatasetException() {
        String csv = "a,b\r\n1,\"x \"\"y\"\r\n2,z\r\n";
        for (String text : List.of(csv, ARFF)) {
            byte[] content = bytes(text).toArray();
            for (int length = 0; length < content.length; length++) {
                Bytes cut = Bytes.of(Arrays.copyOf(content, length));
                try {
                    RawTable table =
                            text.equals(csv)
                                    ? CsvReader.read("t", cut, SMALL)
                                    : ArffReader.read("t", cut, SMALL);
                    assertThat(table.rows()).isLessThanOrEqualTo(2);
                } catch (DatasetException e) {
                    assertThat(e.fix()).isNotBlank();
                }
            }
        }
    }

    @Test
    void everyTruncationOfAnIdxFileIsRefused() throws IOException {
        byte[] plain = idx(2, 2, 3);
        for (byte[] content : List.of(plain, gzip(plain))) {
            for (int length = 0; length < content.length; length++) {
                Bytes cut = Bytes.of(Arrays.copyOf(content, length));
                assertThatThrownBy(() -> IdxReader.read("t", cut, 3))
                        .isInstanceOf(DatasetException.class);
            }
        }
    }

    @Test
    void aFlippedBitGivesATableOrADatasetExceptionAndNothingElse() throws IOException {
        sweep(ARFF.getBytes(StandardCharsets.UTF_8), b -> ArffReader.read("t", b, SMALL));
        sweep(
                "a,b\n1,\"x\"\n2,y\n".getBytes(StandardCharsets.UTF_8),
                b -> CsvReader.read("t", b, SMALL));
        sweep(gzip(idx(2, 2, 3)), b -> IdxReader.read("t", b, 3));
    }

    private static void sweep(byte[] content, Consumer<Bytes> reader) {
        int refused = 0;
        for (int bit = 0; bit < content.length * 8; bit++) {
            byte[] flipped = content.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                reader.accept(Bytes.of(flipped));
            } catch (DatasetException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    private static byte[] idx(int n, int height, int width) {
        ByteBuffer file = ByteBuffer.allocate(16 + n * height * width);
        return file.putInt(0x803).putInt(n).putInt(height).putInt(width).array();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }
}
