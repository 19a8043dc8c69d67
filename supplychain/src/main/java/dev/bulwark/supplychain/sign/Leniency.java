package dev.bulwark.supplychain.sign;

/** What a verifier may be told to let pass. Each weakens the guarantee in the way it says. */
public enum Leniency {
    /** Files that are there and were not signed are reported, but do not refuse. */
    UNSIGNED_FILES,
    /**
     * Paths that the signer chose to leave out may hold files. Otherwise only version control, the
     * signature file and the verifier's own list are left out, so that a signer cannot make room
     * for unsigned weights.
     */
    SIGNED_IGNORE_PATHS,
    /** The signer may have followed symbolic links. Links in the model refuse all the same. */
    FOLLOWED_SYMLINKS,
    /** Signatures of version 0.2, which name files but not how they were enumerated. */
    VERSION_0_2
}
