package dev.bulwark.dataset.manifest;

import dev.bulwark.dataset.DatasetDeclaration;
import dev.bulwark.dataset.LoadedDataset;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A data set as a Croissant 1.0 document.
 *
 * @see <a href="https://docs.mlcommons.org/croissant/docs/croissant-spec-1.0.html">Croissant
 *     1.0</a>
 */
final class Croissant {
    private Croissant() {}

    static Json.Obj describe(LoadedDataset dataset) {
        DatasetDeclaration declaration = dataset.declaration();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("@context", context());
        document.put("@type", "sc:Dataset");
        document.put("name", declaration.name());
        document.put("conformsTo", "http://mlcommons.org/croissant/1.0");
        putIfGiven(document, "description", declaration.description());
        putIfGiven(document, "license", declaration.licence());
        putIfGiven(document, "url", declaration.source());
        putIfGiven(document, "citeAs", declaration.citation());
        document.put("distribution", dataset.files().stream().map(Croissant::fileObject).toList());
        document.put("recordSet", List.of(recordSet(dataset)));
        return (Json.Obj) Json.of(document);
    }

    private static void putIfGiven(Map<String, Object> document, String name, String value) {
        if (!value.isEmpty()) {
            document.put(name, value);
        }
    }

    /** The context that the specification prescribes (appendix "JSON-LD context"). */
    private static Json.Obj context() {
        return Json.obj(
                "@language", "en",
                "@vocab", "https://schema.org/",
                "citeAs", "cr:citeAs",
                "column", "cr:column",
                "conformsTo", "dct:conformsTo",
                "cr", "http://mlcommons.org/croissant/",
                "rai", "http://mlcommons.org/croissant/RAI/",
                "data", Json.obj("@id", "cr:data", "@type", "@json"),
                "dataType", Json.obj("@id", "cr:dataType", "@type", "@vocab"),
                "dct", "http://purl.org/dc/terms/",
                "examples", Json.obj("@id", "cr:examples", "@type", "@json"),
                "extract", "cr:extract",
                "field", "cr:field",
                "fileProperty", "cr:fileProperty",
                "fileObject", "cr:fileObject",
                "fileSet", "cr:fileSet",
                "format", "cr:format",
                "includes", "cr:includes",
                "isLiveDataset", "cr:isLiveDataset",
                "jsonPath", "cr:jsonPath",
                "key", "cr:key",
                "md5", "cr:md5",
                "parentField", "cr:parentField",
                "path", "cr:path",
                "recordSet", "cr:recordSet",
                "references", "cr:references",
                "regex", "cr:regex",
                "repeated", "cr:repeated",
                "replace", "cr:replace",
                "sc", "https://schema.org/",
                "separator", "cr:separator",
                "source", "cr:source",
                "subField", "cr:subField",
                "transform", "cr:transform");
    }

    private static Json.Obj fileObject(LoadedDataset.FileEntry file) {
        return Json.obj(
                "@type", "cr:FileObject",
                "@id", file.path(),
                "name", file.path(),
                "contentUrl", file.path(),
                "contentSize", file.size() + " B",
                "encodingFormat", mediaType(file.path()),
                "sha256", file.digest().hex());
    }

    private static String mediaType(String path) {
        String name = path.toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return "text/csv";
        }
        return name.endsWith(".gz") ? "application/gzip" : "application/octet-stream";
    }

    private static Json.Obj recordSet(LoadedDataset dataset) {
        List<Json> fields = new ArrayList<>();
        String source = dataset.declaration().train().paths().getFirst();
        Map<String, DatasetDeclaration.Derivation> derived = dataset.declaration().derived();
        for (Column column : dataset.table().schema().columns()) {
            Map<String, Object> field = new LinkedHashMap<>();
            field.put("@type", "cr:Field");
            field.put("@id", "rows/" + column.name());
            field.put("name", column.name());
            field.put("dataType", dataType(column.type()));
            DatasetDeclaration.Derivation derivation = derived.get(column.name());
            if (derivation != null) {
                field.put("description", "derived from " + derivation.from() + " for audits");
            } else if (!(column.type() instanceof ColumnType.Image)
                    && dataset.declaration().train()
                            instanceof DatasetDeclaration.Files.TableFile) {
                field.put(
                        "source",
                        Json.obj(
                                "fileObject", Json.obj("@id", source),
                                "extract", Json.obj("column", column.name())));
            }
            fields.add(Json.of(field));
        }
        return Json.obj(
                "@type", "cr:RecordSet", "@id", "rows", "name", "rows", "field", Json.arr(fields));
    }

    private static String dataType(ColumnType type) {
        return switch (type) {
            case ColumnType.Numeric(double _, double _, boolean integer) ->
                    integer ? "sc:Integer" : "sc:Float";
            case ColumnType.Categorical _ -> "sc:Text";
            case ColumnType.Image _ -> "sc:ImageObject";
        };
    }
}
