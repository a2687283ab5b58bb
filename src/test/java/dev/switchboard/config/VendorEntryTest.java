package dev.switchboard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class VendorEntryTest {
  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/main/resources/providers"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void reads_a_shipped_file_as_the_full_yaml_reader_does(Path file) throws IOException {
    String text = Files.readString(file);
    Object root = new Load(LoadSettings.builder().build()).loadFromString(text);
    List<Map<?, ?>> expected = new ArrayList<>();
    if (((Map<?, ?>) root).get("providers") instanceof List<?> list) {
      list.forEach(item -> expected.add((Map<?, ?>) item));
    } else {
      expected.add((Map<?, ?>) root);
    }
    List<VendorEntry> read = VendorEntry.read(file.toString(), text);
    assertThat(read.stream().map(VendorEntryTest::asYaml).toList())
        .isEqualTo(expected.stream().map(VendorEntryTest::withFlags).toList());
  }

  /** No flags and an empty mapping of flags are the same. */
  private static Map<Object, Object> withFlags(Map<?, ?> entry) {
    Map<Object, Object> fields = new HashMap<>(entry);
    fields.putIfAbsent("flags", Map.of());
    return fields;
  }

  private static Map<String, Object> asYaml(VendorEntry entry) {
    Map<String, Object> fields = new HashMap<>();
    for (String name : entry.values().keySet()) {
      String written = entry.values().get(name);
      Object value = written.startsWith("[") ? entry.list(name) : entry.text(name).orElseThrow();
      boolean word = written.equals("true") || written.equals("false");
      fields.put(name, word ? (Object) Boolean.valueOf(written) : value);
    }
    fields.put("flags", entry.flags());
    return fields;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id: |",
        "id: {a: b}",
        "id: 'a'",
        "id: \"a",
        "id: \"a\\n\"",
        "id: a # comment",
        "id",
        "id:",
        "  id: a",
        "id: a\nid: b",
        "env:\n  - A",
        "id: a\n  b: c",
        "flags:\n  a: b"
      })
  void refuses_what_is_not_plain(String text) {
    assertThatThrownBy(() -> VendorEntry.read("a.yaml", text))
        .hasMessageStartingWith("a.yaml line");
  }

  @Test
  void reads_lists_and_quoted_texts() {
    VendorEntry entry =
        VendorEntry.read("a.yaml", "id: \"a b\"\nenv: [A, \"B\"]\nflags:\n  x: \"y\"\n").getFirst();
    assertThat(entry.text("id")).contains("a b");
    assertThat(entry.list("env")).containsExactly("A", "B");
    assertThat(entry.flags()).containsExactly(Map.entry("x", "y"));
  }
}
