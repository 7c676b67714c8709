package org.gatehouse.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.base.DescribedPredicate.or;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.access.Requires;
import org.gatehouse.cluster.ClusterException;
import org.junit.jupiter.api.Test;

/** The rules of {@code architecture.md} that a machine can check. Runs in the project's directory, as Maven starts it. */
@AnalyzeClasses(packages = "org.gatehouse", importOptions = ArchitectureTest.MainClasses.class)
class ArchitectureTest {
    private static final String ROOT = "org.gatehouse";
    private static final java.nio.file.Path SOURCES = java.nio.file.Path.of("src/main/java/org/gatehouse");
    private static final java.nio.file.Path DOCUMENT = java.nio.file.Path.of("src/site/markdown/architecture.md");

    /** Which packages a package may use; {@code app} may use all, and what is not here may not exist. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("rapi", Set.of("http", "access", "cluster", "opcode")),
            Map.entry("noderpc", Set.of("http", "access", "cluster", "feedback")),
            Map.entry("transfer", Set.of("http", "access", "cluster", "feedback", "opcode")),
            Map.entry("ops", Set.of("http", "access")),
            Map.entry("access", Set.of("http", "opcode")),
            Map.entry("http", Set.of("cluster")),
            Map.entry("cluster", Set.of("opcode", "feedback")),
            Map.entry("feedback", Set.of()),
            Map.entry("luxi", Set.of("cluster", "opcode", "wire")),
            Map.entry("handler", Set.of("cluster", "feedback", "wire")),
            Map.entry("embedded", Set.of("cluster", "opcode", "feedback")),
            Map.entry("remote", Set.of("cluster", "feedback", "transfer")),
            Map.entry("opcode", Set.of()),
            Map.entry("wire", Set.of()));

    private static final String[] WEB =
            packages("rapi", "noderpc", "transfer", "events", "dirac", "access", "http", "ops", "app");

    /** What Maven compiled from {@code src/main/java}: neither tests nor what runs inside the containers. */
    static final class MainClasses implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return location.contains("/target/classes/");
        }
    }

    @ArchTest
    static final ArchRule noPackageCircle =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nothingStandsInTheRootPackage =
            noClasses().should().resideInAPackage(ROOT).allowEmptyShould(true);

    @ArchTest
    static final ArchRule nobodyUsesApp = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ".app..");

    @ArchTest
    static void packagesUseOnlyWhatTheTableSays(JavaClasses main) {
        MAY_USE.forEach((name, others) -> {
            Set<String> allowed = new TreeSet<>(others);
            allowed.add(name);
            classes()
                    .that()
                    .resideInAPackage(ROOT + "." + name + "..")
                    .should()
                    .onlyDependOnClassesThat(or(
                            not(resideInAnyPackage(ROOT + "..")),
                            resideInAnyPackage(packages(allowed.toArray(String[]::new)))))
                    .check(main);
        });
    }

    @ArchTest
    static final ArchRule httpKnowsOfTheClusterOnlyHowItFails = noClasses()
            .that()
            .resideInAPackage(ROOT + ".http..")
            .should(dependOnClassesThat(
                    resideInAnyPackage(ROOT + ".cluster..").and(not(belongToAnyOf(ClusterException.class)))));

    @ArchTest
    static final ArchRule theWebStaysInTheWebPackages = noClasses()
            .that()
            .resideOutsideOfPackages(WEB)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.servlet..", "jakarta.ws.rs..", "jakarta.websocket..");

    @ArchTest
    static final ArchRule theApplicationKnowsNoContainer = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.eclipse.jetty..", "org.apache.catalina..", "org.apache.tomcat..", "org.apache.coyote..");

    @ArchTest
    static final ArchRule jerseyIsKnownToAppAlone = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.glassfish..");

    @ArchTest
    static final ArchRule opcodesAndWiresNeedNoJackson = noClasses()
            .that()
            .resideInAnyPackage(packages("opcode", "wire"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml..");

    @ArchTest
    static final ArchRule socketsAreWiresAffair = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".wire..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(SocketChannel.class);

    // On JDK 17 the two streams of one channel share a lock: a writer waits for a reader.
    @ArchTest
    static final ArchRule noStreamsAreMadeOfChannels = noClasses()
            .should()
            .callMethodWhere(target(owner(type(Channels.class))).and(target(nameMatching("new(In|Out)putStream"))));

    @ArchTest
    static final ArchRule everyResourceMethodStatesItsPermission =
            methods().that().areMetaAnnotatedWith(HttpMethod.class).should().beAnnotatedWith(Requires.class);

    @ArchTest
    static final ArchRule resourcesAreFinalAndSoAreTheirFields =
            classes().that().areAnnotatedWith(Path.class).should(beFinalWithFinalFields());

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        List<String> silent = packagesOfMain().stream()
                .filter(name -> !Files.exists(SOURCES.resolve(name).resolve("package-info.java")))
                .toList();

        assertEquals(List.of(), silent);
    }

    @Test
    void theTableAboveAndTheOneInTheDocumentKnowEveryPackageAndNoOther() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            String[] cells = line.split("\\|", -1);
            if (cells.length == 5 && cells[1].matches(" `[a-z]+` ")) {
                documented.put(cells[1].replaceAll("[` ]", ""), words(cells[3]));
            }
        }
        Map<String, String> known = new TreeMap<>(Map.of("app", "all"));
        MAY_USE.forEach((name, others) -> known.put(name, String.join(" ", new TreeSet<>(others))));

        assertEquals(known, documented);
        assertEquals(known.keySet(), packagesOfMain());
    }

    private static String words(String cell) {
        String plain = cell.replaceAll("\\(.*\\)", "").replace("`", "").strip();
        return plain.equals("nothing")
                ? ""
                : Arrays.stream(plain.split(" +")).sorted().collect(Collectors.joining(" "));
    }

    private static Set<String> packagesOfMain() throws IOException {
        try (Stream<java.nio.file.Path> entries = Files.list(SOURCES)) {
            return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String[] packages(String... names) {
        return Arrays.stream(names).map(name -> ROOT + "." + name + "..").toArray(String[]::new);
    }

    private static ArchCondition<JavaClass> beFinalWithFinalFields() {
        return new ArchCondition<>("be final and have only final fields") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                boolean wholly = item.getModifiers().contains(JavaModifier.FINAL)
                        && item.getFields().stream()
                                .map(JavaField::getModifiers)
                                .allMatch(m -> m.contains(JavaModifier.FINAL));
                events.add(new SimpleConditionEvent(item, wholly, item.getDescription()));
            }
        };
    }
}
