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
        if (!declaration.creator().isEmpty()) {
            document.put("creator", Json.obj("@type", "sc:Person", "name", declaration.creator()));
        }
        document.put(
                "distribution",
                dataset.listing().files().stream().map(Croissant::fileObject).toList());
        List<Json> recordSets = new ArrayList<>();
        for (Column column : dataset.table().schema().columns()) {
            if (isEnumerated(dataset, column)) {
                recordSets.add(enumeration(column));
            }
        }
        recordSets.add(recordSet(dataset));
        document.put("recordSet", recordSets);
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
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return switch (ending) {
            case "csv", "data" -> "text/csv";
            case "gz" -> "application/gzip";
            case "md" -> "text/markdown";
            case "arff", "txt", "names" -> "text/plain";
            default -> "application/octet-stream";
        };
    }

    /**
     * Categories of people are described; those a personal column merely happens to hold are not.
     */
    private static boolean isEnumerated(LoadedDataset dataset, Column column) {
        return column.type() instanceof ColumnType.Categorical
                && !column.personal()
                && !dataset.declaration().derived().containsKey(column.name());
    }

    private static String enumerationValue(Column column) {
        return "enumerations/" + column.name() + "/value";
    }

    private static Json.Obj enumeration(Column column) {
        List<Json> values = new ArrayList<>();
        if (column.type() instanceof ColumnType.Categorical(List<String> categories)) {
            categories.forEach(c -> values.add(Json.obj(enumerationValue(column), c)));
        }
        return Json.obj(
                "@type",
                "cr:RecordSet",
                "@id",
                "enumerations/" + column.name(),
                "name",
                column.name(),
                "dataType",
                "sc:Enumeration",
                "field",
                List.of(
                        Json.obj(
                                "@type", "cr:Field",
                                "@id", enumerationValue(column),
                                "name", "value",
                                "dataType", "sc:Text")),
                "data",
                values);
    }

    private static Json.Obj recordSet(LoadedDataset dataset) {
        List<Json> fields = new ArrayList<>();
        for (Column column : dataset.table().schema().columns()) {
            if (!dataset.declaration().derived().containsKey(column.name())) {
                fields.add(field(dataset, column));
            }
        }
        // The document describes the files, so columns the model does not see are described too.
        for (String unused : dataset.unused()) {
            fields.add(
                    Json.of(
                            withSource(
                                    dataset,
                                    unused,
                                    fieldOf(unused, "sc:Text", "not in the table"))));
        }
        return Json.obj(
                "@type", "cr:RecordSet", "@id", "rows", "name", "rows", "field", Json.arr(fields));
    }

    private static Json field(LoadedDataset dataset, Column column) {
        Map<String, Object> field =
                fieldOf(
                        column.name(),
                        dataType(column.type()),
                        column.role().name().toLowerCase(Locale.ROOT));
        if (isEnumerated(dataset, column)) {
            field.put("references", Json.obj("field", Json.obj("@id", enumerationValue(column))));
        }
        return Json.of(withSource(dataset, column.name(), field));
    }

    private static Map<String, Object> fieldOf(String name, String dataType, String description) {
        Map<String, Object> field = new LinkedHashMap<>();
        field.put("@type", "cr:Field");
        field.put("@id", "rows/" + name);
        field.put("name", name);
        field.put("description", description);
        field.put("dataType", dataType);
        return field;
    }

    /** Croissant can say which column a field is; a picture is the content of its file. */
    private static Map<String, Object> withSource(
            LoadedDataset dataset, String name, Map<String, Object> field) {
        Json.Obj source =
                switch (dataset.declaration().train()) {
                    case DatasetDeclaration.Files.TableFile(String path) ->
                            source(path, Json.obj("column", name));
                    case DatasetDeclaration.Files.Pictures(String images, String labels) ->
                            source(
                                    name.equals(dataset.table().schema().label().name())
                                            ? labels
                                            : images,
                                    Json.obj("fileProperty", "content"));
                };
        field.put("source", source);
        return field;
    }

    private static Json.Obj source(String path, Json.Obj extract) {
        return Json.obj("fileObject", Json.obj("@id", path), "extract", extract);
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
