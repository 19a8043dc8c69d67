package dev.bulwark.dataset;

import dev.bulwark.dataset.DatasetDeclaration.Derivation;
import dev.bulwark.dataset.DatasetDeclaration.Files;
import dev.bulwark.dataset.read.CsvFormat;
import dev.bulwark.kernel.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A declaration as the settings of evidence: who has them can make the same table again. */
public final class DeclarationSettings {
    private DeclarationSettings() {}

    /** The JSON form; what has no order is sorted. */
    public static Json.Obj of(DatasetDeclaration declaration) {
        Map<String, Json> derive = new LinkedHashMap<>();
        new TreeMap<>(declaration.derived()).forEach((name, d) -> derive.put(name, of(d)));
        return Json.obj(
                "train",
                of(declaration.train()),
                "test",
                declaration.test().map(DeclarationSettings::of).orElseGet(Json::obj),
                "label",
                declaration.label(),
                "favourable",
                declaration.favourable(),
                "protected",
                new TreeSet<>(declaration.protectedColumns()),
                "personal",
                new TreeSet<>(declaration.personal()),
                "immutable",
                new TreeSet<>(declaration.immutable()),
                "exclude",
                new TreeSet<>(declaration.excluded()),
                "categorical",
                new TreeSet<>(declaration.categorical()),
                "derive",
                new Json.Obj(derive),
                "missing",
                declaration.missing().id(),
                "csv",
                of(declaration.csv()));
    }

    private static Json.Obj of(Files files) {
        return switch (files) {
            case Files.TableFile(String path) -> Json.obj("path", path);
            case Files.Pictures(String images, String labels) ->
                    Json.obj("images", images, "labels", labels);
        };
    }

    private static Json.Obj of(Derivation derivation) {
        return switch (derivation) {
            case Derivation.Mapped(var from, var categories) ->
                    Json.obj("from", from, "map", new TreeMap<>(categories));
            case Derivation.Binned(var from, var bounds, var names) ->
                    Json.obj("from", from, "bins", bounds, "names", names);
        };
    }

    private static Json.Obj of(CsvFormat format) {
        return Json.obj(
                "separator", String.valueOf(format.separator()),
                "header", format.header(),
                "trim", format.trim(),
                "missing", new TreeSet<>(format.missing()));
    }
}
