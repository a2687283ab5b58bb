package dev.switchboard.traps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/wire/traps.md} and {@code mutants.txt} name is there, and they agree. */
class TrapsDocumentTest {
  private static final Path PAGE = Mutant.HOME.resolve("docs/wire/traps.md");
  private static final Path GOLDENS = Mutant.HOME.resolve("src/test/resources/golden");
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+Test)(?:\\.(\\w+))?`");
  private static final Pattern ROW =
      Pattern.compile("\\| ([CST]\\d+) \\| .* \\| (yes|no) \\|", Pattern.MULTILINE);

  @Test
  void namesTestsThatExist() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.walk(Mutant.HOME.resolve("src/test/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith("Test.java")).toList()) {
        String name = file.getFileName().toString();
        sources.put(name.substring(0, name.length() - 5), Files.readString(file));
      }
    }
    Matcher named = NAMED.matcher(Files.readString(PAGE));
    List<String> missing = new ArrayList<>();
    List<MatchResult> all = named.results().toList();
    for (MatchResult test : all) {
      String source = sources.getOrDefault(test.group(1), "");
      String method = test.group(2) == null ? "class " + test.group(1) : " " + test.group(2) + "(";
      if (!source.contains(method)) {
        missing.add(test.group());
      }
    }
    assertThat(missing).isEmpty();
    assertThat(all).hasSizeGreaterThan(150);
  }

  @Test
  void saysOfEachRowWhetherItsHandlingIsSwitchedOff() throws IOException {
    Set<String> switchedOff = new TreeSet<>();
    Mutant.all().forEach(mutant -> switchedOff.addAll(mutant.rows()));
    Set<String> yes = new TreeSet<>();
    Set<String> rows = new HashSet<>();
    ROW.matcher(Files.readString(PAGE))
        .results()
        .forEach(row -> {
          assertThat(rows.add(row.group(1))).as("%s stands once", row.group(1)).isTrue();
          if (row.group(2).equals("yes")) {
            yes.add(row.group(1));
          }
        });
    assertThat(yes).isEqualTo(switchedOff);
    assertThat(rows).hasSizeGreaterThan(150);
  }

  /** A change that fits no more would prove nothing the next time they are all made. */
  @Test
  void everyChangeStillFitsItsSource() {
    for (Mutant mutant : Mutant.all()) {
      assertThat(mutant.mutated()).as("%s", mutant).isNotEqualTo(mutant.source());
    }
  }

  @Test
  void everyTestOfAChangeExists() throws IOException {
    for (Mutant mutant : Mutant.all()) {
      String path = mutant.testClass().replace('.', '/') + ".java";
      String source = Files.readString(Mutant.HOME.resolve("src/test/java").resolve(path));
      int method = mutant.test().indexOf('#');
      if (method >= 0) {
        String name = mutant.test().substring(method + 1).split(":", 2)[0];
        assertThat(source).as("%s", mutant).contains(" " + name + "(");
      } else if (mutant.test().contains("GoldenTest:")) {
        requireGolden(mutant.test().substring(mutant.test().indexOf(':') + 1));
      }
    }
  }

  private static void requireGolden(String words) throws IOException {
    try (Stream<Path> folders = Files.walk(GOLDENS, 2)) {
      assertThat(folders.map(folder -> folder.getFileName().toString()))
          .anySatisfy(name -> assertThat(name).contains(words));
    }
  }
}
