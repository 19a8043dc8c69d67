package dev.bulwark.cli.path;

import dev.bulwark.governance.change.Obstacle;
import dev.bulwark.kernel.BulwarkException;
import java.util.List;
import java.util.stream.Collectors;

/** A change was not executed, or something needs one that was not approved; nothing has moved. */
public final class ChangeRefusedException extends BulwarkException {
    private static final long serialVersionUID = 1L;

    /** As {@link BulwarkException#BulwarkException(String, String, String)}. */
    public ChangeRefusedException(String code, String what, String fix) {
        super(code, what, fix);
    }

    /** Says everything that stands in the way of a change. */
    public static ChangeRefusedException of(String id, List<Obstacle> obstacles) {
        return new ChangeRefusedException(
                "CHANGE_REFUSED",
                "change '%s' is not executed:\n%s"
                        .formatted(
                                id,
                                obstacles.stream()
                                        .map(each ->
                                                "  %s\n      fix: %s"
                                                        .formatted(each.what(), each.fix()))
                                        .collect(Collectors.joining("\n"))),
                "nothing has moved; see 'bulwark change show %s'".formatted(id));
    }
}
