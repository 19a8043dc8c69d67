package dev.bulwark.gateway;

import dev.bulwark.gateway.protocol.ModelContract;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.Schema;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Contracts to test against. */
public final class TestModels {
    /** What the fake worker takes for a model. */
    public static final Bytes ONNX =
            Bytes.of("the bytes of a model".getBytes(StandardCharsets.UTF_8));

    private TestModels() {}

    /** Age (whole, personal), amount, and purpose (three categories). */
    public static ModelContract credit() {
        return new ModelContract(
                "credit",
                Digest.of(ONNX),
                new Schema(
                        List.of(
                                new Column(
                                        "age",
                                        new ColumnType.Numeric(18, 99, true),
                                        Column.Role.FEATURE,
                                        true,
                                        true,
                                        true,
                                        ""),
                                Column.of(
                                        "amount",
                                        new ColumnType.Numeric(0, 20_000.5, false),
                                        Column.Role.FEATURE),
                                Column.of(
                                        "purpose",
                                        new ColumnType.Categorical(
                                                List.of("new car", "used car", "größe")),
                                        Column.Role.FEATURE),
                                Column.of(
                                        "sex",
                                        new ColumnType.Categorical(List.of("f", "m")),
                                        Column.Role.AUDIT),
                                Column.of(
                                        "class",
                                        new ColumnType.Categorical(List.of("good", "bad")),
                                        Column.Role.LABEL)),
                        "good"));
    }

    /** One picture of 1 x 2 x 2. */
    public static ModelContract picture() {
        return new ModelContract(
                "digits",
                Digest.of(ONNX),
                new Schema(
                        List.of(
                                Column.of(
                                        "image",
                                        new ColumnType.Image(1, 2, 2),
                                        Column.Role.FEATURE),
                                Column.of(
                                        "digit",
                                        new ColumnType.Categorical(List.of("0", "1")),
                                        Column.Role.LABEL)),
                        ""));
    }

    /** Two rows that fit {@link #credit}. */
    public static String creditRequest() {
        return """
        {"id": "r-1", "inputs": [
          {"name": "age", "datatype": "FP32", "shape": [2, 1], "data": [31, 44]},
          {"name": "purpose", "datatype": "BYTES", "shape": [2, 1],
           "data": [["used car"], ["größe"]]},
          {"name": "amount", "datatype": "FP32", "shape": [2, 1], "data": [[0.1], [1e3]]}
        ]}\
        """;
    }
}
