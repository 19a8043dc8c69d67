package dev.bulwark.cli.path;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Finding;
import java.util.List;
import java.util.stream.Collectors;

/** Files of the data set are not what their manifest says; names each. */
public final class DataChangedException extends BulwarkException {
    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    DataChangedException(List<Finding> findings, Finding first) {
        super(
                "DATA_CHANGED",
                "the data is not what its manifest says:\n"
                        + findings.stream()
                                .map(f -> "  " + f.location() + ": " + f.message())
                                .collect(Collectors.joining("\n")),
                first.fix() + " ('bulwark data sign' signs the data as it is now)");
        this.findings = List.copyOf(findings);
    }

    /** One for each file. */
    public List<Finding> findings() {
        return findings;
    }
}
