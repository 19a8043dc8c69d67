package dev.bulwark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.cli.path.SmallProject;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What scripts and people meet: exit codes, error texts, documents and help. */
class BulwarkTest {
    @TempDir private Path folder;

    private record Said(int code, String out, String err) {}

    /** One project's life, for opening its keys takes a while. */
    @Test
    void aProjectsLifeInExitCodesAndDocuments() throws IOException {
        String project = SmallProject.write(folder, "accuracy >= 0.5").toString();

        Said made = run("init", project, "--json");
        assertThat(made.code()).isEqualTo(ExitCode.OK);
        assertThat(document(made).string("public_keys")).endsWith("public.pem");
        assertRefused(run("init", project), ExitCode.FAILED, "signing keys", "already");

        assertRefused(run("data", "verify", project), ExitCode.FAILED, "no signed manifest");
        assertThat(document(run("data", "sign", project, "--json")).integer("rows")).isEqualTo(200);
        Said entries = run("ledger", "list", project, "--json");
        Json.Obj entry = document(entries).objects("entries").getFirst();
        Said proof =
                run("ledger", "proof", "--json", "--envelope", entry.string("envelope"), project);
        assertThat(document(proof).string("proof")).startsWith("c2sp.org/tlog-proof@v1");
        assertThat(document(run("ledger", "fsck", project, "--json")).bool("clean")).isTrue();
        assertThat(document(run("verify", project, "--json")).bool("verified")).isTrue();

        Path data = folder.resolve("data/loans.csv");
        String sound = Files.readString(data);
        Files.writeString(data, sound.replaceFirst("good", "bad"));
        Said verified = run("data", "verify", project, "--json");
        assertThat(verified.code()).isEqualTo(ExitCode.FAULT);
        assertThat(document(verified).objects("findings").getFirst().string("file"))
                .isEqualTo("data/loans.csv");
        Said whole = run("verify", project, "--json");
        assertThat(whole.code()).isEqualTo(ExitCode.FAULT);
        assertThat(document(whole).bool("verified")).isFalse();
        assertRefused(run("train", project), ExitCode.FAULT, "data/loans.csv", "data sign");

        Files.writeString(data, sound);
        Path yaml = folder.resolve("bulwark.yaml");
        Files.writeString(yaml, Files.readString(yaml).replace("rows >= 150", "rows >= 1000"));
        assertRefused(
                run("train", project), ExitCode.REFUSED, "gate 'train' refuses", "rows", "200");
    }

    @Test
    void aWrongConfigurationIsToldWithLinesAndNothingIsMade() throws IOException {
        Path yaml = SmallProject.write(folder, "acuracy >= 0.5").resolve("bulwark.yaml");
        Files.writeString(yaml, Files.readString(yaml).replace("seed: 42", "seed: many"));

        Said said = run("run", folder.toString());

        assertRefused(said, ExitCode.USAGE, "2 problems", "bulwark.yaml:3: ", "acuracy");
        assertThat(folder.resolve(".bulwark")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "run --nonsense",
                "run one two",
                "gate --at nowhere",
                "serve --port many",
                "ledger proof --envelope sha256:nonsense .",
                "ledger proof .",
                "data",
                "serve keys",
            })
    void aWrongCommandLineIsRefusedWithTwoAndUsage(String arguments) {
        Said said = run(arguments.split(" ", -1));

        assertThat(said.code()).isEqualTo(ExitCode.USAGE);
        assertThat(said.out()).isEmpty();
        assertThat(said.err())
                .containsAnyOf("Usage: bulwark", "Did you mean: bulwark")
                .doesNotContain("Exception", "      at ");
    }

    @Test
    void whatIsMissingIsNamedWithTheFix() throws IOException {
        String nothing = Files.createDirectory(folder.resolve("nothing")).toString();

        assertRefused(run("run", nothing), ExitCode.USAGE, "there is no file", "bulwark init");
        assertRefused(run("verify", nothing), ExitCode.FAILED, "neither a dossier nor a project");
        assertRefused(run("ledger", "fsck", nothing), ExitCode.FAILED, "public.pem");
        assertRefused(
                run("serve", "keys", "revoke", "--id", "k_0", nothing),
                ExitCode.FAILED,
                "there is no key 'k_0'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--days 0 --name web", "--days -1 --name web", "--name ="})
    void aKeyThatCannotBeIsRefusedAndNoDefect(String arguments) {
        List<String> words = new ArrayList<>(List.of("serve", "keys", "create"));
        words.addAll(List.of(arguments.replace("--name =", "--name=").split(" ", -1)));
        words.add(folder.toString());

        Said said = run(words.toArray(String[]::new));

        assertThat(said.code()).isEqualTo(ExitCode.USAGE);
        assertThat(said.err()).startsWith("Invalid value for option '--");
        assertThat(folder.resolve(".bulwark")).doesNotExist();
    }

    @Test
    void everyCommandTellsTheVersion() {
        assertThat(run("-V").out()).startsWith("bulwark ");
        assertThat(run("ledger", "fsck", "--version").out()).isEqualTo(run("-V").out());
    }

    @Test
    void listsTheThirtyPracticesForPeopleAndMachines() {
        Said people = run("practices", "--facts");
        assertThat(people.code()).isEqualTo(ExitCode.OK);
        assertThat(people.out()).contains("post_quantum", "disparate_impact", "performance");

        assertThat(document(run("practices", "--json")).objects("practices"))
                .extracting(practice -> practice.string("id"))
                .containsExactlyElementsOf(
                        Arrays.stream(Practice.values()).map(Practice::id).toList());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandShowsAnExampleThatParsesAndItsExitCodes(CommandLine command) {
        String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);

        assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
        assertThat(help).contains("Exit codes:", "3    a gate refuses", "70   a defect");
        List<String> examples =
                help.replaceAll("\\s*\\\\\\R\\s*", " ")
                        .lines()
                        .filter(line -> line.matches("(Example: |  )(source <\\()?bulwark .*"))
                        .map(line -> line.replaceFirst(".*?bulwark ", ""))
                        .toList();
        assertThat(examples).isNotEmpty();
        for (String example : examples) {
            if (!example.contains("…") && !example.endsWith(")")) {
                assertThat(Bulwark.commands().parseArgs(example.split(" ", -1)).errors()).isEmpty();
            }
        }
        assertThat(command.getCommandSpec().options())
                .allSatisfy(option -> assertThat(option.description()).isNotEmpty());
    }

    static List<CommandLine> commands() {
        List<CommandLine> all = new ArrayList<>();
        collect(Bulwark.commands(), all);
        assertThat(all).hasSizeGreaterThan(15);
        return all;
    }

    private static void collect(CommandLine command, List<CommandLine> all) {
        all.add(command);
        command.getSubcommands().values().forEach(child -> collect(child, all));
    }

    private static void assertRefused(Said said, int code, String... parts) {
        assertThat(said.code()).as(said.err()).isEqualTo(code);
        assertThat(said.err()).startsWith("bulwark: ").contains("    fix: ").contains(parts);
        assertThat(said.err()).doesNotContain("Exception", "      at ");
    }

    private static Json.Obj document(Said said) {
        return Json.parseObject(said.out().getBytes(StandardCharsets.UTF_8));
    }

    private static Said run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (PrintStream shown = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream told = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            System.setOut(shown);
            int code = Bulwark.execute(arguments, told);
            return new Said(
                    code,
                    out.toString(StandardCharsets.UTF_8),
                    err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
        }
    }
}
