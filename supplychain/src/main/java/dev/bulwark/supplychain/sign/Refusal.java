package dev.bulwark.supplychain.sign;

/** Why a model's signature does not hold, and what the reader can do about it. */
public enum Refusal {
    /** The bundle is larger than any real one. */
    BUNDLE_TOO_LARGE("ask the signer for the bundle as it was written; it should be a few KiB"),
    /** The bundle is not JSON of the shape of a Sigstore bundle. */
    BUNDLE_MALFORMED("fetch the bundle again from where the model was published"),
    /** The bundle is of another version or kind. */
    MEDIA_TYPE_UNKNOWN("sign the model again with a tool that writes Sigstore bundle v0.3"),
    /** Not exactly one signature; readers that take the first would disagree with others. */
    SIGNATURE_COUNT("sign the model again; put further signatures into bundles of their own"),
    /** The bundle was signed by a method that this verifier does not offer. */
    METHOD_UNSUPPORTED("have the model signed with a key or a certificate chain"),
    /** The bundle was signed by another method than the trust that was given. */
    METHOD_MISMATCH("give the public key for a key signature, the root CA for a certificate one"),
    /** The bundle names another key than the one that was given. */
    KEY_MISMATCH("give the public key of the signer that the bundle names"),
    /** The key is not ECDSA on P-256, P-384 or P-521. */
    KEY_UNSUPPORTED("sign with an ECDSA key on P-256, P-384 or P-521"),
    /** No path from the certificate to a trusted root, or not a signing certificate. */
    CERTIFICATE_UNTRUSTED("give the root that issued the chain, or a chain valid at this time"),
    /** The signature does not verify over the payload. */
    SIGNATURE_INVALID("do not use the model; fetch model and signature again from their source"),
    /** The signed payload is not an in-toto statement of the model signing shape. */
    STATEMENT_MALFORMED("sign the model again with a tool that conforms to OpenSSF Model Signing"),
    /** The statement says something else than a model signature. */
    PREDICATE_UNKNOWN("give the model's signature, not another attestation about it"),
    /** A hash algorithm that this verifier does not offer. */
    ALGORITHM_UNSUPPORTED("sign the model again with SHA-256, which the standard requires"),
    /** The signer followed symbolic links. */
    SYMLINKS_FOLLOWED("sign the model again without following symbolic links"),
    /** A listed path is absolute, leaves the model, or is written in a second way. */
    RESOURCE_PATH("do not use the model: no conforming signer writes such a path"),
    /** The resources are not sorted, or one is listed twice. */
    RESOURCE_ORDER("sign the model again with a tool that conforms to OpenSSF Model Signing"),
    /** The shards of a file do not cover it once, from its first byte to its last. */
    RESOURCE_SHARDS("sign the model again with a tool that conforms to OpenSSF Model Signing"),
    /** The statement's subject is not the digest of its resources. */
    ROOT_DIGEST("do not use the model: the statement contradicts itself"),
    /** The files are not the signed ones. */
    FILES_DIFFER("restore the files that are named, or have the model signed again"),
    /** The model is not there, or cannot be read. */
    MODEL_UNREADABLE("give the path of the model file or folder, and permission to read it"),
    /** The model holds links, devices, unreadable names, or nothing at all. */
    MODEL_UNSAFE("leave only regular files with UTF-8 names in the model's folder"),
    /** The model has more files, or is deeper, than any real one. */
    MODEL_TOO_LARGE("sign and verify the model's parts one by one");

    private final String fix;

    Refusal(String fix) {
        this.fix = fix;
    }

    /** What the reader can do now. */
    public String fix() {
        return fix;
    }
}
