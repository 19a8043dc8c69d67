package dev.bulwark.cli.path;

import dev.bulwark.governance.change.ChangeBook;
import dev.bulwark.kernel.Digest;
import java.util.Optional;

/** Whether a policy may be signed by its owner alone. */
final class PolicyApproval {
    private PolicyApproval() {}

    /**
     * Refuses to sign gates that the policy in force wants approved first.
     *
     * @param wanted digest of the policy that bulwark.yaml would have
     * @throws ChangeRefusedException if another policy is in force that asks for approval
     */
    static void require(ChangeBook book, Digest wanted) {
        if (book.rules().isPresent() && !book.policy().equals(Optional.of(wanted))) {
            throw new ChangeRefusedException(
                    "POLICY_NOT_APPROVED",
                    "bulwark.yaml leads to policy %s, but %s is in force and wants the approval of"
                                    .formatted(
                                            wanted.abbreviated(),
                                            book.policy().map(Digest::abbreviated).orElse("none"))
                            + " %d people".formatted(book.rules().orElseThrow().quorum()),
                    "propose it with 'bulwark change propose --kind policy', have it approved and"
                            + " executed; or take back the edit of bulwark.yaml");
        }
    }
}
