package dev.bulwark.supplychain.sign;

import static org.assertj.core.api.Assertions.assertThat;

/** Assertions on the outcome of a verification. */
final class Verdicts {
    private Verdicts() {}

    static ModelVerification.Intact intact(ModelVerification verification) {
        assertThat(verification).isInstanceOf(ModelVerification.Intact.class);
        return (ModelVerification.Intact) verification;
    }

    static ModelVerification.Refused refused(ModelVerification verification, Refusal reason) {
        assertThat(verification).isInstanceOf(ModelVerification.Refused.class);
        ModelVerification.Refused refused = (ModelVerification.Refused) verification;
        assertThat(refused.reason()).as(refused.detail()).isEqualTo(reason);
        assertThat(refused.detail()).isNotBlank();
        return refused;
    }

    /** Refused for its files, of which exactly this one differs, in exactly this way. */
    static void differs(ModelVerification verification, String path, FileProblem.Kind kind) {
        ModelVerification.Refused refused = refused(verification, Refusal.FILES_DIFFER);
        assertThat(refused.files())
                .extracting(FileProblem::path, FileProblem::kind)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(path, kind));
        assertThat(refused.detail()).contains("'" + path + "'");
    }
}
