package dev.switchboard.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.wire.openai.OpenAiFlag;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The entries of {@code resources/providers} as data, whoever reads them. */
class VendorEntriesTest {
  private static final Path PROVIDERS = Path.of("src/main/resources/providers");
  private static final Path FLAGS_PAGE = Path.of("docs/wire/vendor-flags.md");
  private static final Set<String> FIELDS =
      Set.of(
          "id",
          "display_name",
          "aliases",
          "dialect",
          "host",
          "base_url",
          "variables",
          "auth",
          "env",
          "automatic",
          "credential",
          "catalogue",
          "documentation",
          "responses_only",
          "flags");

  private final Catalog catalog = Catalog.load();

  static List<Map<String, Object>> entries() throws IOException {
    List<Map<String, Object>> entries = new ArrayList<>();
    try (Stream<Path> files = Files.list(PROVIDERS)) {
      for (Path file : files.sorted().toList()) {
        Map<String, Object> root = map(load(file));
        if (root.containsKey("providers")) {
          list(root.get("providers")).forEach(entry -> entries.add(map(entry)));
        } else {
          assertThat(file.getFileName()).hasToString(root.get("id") + ".yaml");
          entries.add(root);
        }
      }
    }
    return entries;
  }

  @ParameterizedTest
  @MethodSource("entries")
  void an_entry_has_the_documented_fields_and_no_other(Map<String, Object> entry) {
    assertThat(FIELDS).containsAll(entry.keySet());
    assertThat(entry)
        .containsKeys(
            "id",
            "display_name",
            "dialect",
            "base_url",
            "auth",
            "env",
            "catalogue",
            "documentation");
    assertThat(entry.get("dialect"))
        .isIn(
            "openai",
            "openai-responses",
            "anthropic",
            "gemini",
            "bedrock",
            "cohere",
            "ollama",
            "elevenlabs",
            "deepgram");
    assertThat(entry.get("auth"))
        .isIn("bearer", "x-api-key", "x-goog-api-key", "api-key", "xi-api-key", "token", "none");
  }

  @ParameterizedTest
  @MethodSource("entries")
  void a_base_url_is_complete_but_for_its_variables(Map<String, Object> entry) {
    String url = text(entry, "base_url");
    for (Object variable : list(entry.getOrDefault("variables", List.of()))) {
      assertThat(url).contains("${" + variable + "}");
      url = url.replace("${" + variable + "}", url.startsWith("${") ? "https://x" : "x");
    }
    assertThat(url).doesNotContain("$").doesNotEndWith("/").doesNotEndWith("/chat/completions");
    assertThat(URI.create(url).getScheme()).isIn("http", "https");
    assertThat(URI.create(url).getHost()).isNotBlank();
    if (text(entry, "dialect").equals("anthropic")) {
      assertThat(url).doesNotEndWith("/v1");
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void plain_http_goes_to_this_machine_only(Map<String, Object> entry) {
    String url = text(entry, "base_url");
    if (url.startsWith("http://")) {
      assertThat(URI.create(url).getHost()).isIn("127.0.0.1", "localhost");
      assertThat(entry.get("automatic")).isEqualTo(false);
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void the_catalogue_knows_the_vendor_by_the_same_names(Map<String, Object> entry) {
    for (Object catalogue : list(entry.getOrDefault("catalogue", List.of()))) {
      assertThat(catalog.models((String) catalogue)).isNotEmpty();
    }
    for (Object alias : list(entry.getOrDefault("aliases", List.of()))) {
      assertThat(catalog.provider((String) alias))
          .map(CatalogProvider::id)
          .contains((String) entry.get("id"));
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void a_flag_is_known_and_has_a_source(Map<String, Object> entry) {
    Map<String, Object> flags = map(entry.getOrDefault("flags", Map.of()));
    assertThat(flags)
        .allSatisfy((label, source) -> {
          assertThat(OpenAiFlag.of(label)).as(label).isPresent();
          assertThat((String) source).startsWith("https://");
        });
    if (!text(entry, "dialect").equals("openai")) {
      assertThat(flags).isEmpty();
    }
  }

  @Test
  void ids_are_unique() throws IOException {
    assertThat(entries()).extracting(entry -> entry.get("id")).doesNotHaveDuplicates();
  }

  @Test
  void no_two_entries_start_by_the_same_variable() throws IOException {
    Set<Object> claimed = new HashSet<>();
    for (Map<String, Object> entry : entries()) {
      if (!Boolean.FALSE.equals(entry.get("automatic"))) {
        assertThat(list(entry.getOrDefault("env", List.of())))
            .isNotEmpty()
            .allSatisfy(v -> assertThat(claimed.add(v)).as("%s", v).isTrue());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(OpenAiFlag.class)
  void every_flag_is_on_the_page(OpenAiFlag flag) throws IOException {
    assertThat(Files.readString(FLAGS_PAGE)).contains("| `" + flag.label() + "` |");
  }

  private static String text(Map<String, Object> entry, String field) {
    return String.valueOf(entry.get(field));
  }

  private static Object load(Path file) throws IOException {
    return new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }
}
