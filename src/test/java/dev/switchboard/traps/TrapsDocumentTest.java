package dev.switchboard.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that {@code docs/wire/traps.md} names are there. */
class TrapsDocumentTest {
  private static final Path HOME = Path.of(System.getProperty("basedir", "."));
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+Test)(?:\\.(\\w+))?`");

  @Test
  void namesTestsThatExist() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.walk(HOME.resolve("src/test/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith("Test.java")).toList()) {
        String name = file.getFileName().toString();
        sources.put(name.substring(0, name.length() - 5), Files.readString(file));
      }
    }
    Matcher named = NAMED.matcher(Files.readString(HOME.resolve("docs/wire/traps.md")));
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
    assertThat(all).hasSizeGreaterThan(30);
  }
}
