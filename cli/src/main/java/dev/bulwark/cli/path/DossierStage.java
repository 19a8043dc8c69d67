package dev.bulwark.cli.path;

import java.nio.file.Path;

/** The dossier. */
public final class DossierStage {
    private DossierStage() {}

    public static Path write(Run run, RunStages.Released released) {
        return run.workspace().folder().dossier();
    }
}
