package dev.switchboard;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The walls of the house. A room is a direct sub-package of {@code dev.switchboard}; {@link
 * #MAY_IMPORT} says which others it may know. Changing the map is a design change: the commit says
 * why.
 */
class ArchitectureTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/switchboard");

  static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.switchboard");

  private static final Map<String, Set<String>> MAY_IMPORT = mayImport();
  private static final RoomRules RULES = new RoomRules("dev.switchboard", MAY_IMPORT);

  private static Map<String, Set<String>> mayImport() {
    Map<String, Set<String>> map = new HashMap<>();
    // level 0
    map.put("ir", Set.of());
    map.put("json", Set.of());
    map.put("http", Set.of());
    map.put("wire", Set.of("ir", "json"));
    // level 1
    map.put("access", Set.of("ir", "json"));
    map.put("routing", Set.of("ir", "json"));
    map.put("trace", Set.of("ir", "json"));
    map.put("catalog", Set.of("ir", "json"));
    map.put("journal", Set.of());
    map.put("conversation", Set.of());
    map.put("provider", Set.of("ir", "json", "http", "wire", "access"));
    // level 2
    Set<String> domain = Set.copyOf(map.keySet());
    map.put("pipeline", domain);
    map.put("task", and(domain, "pipeline"));
    map.put("realtime", and(domain, "pipeline"));
    // level 3
    Set<String> conducted = Set.copyOf(map.keySet());
    map.put("ingress", conducted);
    // The management API is a surface too: it comes in by the same door and shows the same traces.
    map.put("admin", and(conducted, "ingress"));
    map.put(
        "store",
        Set.of(
            "ir",
            "json",
            "access",
            "routing",
            "trace",
            "catalog",
            "provider",
            "journal",
            "conversation",
            "pipeline",
            "task"));
    map.put("config", and(conducted, "ingress", "store"));
    // level 4
    map.put("app", Set.copyOf(map.keySet()));
    return Map.copyOf(map);
  }

  private static Set<String> and(Set<String> rooms, String... more) {
    Set<String> all = new HashSet<>(rooms);
    all.addAll(List.of(more));
    return Set.copyOf(all);
  }

  @Test
  void hasTheRoomsOfTheMapAndNoOthers() throws IOException {
    try (Stream<Path> entries = Files.list(SOURCES)) {
      assertThat(entries.filter(Files::isDirectory).map(room -> room.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(MAY_IMPORT.keySet());
    }
  }

  @Test
  void hasEveryRoomOnTheMapForReaders() throws IOException {
    String map = Files.readString(Path.of("CONTRIBUTING.md"));
    map = map.substring(0, map.indexOf("## The loop"));
    Set<String> missing = new TreeSet<>();
    try (Stream<Path> folders = Files.find(SOURCES, 2, (path, file) -> file.isDirectory())) {
      for (Path folder : folders.skip(1).toList()) {
        if (!map.contains('`' + folder.getFileName().toString() + '`')) {
          missing.add(SOURCES.relativize(folder).toString());
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void importsOnlyWhatTheMapAllows() throws IOException {
    Set<String> wrong = new TreeSet<>();
    for (Path file : sources()) {
      for (String step : RULES.wrongImports(Files.readString(file))) {
        wrong.add(step + " in " + SOURCES.relativize(file));
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void dependsOnlyOnWhatTheMapAllows() {
    assertThat(RULES.wrongDependencies(OURS)).isEmpty();
  }

  @Test
  void drawsNoCircleOnTheMap() {
    assertThat(RULES.cycles()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"wire", "provider", "ingress"})
  void letsNoDialectProviderOrIngressKnowItsSibling(String room) {
    slices()
        .matching("dev.switchboard." + room + ".(*)..")
        .should()
        .notDependOnEachOther()
        .because("what two of them share belongs to the room itself")
        .allowEmptyShould(true)
        .check(OURS);
  }

  @Test
  void marksEveryPackage() throws IOException {
    List<Path> unmarked = new ArrayList<>();
    for (Path file : sources()) {
      Path info = file.resolveSibling("package-info.java");
      if (!Files.exists(info) || !Files.readString(info).contains("\n@NullMarked\npackage ")) {
        unmarked.add(info);
      }
    }
    assertThat(unmarked).isEmpty();
  }

  @Test
  void seesAnImportThatBytecodeDoesNotShow() {
    RoomRules rules = new RoomRules("a.b", Map.of("low", Set.of(), "high", Set.of("low")));

    assertThat(
            rules.wrongImports(
                "package a.b.low.inner;\n\nimport static a.b.high.High.CONSTANT;\n\nclass Low {}"))
        .containsExactly("low → high");
    assertThat(rules.wrongImports("package a.b.high;\n\nimport a.b.low.Low;\n")).isEmpty();
    assertThat(rules.wrongImports("package a.b.low;\n\nimport a.b.low.inner.Other;\n")).isEmpty();
    assertThat(rules.wrongImports("package a.b.attic;\n\nimport a.b.low.Low;\n"))
        .containsExactly("attic → low");
  }

  @Test
  void seesADependencyThatNoImportLineShows() {
    RoomRules rules =
        new RoomRules("dev.switchboard.fixture", Map.of("low", Set.of(), "high", Set.of("low")));
    JavaClasses fixture = new ClassFileImporter().importPackages("dev.switchboard.fixture");

    assertThat(rules.wrongDependencies(fixture)).contains("low → high");
  }

  @Test
  void seesACircleOnAMap() {
    Map<String, Set<String>> map =
        Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of("a"), "d", Set.of("a"));

    assertThat(new RoomRules("x", map).cycles()).containsExactly("a", "b", "c");
  }

  static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }
}
