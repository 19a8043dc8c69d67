package dev.bulwark.supplychain.sign;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Finding;
import java.util.List;
import java.util.Objects;

/** What came of verifying a model's signature. */
public sealed interface ModelVerification {
    /** How the signer showed who it is. */
    enum Method {
        KEY("key"),
        CERTIFICATE("certificate");

        private final String id;

        Method(String id) {
            this.id = id;
        }

        /** The word in evidence. */
        public String id() {
            return id;
        }
    }

    /**
     * The signature is by a trusted signer and every file is as it was signed.
     *
     * @param statement what was signed
     * @param bundle SHA-256 of the bundle
     * @param method how the signer is known
     * @param algorithm e.g. {@code ecdsa-p256-sha256}
     * @param bytes size of the signed files together
     * @param unsigned files that were not signed, where the policy lets them pass
     * @param warnings what deserves a look and does not refuse
     */
    record Intact(
            OmsStatement statement,
            Digest bundle,
            Method method,
            String algorithm,
            long bytes,
            List<String> unsigned,
            List<Finding> warnings)
            implements ModelVerification {
        public Intact {
            Objects.requireNonNull(statement);
            Objects.requireNonNull(bundle);
            Objects.requireNonNull(method);
            Objects.requireNonNull(algorithm);
            unsigned = List.copyOf(unsigned);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * The model must not be used.
     *
     * @param reason which step refused; its fix says what to do
     * @param detail both values, for people
     * @param files the files that differ, if that is the reason; the first {@value #MOST_NAMED}
     */
    record Refused(Refusal reason, String detail, List<FileProblem> files)
            implements ModelVerification {
        /** More names than this help nobody. */
        public static final int MOST_NAMED = 100;

        public Refused {
            Objects.requireNonNull(reason);
            Objects.requireNonNull(detail);
            files = files.stream().limit(MOST_NAMED).toList();
        }
    }
}
