package dev.bulwark.cli;

import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.cli.config.ConfigurationException;
import dev.bulwark.cli.gate.GateCommand;
import dev.bulwark.cli.path.ChangeRefusedException;
import dev.bulwark.cli.path.DataChangedException;
import dev.bulwark.cli.path.GateRefusedException;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.TypeConversionException;

/** The command {@code bulwark}: finds the subcommand, and turns what it threw into an exit code. */
@Command(
        name = "bulwark",
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
            ChangeCommand.class,
            AliasCommand.class,
            LedgerCommand.class,
            WitnessCommand.class,
            VerifyCommand.class,
            ServeCommand.class,
            OnnxCommand.class,
            PracticesCommand.class,
            AutoComplete.GenerateCompletion.class
        },
        footer = {"", "Example: bulwark run examples/credit"})
public final class Bulwark {
    private static final String[] EXIT_CODES = {
        "0:done, and nothing speaks against it",
        "1:verification found a fault",
        "2:the command line or bulwark.yaml is wrong",
        "3:a gate refuses",
        "4:a file, a key or the machine failed",
        "70:a defect of Bulwark itself"
    };

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
        try {
            return commands()
                    .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                    .setExecutionExceptionHandler((failure, _, _) -> report(failure, err))
                    .execute(arguments);
        } catch (Error failure) {
            // Left to the JVM it would exit with 1, which says that verification found a fault.
            return defect(failure, err);
        }
    }

    /** Every command; each lists the exit codes in its help and knows the version. */
    static CommandLine commands() {
        CommandLine root =
                new CommandLine(new Bulwark())
                        .registerConverter(Digest.class, Bulwark::digest)
                        .setCaseInsensitiveEnumValuesAllowed(true);
        CommandLine completion =
                Objects.requireNonNull(root.getSubcommands().get("generate-completion"));
        completion
                .getCommandSpec()
                .usageMessage()
                .footer("", "Example: source <(bulwark generate-completion)");
        document(root);
        return root;
    }

    private static Digest digest(String text) {
        try {
            return Digest.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static void document(CommandLine command) {
        Map<String, String> codes = new LinkedHashMap<>();
        for (String entry : EXIT_CODES) {
            int colon = entry.indexOf(':');
            codes.put(entry.substring(0, colon), entry.substring(colon + 1));
        }
        command.getCommandSpec()
                .version("bulwark " + PracticeEvidence.TOOL_VERSION)
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(codes);
        command.getSubcommands().values().forEach(Bulwark::document);
    }

    private static int report(Exception failure, PrintStream err) {
        return switch (failure) {
            case GateRefusedException refused -> said(err, refused, ExitCode.REFUSED);
            case ChangeRefusedException refused -> said(err, refused, ExitCode.REFUSED);
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

    private static int defect(Throwable failure, PrintStream err) {
        err.println("bulwark: this is a defect of Bulwark: " + failure);
        err.println("    fix: report it with the lines below; see SECURITY.md if it may be abused");
        for (StackTraceElement element : failure.getStackTrace()) {
            err.println("      at " + element);
        }
        return ExitCode.DEFECT;
    }
}
