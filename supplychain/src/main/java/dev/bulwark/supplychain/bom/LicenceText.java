package dev.bulwark.supplychain.bom;

import java.util.Locale;
import java.util.Optional;

/**
 * Recognises the texts of the commonest licences by sentences that only they have. Whatever it does
 * not know stays unknown: a missing licence is a gap, a wrong one is a lie.
 */
final class LicenceText {
    private LicenceText() {}

    static Optional<Licence> recognise(String text) {
        String flat = text.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
        if (flat.contains("apache license version 2.0, january 2004")) {
            return Optional.of(Licence.concluded("Apache-2.0"));
        }
        if (flat.contains("eclipse public license - v 2.0")) {
            return Optional.of(Licence.concluded("EPL-2.0"));
        }
        if (flat.contains("mozilla public license version 2.0")) {
            return Optional.of(Licence.concluded("MPL-2.0"));
        }
        if (flat.contains("permission is hereby granted, free of charge, to any person obtaining")
                && flat.contains("the above copyright notice and this permission notice shall")) {
            return Optional.of(Licence.concluded("MIT"));
        }
        if (flat.contains("redistribution and use in source and binary forms")
                && flat.contains("this software is provided by the copyright holders")) {
            boolean endorsement =
                    flat.contains("neither the name") && flat.contains("endorse or promote");
            return Optional.of(Licence.concluded(endorsement ? "BSD-3-Clause" : "BSD-2-Clause"));
        }
        return Optional.empty();
    }
}
