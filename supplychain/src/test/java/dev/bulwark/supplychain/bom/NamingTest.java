package dev.bulwark.supplychain.bom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.json.Json;
import dev.bulwark.supplychain.sign.SharedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamingTest {
    /** RFC 9562 appendix A.4. */
    @Test
    void uuidsOfVersion5AreThoseOfTheStandard() {
        assertThat(NameBasedUuid.of(NameBasedUuid.DNS, "www.example.com").toString())
                .isEqualTo("2ed6657d-e927-568b-95e1-2665a8aea6a2");
    }

    /** The first three are of the purl specification's own Maven tests. */
    @ParameterizedTest
    @CsvSource({
        "org.apache.xmlgraphics,batik-anim,1.9.1,,pkg:maven/org.apache.xmlgraphics/batik-anim@1.9.1",
        "org.apache.xmlgraphics,batik-anim,1.9.1,sources,"
                + "pkg:maven/org.apache.xmlgraphics/batik-anim@1.9.1?classifier=sources",
        "net.sf.jacob-project,jacob,1.14.3,x64,"
                + "pkg:maven/net.sf.jacob-project/jacob@1.14.3?classifier=x64",
        "g,a,1+2 3,,pkg:maven/g/a@1%2B2%203",
        "'',a,1,,pkg:generic/a@1",
        "g,a,'',,pkg:generic/a"
    })
    void packageUrlsAreEncodedAsTheirSpecificationSays(
            String group, String artifact, String version, String classifier, String purl) {
        String absent = classifier == null ? "" : classifier;
        assertThat(new MavenCoordinates(group, artifact, version, absent).purl()).isEqualTo(purl);
    }

    @ParameterizedTest
    @CsvSource({
        "'The Apache Software License, Version 2.0',Apache-2.0",
        "'Apache License, Version 2.0',Apache-2.0",
        "Apache-2.0,Apache-2.0",
        "https://www.apache.org/licenses/LICENSE-2.0.txt,Apache-2.0",
        "http://www.apache.org/licenses/LICENSE-2.0,Apache-2.0",
        "MIT License,MIT",
        "Eclipse Public License v2.0,EPL-2.0",
        "CC BY 4.0,CC-BY-4.0"
    })
    void commonNamesOfLicencesBecomeIdentifiers(String name, String identifier) {
        assertThat(Licence.declared(name).value()).isEqualTo(identifier);
        assertThat(Licence.declared(name).form()).isEqualTo(Licence.Form.IDENTIFIER);
    }

    @Test
    void whatIsNoKnownLicenceStaysAName() {
        for (String name : List.of("Apache", "Public domain", "apache-3.0", "MIT and more")) {
            assertThat(Licence.declared(name).form()).isEqualTo(Licence.Form.NAME);
        }
        assertThat(LicenceText.recognise("You may do what you like.")).isEmpty();
        assertThat(LicenceText.recognise("Apache License\n   Version 2.0, January 2004\n"))
                .contains(Licence.concluded("Apache-2.0"));
    }

    @Test
    void everyIdentifierIsOfTheSpdxListThatCycloneDxTakes() throws IOException {
        byte[] schema = Files.readAllBytes(SharedFiles.supply("cyclonedx/schema/spdx.schema.json"));
        assertThat(Json.parseObject(schema).strings("enum")).containsAll(Licence.KNOWN_IDENTIFIERS);
    }
}
