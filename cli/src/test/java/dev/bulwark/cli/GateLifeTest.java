package dev.bulwark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.cli.command.ExitCode;
import dev.bulwark.cli.path.SmallProject;
import dev.bulwark.kernel.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gate that refuses, and what two people can do about it, by the commands a person types. */
class GateLifeTest {
    private static final String EXCEPTIONS =
            "https://bulwark.dev/waiver/v1,https://bulwark.dev/break-glass/v1";

    @TempDir private Path folder;

    private record Said(int code, String out, String err) {
        Json.Obj document() {
            return Json.parseObject(out.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** One project's life, for training takes a while. */
    @Test
    void twoPeopleLetPassWhatAGateRefusesAndEverybodySeesIt() throws IOException {
        String project = SmallProject.write(folder.resolve("p"), "accuracy >= 0.9999").toString();
        assertThat(run("run", project).code()).isEqualTo(ExitCode.REFUSED);
        explains(project);
        enrols(project);
        breaksTheGlass(project);
        waives(project);
        Said walked = run("run", project);
        assertThat(walked.code()).as(walked.err()).isEqualTo(ExitCode.OK);
        assertThat(walked.out()).contains("WAIVED  gate release: performance", "ticket 12");
        triesAnotherPolicy(project);
        revokes(project);
        keepsTheRosterWithTwo(project);
        assertThat(run("verify", project).code()).isEqualTo(ExitCode.OK);
    }

    private void explains(String project) {
        Said said = run("gate", "explain", "--at", "release", project);
        assertThat(said.code()).isEqualTo(ExitCode.REFUSED);
        assertThat(said.out())
                .contains("against", "accuracy >= 0.9999", "by owner (owner, key", "rule demand:");
        Json.Obj document = run("gate", "explain", "--at", "release", project, "--json").document();
        assertThat(document.bool("allowed")).isFalse();
        assertThat(document.objects("demands"))
                .anySatisfy(each -> assertThat(each.objects("evidence")).isNotEmpty());
        assertThat(run("gate", "explain", "--at", "register", project).err())
                .contains("names no gate 'register'");
    }

    private void enrols(String project) {
        Json.Obj keys = run("init", "--keys-only", bob(), "--json").document();
        Said granted =
                run(
                        "ledger",
                        "grant",
                        "--public-key",
                        keys.string("public_keys"),
                        "--person",
                        "bob",
                        "--role",
                        "approver",
                        "--may",
                        EXCEPTIONS,
                        project,
                        "--json");
        assertThat(granted.code()).as(granted.err()).isEqualTo(ExitCode.OK);
        assertThat(granted.document().integer("serial")).isEqualTo(1);
        Json.Obj roles = run("ledger", "roles", project, "--json").document();
        assertThat(roles.object("content").objects("members"))
                .singleElement()
                .satisfies(each -> assertThat(each.string("person")).isEqualTo("bob"));
        assertThat(run("ledger", "roles", project).out()).contains("bob", "approver");
        assertThat(
                        run(
                                        "ledger",
                                        "grant",
                                        "--public-key",
                                        keys.string("public_keys"),
                                        "--person",
                                        "bob",
                                        "--role",
                                        "approver",
                                        "--may",
                                        "bias-adit",
                                        project)
                                .err())
                .contains("bias-adit", "fix: ");
    }

    private void keepsTheRosterWithTwo(String project) {
        String cyd = folder.resolve("cyd").toString();
        String key = run("init", "--keys-only", cyd, "--json").document().string("public_keys");
        assertThat(run("ledger", "roles", project).out()).contains("could invent people");
        assertThat(grant(project, key, "cyd", "https://bulwark.dev/roles/v1").code()).isZero();

        Said alone = grant(project, key, "cyd", EXCEPTIONS);
        assertThat(alone.err()).contains("1 of 2 people signed", "cyd", "--with");
        String file = folder.resolve("roster.json").toString();
        Said handed = grant(project, key, "cyd", EXCEPTIONS, "--out", file);
        assertThat(handed.document().integer("needed")).isEqualTo(2);
        assertThat(run("ledger", "enrol", file, project).code()).isEqualTo(ExitCode.FAILED);
        Said signed = run("ledger", "countersign", file, "--as", cyd, project, "--json");
        assertThat(signed.document().bool("counts")).as(signed.err()).isTrue();
        assertThat(signed.document().strings("changes"))
                .anySatisfy(each -> assertThat(each).startsWith("+ cyd").contains("waiver"));
        assertThat(run("ledger", "enrol", file, project).code()).isZero();
        assertThat(grant(project, key, "cyd", "sbom", "--with", cyd).code()).isZero();
        assertThat(run("ledger", "roles", project).out()).contains("2 people must sign");
    }

    private Said grant(String project, String key, String person, String may, String... more) {
        List<String> words =
                new java.util.ArrayList<>(
                        List.of("ledger", "grant", "--public-key", key, "--person", person));
        words.addAll(List.of("--role", "r" + may.length(), "--may", may));
        words.addAll(List.of(more));
        words.addAll(List.of(project, "--json"));
        return run(words.toArray(String[]::new));
    }

    private String bob() {
        return folder.resolve("bob").toString();
    }

    private void waives(String project) {
        String file = folder.resolve("waiver.json").toString();
        List<String> proposal =
                List.of(
                        "gate",
                        "waive",
                        "--at",
                        "release",
                        "--demand",
                        "performance",
                        "--reason",
                        "ticket 12",
                        "--out",
                        file,
                        project);
        Said proposed = run(proposal.toArray(String[]::new));
        assertThat(proposed.code()).as(proposed.err()).isEqualTo(ExitCode.OK);
        Said alone = run("gate", "record", file, project);
        assertThat(alone.code()).isEqualTo(ExitCode.FAILED);
        assertThat(alone.err()).contains("two different ones are needed", "ledger grant");

        Said signed = run("gate", "countersign", file, "--as", bob());
        assertThat(signed.code()).as(signed.err()).isEqualTo(ExitCode.OK);
        assertThat(run("gate", "countersign", file, "--as", bob()).err())
                .contains("signed it already");
        Said recorded = run("gate", "record", file, project);
        assertThat(recorded.code()).as(recorded.err()).isEqualTo(ExitCode.OK);
        Said explained = run("gate", "explain", "--at", "release", project);
        assertThat(explained.out()).contains("WAIVED performance", "bob", "owner", "ticket 12");
    }

    private void triesAnotherPolicy(String project) throws IOException {
        Path yaml = Path.of(project).resolve("bulwark.yaml");
        Path other = Path.of(project).resolve("laxer.yaml");
        Files.writeString(other, Files.readString(yaml).replace("0.9999", "0.1"));

        Said tried = run("gate", "dry-run", "--policy", other.toString(), project, "--json");
        assertThat(tried.document().bool("dryRun")).isTrue();
        assertThat(tried.document().strings("changes"))
                .anySatisfy(c -> assertThat(c).contains("0.1"));
        Json.Obj listed = run("ledger", "list", project, "--json").document();
        assertThat(listed.objects("entries").getLast().string("predicateType"))
                .isEqualTo("https://bulwark.dev/gate-dry-run/v1");
    }

    private void breaksTheGlass(String project) {
        String file = folder.resolve("glass.json").toString();
        assertThat(
                        run(
                                        "gate",
                                        "break-glass",
                                        "--at",
                                        "release",
                                        "--hours",
                                        "100",
                                        "--reason",
                                        "incident 7",
                                        "--out",
                                        file,
                                        project)
                                .err())
                .contains("at most 24 h");
        Said proposed =
                run(
                        "gate",
                        "break-glass",
                        "--at",
                        "release",
                        "--reason",
                        "incident 7",
                        "--out",
                        file,
                        "--as",
                        bob(),
                        project);
        assertThat(proposed.code()).as(proposed.err()).isEqualTo(ExitCode.OK);
        Said alone = run("gate", "record", file, project);
        assertThat(alone.err()).contains("two different ones are needed");
        Said signed = run("gate", "countersign", file, project);
        assertThat(signed.code()).as(signed.err()).isEqualTo(ExitCode.OK);
        assertThat(run("gate", "record", file, project).out()).contains("BREAK-GLASS");
        Said overridden = run("gate", project, "--json");
        assertThat(overridden.code()).isEqualTo(ExitCode.OK);
        assertThat(overridden.document().string("decision")).isEqualTo("overridden");
        assertThat(run("gate", project).out()).contains("BREAK-GLASS", "incident 7", "NO   perf");
    }

    private void revokes(String project) {
        Json.Obj member =
                run("ledger", "roles", project, "--json")
                        .document()
                        .object("content")
                        .objects("members")
                        .getFirst();
        assertThat(member.string("person")).isEqualTo("bob");
        String roles = run("ledger", "roles", project).out();
        String key = roles.replaceAll("(?s).*bob  key ([0-9a-f]{16}).*", "$1");
        Said revoked = run("ledger", "revoke", "--key", key, "--reason", "lost", project, "--json");
        assertThat(revoked.code()).as(revoked.err()).isEqualTo(ExitCode.OK);
        assertThat(run("ledger", "roles", project).out()).contains("revoked: key " + key);
        assertThat(run("gate", "explain", project).out())
                .as("what was logged before stands")
                .contains("WAIVED performance");
        assertThat(run("ledger", "revoke", "--key", "00", "--reason", "lost", project).err())
                .contains("names", "keys of owners and roster");
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
