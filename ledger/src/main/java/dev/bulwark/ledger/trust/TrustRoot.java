package dev.bulwark.ledger.trust;

import dev.bulwark.kernel.evidence.SignatureAlgorithm;
import dev.bulwark.kernel.evidence.TrustedKeys;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The owners of a log: the keys that the verifier was given by another way than the log, such as
 * {@code public.pem}. Everything else that is trusted follows from what they signed.
 */
public final class TrustRoot {
    private final TrustedKeys keys;
    private final List<Owner> owners;

    /** One owner: ids of its keys, and its name as long as no roster gives it another. */
    record Owner(String key, Set<String> keyIds, Person person) {
        Owner {
            keyIds = Set.copyOf(keyIds);
        }
    }

    private TrustRoot(TrustedKeys keys, List<Owner> owners) {
        this.keys = keys;
        this.owners = List.copyOf(owners);
    }

    /**
     * The owners with these keys, paired in their order: the first ECDSA key goes with the first
     * ML-DSA key. Where the numbers differ all keys are one owner's.
     */
    public static TrustRoot of(TrustedKeys keys) {
        Map<SignatureAlgorithm, List<String>> ids =
                keys.publicKeys().stream()
                        .collect(
                                Collectors.groupingBy(
                                        key -> SignatureAlgorithm.of(key).orElseThrow(),
                                        Collectors.mapping(
                                                TrustedKeys::keyId, Collectors.toList())));
        List<String> ecdsa = ids.getOrDefault(SignatureAlgorithm.ECDSA_P256, List.of());
        List<String> mlDsa = ids.getOrDefault(SignatureAlgorithm.ML_DSA_65, List.of());
        List<Owner> owners = new ArrayList<>();
        if (ecdsa.size() != mlDsa.size()) {
            String first = ecdsa.isEmpty() ? mlDsa.getFirst() : ecdsa.getFirst();
            owners.add(new Owner(first, keys.keyIds(), named(1)));
        } else {
            for (int i = 0; i < ecdsa.size(); i++) {
                owners.add(
                        new Owner(ecdsa.get(i), Set.of(ecdsa.get(i), mlDsa.get(i)), named(i + 1)));
            }
        }
        return new TrustRoot(keys, owners);
    }

    private static Person named(int number) {
        return new Person(number == 1 ? "owner" : "owner-" + number);
    }

    /** What verifies the owners' envelopes. */
    public TrustedKeys keys() {
        return keys;
    }

    /** The owners' public keys. */
    public List<PublicKey> publicKeys() {
        return keys.publicKeys();
    }

    List<Owner> owners() {
        return owners;
    }
}
