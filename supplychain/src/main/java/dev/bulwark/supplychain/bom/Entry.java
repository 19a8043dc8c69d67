package dev.bulwark.supplychain.bom;

import dev.bulwark.kernel.json.Json;
import java.util.List;
import java.util.Optional;

/**
 * A component as it will stand in the document, with what completeness asks of it.
 *
 * @param ref unique in the document
 * @param json the component
 * @param identified whether a package URL or a source says where to find it
 * @param answered whether somebody stands for it: an owner, a vendor, a Maven group
 * @param needs references of what it depends on; empty if that is not known
 */
record Entry(
        String ref,
        Json.Obj json,
        boolean identified,
        boolean answered,
        Optional<List<String>> needs) {
    Entry {
        needs = needs.map(List::copyOf);
    }

    boolean hasHash() {
        return json.get("hashes").isPresent();
    }

    boolean hasLicence() {
        return json.get("licenses").isPresent();
    }
}
