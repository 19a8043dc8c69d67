package dev.bulwark.cli;

import dev.bulwark.cli.config.ConfigurationException;
import dev.bulwark.cli.path.DataChangedException;
import dev.bulwark.cli.path.GateRefusedException;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code bulwark}: finds the subcommand, and turns what it threw into an exit code. */
@Command(
        name = "bulwark",
        version = "bulwark " + PracticeEvidence.TOOL_VERSION,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Takes an AI model from data to production, every practice proved by evidence.",
        subcommands = {
            InitCommand.class,
            RunCommand.class,
            DataCommand.class,
            TrainCommand.class,
            AttackCommand.class,
            AuditCommand.class,
            SignCommand.class,
            GateCommand.class,
            LedgerCommand.class,
            VerifyCommand.class,
            ServeCommand.class,
            PracticesCommand.class,
            AutoComplete.GenerateCompletion.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, and nothing speaks against it",
            "1:verification found a fault",
            "2:the command line or bulwark.yaml is wrong",
            "3:a gate refuses",
            "4:a file, a key or the machine failed",
            "70:a defect of Bulwark itself"
        },
        footer = {"", "Begin with: bulwark run examples/credit"})
public final class Bulwark {
    private Bulwark() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] arguments) {
        PrintStream out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.setOut(out);
        System.setErr(err);
        System.exit(execute(arguments, err));
    }

    /** Runs a command; what it threw becomes text on {@code err} and the exit code. */
    static int execute(String[] arguments, PrintStream err) {
        return new CommandLine(new Bulwark())
                .setExecutionExceptionHandler((failure, _, _) -> report(failure, err))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
    }

    private static int report(Exception failure, PrintStream err) {
        return switch (failure) {
            case GateRefusedException refused -> said(err, refused, ExitCode.REFUSED);
            case ConfigurationException wrong -> said(err, wrong, ExitCode.USAGE);
            case DataChangedException changed -> said(err, changed, ExitCode.FAULT);
            case BulwarkException known -> said(err, known, ExitCode.FAILED);
            case FileSystemException file -> said(err, file(file), ExitCode.FAILED);
            case UncheckedIOException wrapped when wrapped.getCause() != null ->
                    report(wrapped.getCause(), err);
            case IOException io ->
                    said(
                            err,
                            new BulwarkException(
                                    "IO_FAILED",
                                    String.valueOf(io.getMessage()),
                                    "check the disk and try again",
                                    io),
                            ExitCode.FAILED);
            default -> defect(failure, err);
        };
    }

    private static BulwarkException file(FileSystemException failure) {
        String reason = failure.getReason();
        return new BulwarkException(
                "FILE_FAILED",
                "'%s' cannot be used: %s"
                        .formatted(
                                failure.getFile(),
                                reason == null ? failure.getClass().getSimpleName() : reason),
                "check that it is there and may be read and written",
                failure);
    }

    private static int said(PrintStream err, BulwarkException failure, int code) {
        err.println("bulwark: " + failure.what());
        err.println("    fix: " + failure.fix());
        return code;
    }

    private static int defect(Exception failure, PrintStream err) {
        err.println("bulwark: this is a defect of Bulwark: " + failure);
        err.println("    fix: report it with the lines below; see SECURITY.md if it may be abused");
        for (StackTraceElement element : failure.getStackTrace()) {
            err.println("      at " + element);
        }
        return ExitCode.DEFECT;
    }
}
