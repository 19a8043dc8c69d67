package dev.bulwark.cli.change;

import dev.bulwark.cli.config.ConfigurationContent;
import dev.bulwark.cli.config.SystemFile;
import dev.bulwark.cli.config.SystemFileReader;
import dev.bulwark.cli.path.Declarations;
import dev.bulwark.cli.project.Workspace;
import dev.bulwark.governance.change.AliasRecord;
import dev.bulwark.governance.change.Change;
import dev.bulwark.governance.change.ChangeBook;
import dev.bulwark.governance.change.ChangeKind;
import dev.bulwark.governance.change.ChangeStatus;
import dev.bulwark.governance.change.DiffLine;
import dev.bulwark.governance.change.JsonDiff;
import dev.bulwark.governance.change.ModelFacts;
import dev.bulwark.governance.change.PolicyInForce;
import dev.bulwark.governance.gate.GatePolicy;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.training.provenance.Provenance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Drafts changes from what the project's evidence and files say now. */
public final class Proposals {
    private static final int ID_DIGITS = 8;

    private final ChangeProject project;

    /** Drafts for this project. */
    public Proposals(ChangeProject project) {
        this.project = project;
    }

    /**
     * What somebody asks for.
     *
     * @param id its name; absent: one is made
     * @param edit whether it is the next revision of the change of that name
     * @param target the alias, for models
     * @param model for models; absent: the one trained last, or for a rollback the one before
     * @param title absent: one is made
     * @param author the person who signs it
     */
    public record Request(
            Optional<String> id,
            boolean edit,
            ChangeKind kind,
            String target,
            Optional<Digest> model,
            Optional<String> title,
            String why,
            String author) {}

    /** What a change is of: the digest it leads to and what that is about. */
    private record Aim(
            Optional<Digest> from,
            Digest to,
            List<Subject> about,
            List<DiffLine> diff,
            Optional<Json.Obj> content) {}

    /**
     * The change, ready to be signed.
     *
     * @throws BulwarkException if there is nothing to change, no policy, or nothing to edit
     */
    public Change draft(Request request) throws IOException {
        Digest policy =
                project.book()
                        .policy()
                        .orElseThrow(() ->
                                new BulwarkException(
                                        "POLICY_MISSING",
                                        "the ledger holds no signed policy yet",
                                        "run 'bulwark run' first, which signs the gates"));
        Aim aim = aim(request, policy);
        if (aim.from().equals(Optional.of(aim.to()))) {
            throw new BulwarkException(
                    "CHANGE_NOTHING",
                    "'%s' is %s already".formatted(request.target(), aim.to().abbreviated()),
                    "there is nothing to propose");
        }
        Optional<ChangeStatus> before =
                request.edit()
                        ? Optional.of(project.status(request.id().orElseThrow()))
                        : Optional.empty();
        return new Change(
                id(request, aim, before.isPresent()),
                before.map(status -> status.change().revision() + 1).orElse(1),
                before.map(ChangeStatus::digest),
                request.kind(),
                request.title().orElseGet(() -> title(request, aim)),
                request.why(),
                request.target(),
                aim.from(),
                aim.to(),
                aim.about(),
                aim.diff(),
                aim.content(),
                project.book().evidenceAbout(aim.about()),
                policy,
                request.author(),
                project.now());
    }

    private Aim aim(Request request, Digest policy) throws IOException {
        return switch (request.kind()) {
            case PROMOTE, ROLL_BACK -> model(request);
            case POLICY -> policy(policy);
            case CONFIGURATION -> configuration();
        };
    }

    private Aim model(Request request) {
        ChangeBook book = project.book();
        Optional<Digest> from = book.current(request.target());
        Digest to =
                request.model()
                        .orElseGet(() ->
                                request.kind() == ChangeKind.ROLL_BACK
                                        ? before(request.target(), from)
                                        : trainedLast());
        if (request.kind() == ChangeKind.ROLL_BACK) {
            requireFormer(request.target(), to);
        }
        List<Evidence> evidence = project.verified().evidence();
        List<Subject> about = new ArrayList<>();
        about.add(
                evidence.stream()
                        .flatMap(e -> e.statement().subjects().stream())
                        .filter(subject -> subject.digest().equals(to))
                        .findFirst()
                        .orElseThrow(() ->
                                new BulwarkException(
                                        "MODEL_UNKNOWN",
                                        "no evidence speaks of model " + to.abbreviated(),
                                        "name the digest of a model that was trained here")));
        Workspace.newest(project.verified(), Practice.DATA_INTEGRITY.predicateType())
                .map(manifest -> manifest.statement().subjects().getFirst())
                .ifPresent(about::add);
        return new Aim(from, to, about, ModelFacts.between(evidence, from, to), Optional.empty());
    }

    private Digest trainedLast() {
        return Workspace.newest(project.verified(), Provenance.PREDICATE_TYPE)
                .map(provenance -> provenance.statement().subjects().getFirst().digest())
                .orElseThrow(() ->
                        new BulwarkException(
                                "MODEL_MISSING",
                                "no model has been trained here yet",
                                "run 'bulwark run' first"));
    }

    private Digest before(String target, Optional<Digest> now) {
        return project.book().history(target).reversed().stream()
                .filter(AliasRecord::counts)
                .map(line -> line.event().to())
                .filter(digest -> !Optional.of(digest).equals(now))
                .findFirst()
                .orElseThrow(() ->
                        new BulwarkException(
                                "ALIAS_NO_FORMER",
                                "'%s' never meant another model".formatted(target),
                                "there is nothing to roll back to"));
    }

    private void requireFormer(String target, Digest to) {
        boolean former =
                project.book().history(target).stream()
                        .filter(AliasRecord::counts)
                        .anyMatch(line -> line.event().to().equals(to));
        if (!former) {
            throw new BulwarkException(
                    "ALIAS_NO_FORMER",
                    "'%s' never meant %s".formatted(target, to.abbreviated()),
                    "name one of 'bulwark alias history %s', or promote it".formatted(target));
        }
    }

    private Aim policy(Digest inForce) throws IOException {
        SystemFile file = SystemFileReader.read(project.folder().configuration());
        GatePolicy fresh = Declarations.policy(file).policy();
        Json.Obj before =
                PolicyInForce.read(project.verified())
                        .map(GatePolicy::toJson)
                        .orElseThrow(() ->
                                new BulwarkException(
                                        "POLICY_MISSING",
                                        "the policy in force is not in the ledger",
                                        "restore the ledger from a backup"));
        return document(Optional.of(inForce), ChangeKind.POLICY.id(), before, fresh.toJson());
    }

    private Aim configuration() throws IOException {
        String target = ChangeKind.CONFIGURATION.id();
        Json.Obj fresh = ConfigurationContent.read(project.folder().configuration());
        Optional<AliasRecord> last =
                project.book().history(target).reversed().stream()
                        .filter(AliasRecord::counts)
                        .findFirst();
        Json.Obj before =
                last.flatMap(line -> project.status(line.event().id()).change().content())
                        .orElse(Json.obj());
        return document(project.book().current(target), target, before, fresh);
    }

    private static Aim document(
            Optional<Digest> from, String name, Json.Obj before, Json.Obj after) {
        return new Aim(
                from,
                after.digest(),
                List.of(new Subject(name, after.digest())),
                JsonDiff.between(before, after),
                Optional.of(after));
    }

    private static String title(Request request, Aim aim) {
        String to = aim.to().hex().substring(0, ID_DIGITS);
        return switch (request.kind()) {
            case PROMOTE -> "Promote model %s to %s".formatted(to, request.target());
            case ROLL_BACK -> "Roll %s back to model %s".formatted(request.target(), to);
            case POLICY -> "Change the policy to " + to;
            case CONFIGURATION -> "Change the configuration to " + to;
        };
    }

    /** A name that says what it is of; a number follows where it is taken. */
    private String id(Request request, Aim aim, boolean edit) {
        String given =
                request.id()
                        .orElse(
                                "%s-%s"
                                        .formatted(
                                                request.target(),
                                                aim.to().hex().substring(0, ID_DIGITS)));
        boolean taken = project.book().ids().contains(given);
        if (!taken || edit) {
            return given;
        }
        if (request.id().isPresent()) {
            throw new BulwarkException(
                    "CHANGE_EXISTS",
                    "there is a change '%s' already".formatted(given),
                    "choose another name, or edit it with --edit");
        }
        int next = 2;
        while (project.book().ids().contains(given + "-" + next)) {
            next++;
        }
        return given + "-" + next;
    }
}
