package dev.bulwark.ledger.file;

import java.io.IOException;
import java.nio.file.Path;

/** A file is larger than anything that belongs in its place. */
public final class FileTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    FileTooLargeException(Path file, int most) {
        super(file + " has more than " + most + " bytes");
    }
}
