package dev.bulwark.supplychain.bom;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * What a POM says without its parents: its name, its licence, and what it needs at run time.
 *
 * @param group its own, or its parent's
 * @param artifact its own
 * @param parent the POM above it, if that is named in full
 * @param licence the first, as it is written; parents usually hold it, and are not in the jar
 * @param dependencies {@code group:artifact} of compile and run-time scope, sorted
 */
record PomFile(
        String group,
        String artifact,
        Optional<MavenCoordinates> parent,
        Optional<String> licence,
        List<String> dependencies) {
    private static final Set<String> RUN_TIME_SCOPES = Set.of("", "compile", "runtime");

    PomFile {
        dependencies = List.copyOf(dependencies);
    }

    /** Reads a POM; empty if it is not XML, for then it says nothing. */
    static Optional<PomFile> read(byte[] xml) {
        try {
            DocumentBuilder parser = parser();
            Element project = parser.parse(new ByteArrayInputStream(xml)).getDocumentElement();
            String group = text(project, "groupId");
            for (Element parent : children(project, "parent")) {
                group = group.isEmpty() ? text(parent, "groupId") : group;
            }
            return Optional.of(
                    new PomFile(
                            group,
                            text(project, "artifactId"),
                            parent(project),
                            licence(project),
                            dependencies(project, group)));
        } catch (SAXException | IOException e) {
            // A jar with a broken POM still runs; the description then lacks what it would say,
            // which lowers the completeness that gates ask for.
            return Optional.empty();
        }
    }

    /** No document type, so no entity that reads a file, calls out, or expands without end. */
    private static DocumentBuilder parser() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            DocumentBuilder parser = factory.newDocumentBuilder();
            parser.setErrorHandler(new DefaultHandler());
            return parser;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every JDK parses XML without document types", e);
        }
    }

    private static Optional<String> licence(Element project) {
        for (Element licences : children(project, "licenses")) {
            for (Element licence : children(licences, "license")) {
                String name = text(licence, "name");
                String url = text(licence, "url");
                if (!name.isEmpty() || !url.isEmpty()) {
                    return Optional.of(name.isEmpty() ? url : name);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<MavenCoordinates> parent(Element project) {
        for (Element parent : children(project, "parent")) {
            String artifact = text(parent, "artifactId");
            String version = text(parent, "version");
            // The names become folders: nothing that could lead elsewhere.
            String group = text(parent, "groupId");
            if ((group + artifact + version).matches("[A-Za-z0-9._+-]*")
                    && !artifact.isEmpty()
                    && !artifact.contains("..")
                    && !version.contains("..")) {
                return Optional.of(new MavenCoordinates(group, artifact, version, ""));
            }
        }
        return Optional.empty();
    }

    private static List<String> dependencies(Element project, String group) {
        Set<String> modules = new TreeSet<>();
        for (Element list : children(project, "dependencies")) {
            for (Element dependency : children(list, "dependency")) {
                if (RUN_TIME_SCOPES.contains(text(dependency, "scope"))
                        && !text(dependency, "optional").equals("true")) {
                    String needed = text(dependency, "groupId");
                    boolean own =
                            needed.equals("${project.groupId}") || needed.equals("${pom.groupId}");
                    modules.add((own ? group : needed) + ":" + text(dependency, "artifactId"));
                }
            }
        }
        return List.copyOf(modules);
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                children.add(element);
            }
        }
        return children;
    }

    private static String text(Element parent, String name) {
        List<Element> found = children(parent, name);
        return found.isEmpty() ? "" : found.getFirst().getTextContent().strip();
    }
}
