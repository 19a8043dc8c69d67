package dev.bulwark.cli.path;

import dev.bulwark.cli.project.Workspace;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.model.ModelArtifact;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The facts of fresh evidence, as a table for people and a document for machines. */
public final class Facts {
    private Facts() {}

    /** Shows the newest evidence of each kind. */
    public static void show(Run run, ModelArtifact model, List<String> predicateTypes) {
        Map<String, Json> kinds = new LinkedHashMap<>();
        for (String type : predicateTypes) {
            Workspace.newest(run.workspace().verified(), type)
                    .ifPresent(evidence -> kinds.put(kind(type), shown(run, evidence)));
        }
        Digest digest = model.digest();
        run.terminal().document(Json.obj("model", digest, "evidence", new Json.Obj(kinds)));
    }

    private static String kind(String predicateType) {
        String[] parts = predicateType.split("/", -1);
        return parts[parts.length - 2];
    }

    private static Json.Obj shown(Run run, Evidence evidence) {
        evidence.facts()
                .forEach((name, value) ->
                        run.terminal().line("      %-36s %s".formatted(name, text(value))));
        return Json.obj("digest", evidence.digest(), "facts", new Json.Obj(evidence.facts()));
    }

    private static String text(Json value) {
        return switch (value) {
            case Json.Str(String text) -> text;
            case Json.Num number -> number.literal();
            case Json.Bool(boolean bool) -> Boolean.toString(bool);
            case Json.Obj _, Json.Arr _, Json.Null _ -> "";
        };
    }
}
