package dev.bulwark.cli;

import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.cli.command.ProjectOptions;
import dev.bulwark.cli.path.DossierStage;
import dev.bulwark.cli.path.Run;
import dev.bulwark.cli.path.RunStages;
import dev.bulwark.cli.terminal.BoardView;
import dev.bulwark.governance.gate.Board;
import dev.bulwark.kernel.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Walks the whole path: data, training, assessment, bill of materials, gates, signature,",
            "model card, dossier. Ends with the board of thirty practices.",
            "Stops where a gate refuses, with exit code 3; nothing is signed or served then."
        },
        footer = {"", "Example: bulwark run examples/credit"})
final class RunCommand implements Callable<Integer> {
    @Mixin private ProjectOptions project = new ProjectOptions();

    @Override
    public Integer call() throws Exception {
        try (Run run = project.open()) {
            RunStages.Released released = RunStages.walk(run);
            Path dossier = DossierStage.write(run, released);
            run.heading("the board");
            BoardView.show(released.board(), run.terminal());
            run.terminal().line("");
            run.terminal()
                    .line("  model    " + released.model().digest().abbreviated() + ", released");
            run.terminal().line("  dossier  " + dossier.resolve("index.html"));
            run.terminal().line("  check it with: bulwark verify " + dossier);
            run.terminal().document(document(released, dossier));
            return ExitCode.OK;
        }
    }

    private static Json.Obj document(RunStages.Released released, Path dossier) {
        List<Json> rows = new ArrayList<>();
        for (Board.Row row : released.board().rows()) {
            rows.add(
                    Json.obj(
                            "number", row.practice().number(),
                            "practice", row.practice().id(),
                            "state", row.state().name().toLowerCase(Locale.ROOT),
                            "summary", row.summary(),
                            "evidence", row.evidence().map(Object::toString).orElse("")));
        }
        return Json.obj(
                "model", released.model().digest(),
                "dataset", released.data().artifact().digest(),
                "bom", released.bom().digest(),
                "dossier", dossier.toString(),
                "board", Json.arr(rows));
    }
}
