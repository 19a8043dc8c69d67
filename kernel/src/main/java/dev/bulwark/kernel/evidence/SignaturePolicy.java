package dev.bulwark.kernel.evidence;

/** How many of the algorithms must have signed. */
public enum SignaturePolicy {
    /** ECDSA and ML-DSA both: holds until both are broken. The default everywhere. */
    BOTH,
    /** One known signature suffices; any known one that fails still refuses. */
    ANY
}
