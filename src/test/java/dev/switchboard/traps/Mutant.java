package dev.switchboard.traps;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A source file in which one handling of a trap is switched off, and the test that must notice.
 *
 * @param rows the rows of {@code docs/wire/traps.md} that the handling belongs to
 * @param file below {@code src/main/java/dev/switchboard}
 * @param test {@code room.Class#method}, {@code room.Class} or {@code room.Class:words}, the words
 *     being part of the name of the case that must fail
 */
record Mutant(List<String> rows, String file, String test, List<Edit> edits) {
  static final Path HOME = Path.of(System.getProperty("basedir", "."));
  static final Path TABLE = HOME.resolve("src/test/resources/traps/mutants.txt");
  private static final Pattern HEAD = Pattern.compile("\\[([^]]+)] (\\S+) \\| (.+)");

  Mutant {
    rows = List.copyOf(rows);
    edits = List.copyOf(edits);
  }

  /** A text that stands once in the file, and what takes its place. */
  record Edit(String before, String after) {}

  /** The source as it is. */
  String source() {
    try {
      return Files.readString(path());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return HOME.resolve("src/main/java/dev/switchboard").resolve(file);
  }

  /** The source with the handling switched off. */
  String mutated() {
    String text = source();
    for (Edit edit : edits) {
      int at = text.indexOf(edit.before());
      if (at < 0 || text.indexOf(edit.before(), at + 1) >= 0) {
        throw new IllegalStateException(
            this + ": stands not exactly once in the file: " + edit.before());
      }
      text = text.replace(edit.before(), edit.after());
    }
    return text;
  }

  String testClass() {
    return "dev.switchboard." + test.split("[#:]", 2)[0];
  }

  @Override
  public String toString() {
    return String.join(" ", rows) + " " + file + " seen by " + test;
  }

  static List<Mutant> all() {
    try {
      return read(Files.readAllLines(TABLE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Mutant> read(List<String> lines) {
    List<Mutant> all = new ArrayList<>();
    int at = 0;
    while (at < lines.size()) {
      Matcher head = HEAD.matcher(lines.get(at++));
      if (!head.matches()) {
        continue;
      }
      List<Edit> edits = new ArrayList<>();
      while (at < lines.size() && lines.get(at).startsWith("<")) {
        StringBuilder before = new StringBuilder();
        StringBuilder after = new StringBuilder();
        at = take(lines, at, "<", before);
        at = take(lines, at, ">", after);
        edits.add(new Edit(before.toString(), after.toString()));
      }
      all.add(new Mutant(List.of(head.group(1).split(" ")), head.group(2), head.group(3), edits));
    }
    return all;
  }

  private static int take(List<String> lines, int from, String mark, StringBuilder text) {
    int at = from;
    while (at < lines.size() && lines.get(at).startsWith(mark)) {
      String line = lines.get(at++);
      text.append(at - 1 > from ? "\n" : "").append(line.length() > 2 ? line.substring(2) : "");
    }
    return at;
  }
}
