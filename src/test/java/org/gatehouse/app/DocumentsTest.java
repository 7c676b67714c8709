package org.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** Holds the documents to what the code says. Runs in the project's directory, as Maven starts it. */
class DocumentsTest {
    private static final Path DOCUMENTS = Path.of("src/site/markdown");
    private static final Pattern ROW =
            Pattern.compile("\\| `([^`]+)` \\| (?:`([^`]*)`|none) \\| `(GATEHOUSE_\\w+)` \\| (.+) \\|");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(?:#[^)]*)?\\)");

    private record Row(String key, String defaultText, String variable) {}

    @Test
    void operationsListsEverySettingInOrderWithItsDefaultAndVariable() throws IOException {
        List<Row> settings = Arrays.stream(Setting.values())
                .map(setting -> new Row(setting.key(), setting.defaultText(), setting.variable()))
                .toList();
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(DOCUMENTS.resolve("operations.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.add(new Row(row.group(1), row.group(2) == null ? "" : row.group(2), row.group(3)));
            }
        }

        assertEquals(settings, rows);
    }

    @Test
    void decisionsGivesAReasonForEveryDependency() throws Exception {
        String decisions = Files.readString(DOCUMENTS.resolve("decisions.md"));
        List<String> unexplained = new ArrayList<>();
        for (String dependency : dependencies()) {
            if (decisions.lines().noneMatch(line -> line.startsWith("| `" + dependency + "` | "))) {
                unexplained.add(dependency);
            }
        }

        assertEquals(List.of(), unexplained);
    }

    @Test
    void linksBetweenTheDocumentsLeadSomewhere() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(Path.of("README.md")));
        try (Stream<Path> files = Files.list(DOCUMENTS)) {
            files.forEach(documents::add);
        }
        List<String> broken = new ArrayList<>();
        for (Path document : documents) {
            Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                if (!link.group(1).contains("://")
                        && !Files.exists(document.resolveSibling(link.group(1)).normalize())) {
                    broken.add(document + " -> " + link.group(1));
                }
            }
        }

        assertEquals(List.of(), broken);
    }

    private static List<String> dependencies() throws Exception {
        Document pom =
                DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse("pom.xml");
        NodeList names = (NodeList) XPathFactory.newDefaultInstance()
                .newXPath()
                .evaluate("/project/dependencies/dependency/artifactId", pom, XPathConstants.NODESET);
        List<String> dependencies = new ArrayList<>();
        for (int i = 0; i < names.getLength(); i++) {
            dependencies.add(names.item(i).getTextContent());
        }
        assertTrue(dependencies.contains("jackson-core"), "the dependencies were not found in pom.xml");
        return dependencies;
    }
}
