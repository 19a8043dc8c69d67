package dev.bulwark.gateway.protocol;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.Schema;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a model takes and gives, by its verified schema. Logits are not given: they serve nobody who
 * wants a prediction, and whoever copies a model.
 *
 * @param name in the path: letters, digits, dot, dash and underscore, 1 to 128 of them
 * @param digest of the model file; its hexadecimal form is the model's version
 * @param schema the rows it takes; has a label
 */
public record ModelContract(String name, Digest digest, Schema schema) {
    /** The output with one number for each class. */
    public static final String PROBABILITIES = "probabilities";

    /** The output with the name of the likeliest class. */
    public static final String LABEL = "label";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    public ModelContract {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a model's name is 1 to 128 letters, digits, '.', '_' and '-', but was '"
                            + name
                            + "'");
        }
        if (schema.classes().isEmpty() || schema.features().isEmpty()) {
            throw new IllegalArgumentException("a served schema has a label and a feature");
        }
    }

    /** The version by which a path may name the model. */
    public String version() {
        return digest.hex();
    }

    /** One input for each feature, in the schema's order. */
    public List<TensorDeclaration> inputs() {
        return schema.features().stream().map(ModelContract::input).toList();
    }

    /** How the input of {@code column} is declared. */
    static TensorDeclaration input(Column column) {
        return switch (column.type()) {
            case ColumnType.Numeric _ ->
                    new TensorDeclaration(column.name(), Datatype.FP32, List.of(-1, 1));
            case ColumnType.Categorical _ ->
                    new TensorDeclaration(column.name(), Datatype.BYTES, List.of(-1, 1));
            case ColumnType.Image(int channels, int height, int width) ->
                    new TensorDeclaration(
                            column.name(), Datatype.FP32, List.of(-1, channels, height, width));
        };
    }

    /** The outputs that clients may have. */
    public List<TensorDeclaration> outputs() {
        return List.of(
                new TensorDeclaration(
                        PROBABILITIES, Datatype.FP32, List.of(-1, schema.classes().size())),
                new TensorDeclaration(LABEL, Datatype.BYTES, List.of(-1)));
    }

    /** The output of this name, if clients may have it. */
    public Optional<TensorDeclaration> output(String output) {
        return outputs().stream().filter(o -> o.name().equals(output)).findFirst();
    }

    /** The model metadata response. */
    public Json.Obj metadata() {
        return Json.obj(
                "name", name,
                "versions", List.of(version()),
                "platform", "onnx_onnxv1",
                "inputs", Json.arr(inputs().stream().map(TensorDeclaration::toJson).toList()),
                "outputs", Json.arr(outputs().stream().map(TensorDeclaration::toJson).toList()));
    }
}
