package dev.bulwark.cli.config;

import dev.bulwark.dataset.DataPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code data}: everything that can be refused without opening a file of it. */
final class DataReader {
    private static final double VALIDATION_SHARE = 0.15;
    private static final double TEST_SHARE = 0.2;

    private DataReader() {}

    static SystemFile.Data read(Section section) {
        Section train = section.requiredSection("train", "{path: …, label: …}");
        SystemFile.Files trainFiles = files(train);
        Optional<SystemFile.Files> test = test(section, trainFiles);
        Section split = section.section("split");
        double validation = share(split, "validation", VALIDATION_SHARE);
        double tested = share(split, "test", TEST_SHARE);
        if (test.isPresent() && split.has("test")) {
            split.problem("test", "the test rows are in data.test", "remove this share");
        } else if (validation + (test.isPresent() ? 0 : tested) >= 1) {
            section.problem("split", "no rows are left to train on", "make the shares smaller");
        }
        SystemFile.Data data =
                new SystemFile.Data(
                        section.filled("name", ""),
                        section.text("description", ""),
                        section.text("licence", ""),
                        section.text("source", ""),
                        section.text("citation", ""),
                        trainFiles,
                        test,
                        columns(train, trainFiles),
                        derivations(section.section("derive")),
                        validation,
                        tested);
        train.refuseUnknown();
        split.refuseUnknown();
        section.refuseUnknown();
        return data;
    }

    private static double share(Section split, String key, double otherwise) {
        return split.number(key, otherwise, v -> v > 0 && v < 1, "between 0 and 1");
    }

    private static Optional<SystemFile.Files> test(Section section, SystemFile.Files train) {
        if (!section.has("test")) {
            return Optional.empty();
        }
        Section test = section.section("test");
        SystemFile.Files files = files(test);
        test.refuseUnknown();
        boolean named = !files.paths().isEmpty() && !train.paths().isEmpty();
        if (named && files.isImages() != train.isImages()) {
            section.problem(
                    "test", "one of train and test is a table, the other pictures", "name alike");
        }
        for (String path : files.paths()) {
            if (train.paths().contains(path)) {
                section.problem(
                        "test",
                        "'" + Problems.shown(path) + "' is trained on as well",
                        "name another file, or let data.split keep rows apart");
            }
        }
        return Optional.of(files);
    }

    private static SystemFile.Files files(Section section) {
        boolean images = section.has("images");
        if (images) {
            section.require("labels", "the file of labels, in IDX");
            if (section.has("path")) {
                section.problem("path", "a table and pictures are both named", "keep one of them");
            }
        } else if (section.has("labels")) {
            section.require("images", "the file of pictures, in IDX");
        } else {
            section.require("path", "the file of rows, in CSV or ARFF");
        }
        SystemFile.Files files =
                new SystemFile.Files(
                        relative(section, "path"),
                        relative(section, "images"),
                        relative(section, "labels"));
        if (images && files.images().equals(files.labels()) && !files.images().isEmpty()) {
            section.problem("labels", "pictures and labels are one file", "name two files");
        }
        return files;
    }

    private static String relative(Section section, String key) {
        String path = section.filled(key, "");
        if (!path.isEmpty() && !DataPath.isValid(path)) {
            section.problem(
                    key,
                    "'" + Problems.shown(path) + "' is no relative path inside this folder",
                    "put the data beside this file; write its path with '/', without '..' or ':'");
            return "";
        }
        return path;
    }

    private static SystemFile.Columns columns(Section train, SystemFile.Files files) {
        String label = files.isImages() ? train.filled("label", "label") : train.text("label");
        List<String> protectedColumns = train.texts("protected");
        String favourable = train.text("favourable", "");
        List<String> exclude = train.texts("exclude");
        if (!protectedColumns.isEmpty() && favourable.isBlank()) {
            train.problem(
                    "protected",
                    "fairness by " + protectedColumns + " needs to know the good outcome",
                    "add 'favourable:' with the label that is good for the person described");
        }
        if (exclude.contains(label)) {
            train.problem("exclude", "'" + label + "' is the label", "remove it from the list");
        }
        return new SystemFile.Columns(
                label,
                favourable,
                protectedColumns,
                train.texts("personal"),
                train.texts("immutable"),
                exclude);
    }

    private static Map<String, SystemFile.Derivation> derivations(Section section) {
        Map<String, SystemFile.Derivation> derivations = new LinkedHashMap<>();
        for (String column : section.keys()) {
            Section derive = section.section(column);
            String from = derive.text("from");
            if (derive.has("map") == derive.has("bins")) {
                derive.problem(
                        "map", "exactly one of 'map' and 'bins' is needed", "keep one of them");
            }
            SystemFile.Derivation derivation =
                    derive.has("bins")
                            ? new SystemFile.Derivation(from, Map.of(), bins(derive), names(derive))
                            : new SystemFile.Derivation(from, map(derive), List.of(), List.of());
            if (derive.has("bins")) {
                requireNames(derive, derivation);
            }
            // Known, though one of them goes with the other form alone.
            derive.has("map");
            derive.refuseUnknown();
            derivations.put(column, derivation);
        }
        return derivations;
    }

    private static Map<String, String> map(Section derive) {
        Map<String, String> map = new LinkedHashMap<>();
        Section mapping = derive.section("map");
        for (String category : mapping.keys()) {
            map.put(category, mapping.text(category));
        }
        if (derive.has("map") && map.isEmpty()) {
            derive.problem("map", "no category is named", "write 'map: {old: new}'");
        }
        return map;
    }

    private static List<Double> bins(Section derive) {
        List<Double> bins = derive.numbers("bins");
        List<Double> ascending = new ArrayList<>(new HashSet<>(bins));
        ascending.sort(null);
        if (!bins.equals(ascending)) {
            derive.problem("bins", "the bounds do not ascend", "write them in order, none twice");
            return List.of();
        }
        return bins;
    }

    private static List<String> names(Section derive) {
        List<String> names = derive.texts("names");
        Set<String> different = new HashSet<>(names);
        if (different.size() < names.size()) {
            derive.problem("names", "two groups have one name", "name each group differently");
        }
        return names;
    }

    private static void requireNames(Section derive, SystemFile.Derivation derivation) {
        int bounds = derivation.bins().size();
        int names = derivation.names().size();
        if (bounds > 0 && names != bounds + 1) {
            derive.problem(
                    "names",
                    "%d bound%s make %d groups, but %d names are given"
                            .formatted(bounds, bounds == 1 ? "" : "s", bounds + 1, names),
                    "name each group");
        }
    }
}
