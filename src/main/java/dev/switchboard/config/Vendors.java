package dev.switchboard.config;

import dev.switchboard.ir.Dialect;
import dev.switchboard.provider.Vendor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The vendors we know, read from {@code resources/providers}. */
public final class Vendors {
  private static final Map<String, Dialect> DIALECTS =
      Map.of(
          "openai",
          Dialect.OPENAI_CHAT,
          "anthropic",
          Dialect.ANTHROPIC_MESSAGES,
          "gemini",
          Dialect.GEMINI_GENERATE);
  private static final Map<String, Vendor.Auth> AUTHS =
      Map.of(
          "bearer",
          Vendor.Auth.BEARER,
          "x-api-key",
          Vendor.Auth.X_API_KEY,
          "x-goog-api-key",
          Vendor.Auth.X_GOOG_API_KEY,
          "api-key",
          Vendor.Auth.API_KEY,
          "none",
          Vendor.Auth.NONE);

  private final Map<String, Vendor> byId = new LinkedHashMap<>();
  private final Map<String, Vendor> byName = new LinkedHashMap<>();

  private Vendors(List<Vendor> vendors) {
    for (Vendor vendor : vendors) {
      byId.put(vendor.id(), vendor);
      byName.putIfAbsent(vendor.id(), vendor);
    }
    for (Vendor vendor : vendors) {
      vendor.aliases().forEach(alias -> byName.putIfAbsent(alias, vendor));
    }
  }

  /** The hand-written entries, in the order in which their models are preferred. */
  static final List<String> FILES =
      List.of(
          "openai",
          "anthropic",
          "gcp",
          "mistral",
          "groq",
          "together",
          "fireworks",
          "deepseek",
          "xai",
          "openrouter",
          "cerebras",
          "perplexity",
          "deepinfra",
          "azure",
          "ollama",
          "vllm",
          "lmstudio");

  /** Reads the entries that ship with the jar. */
  public static Vendors load() {
    List<Vendor> vendors = new ArrayList<>();
    for (String file : FILES) {
      try (Section entry = open("providers/" + file + ".yaml")) {
        vendors.add(vendor(entry));
      }
    }
    try (Section list = open("providers/compatible.yaml")) {
      for (Section entry : list.sections("providers", "id").orElseThrow()) {
        try (entry) {
          vendors.add(vendor(entry));
        }
      }
    }
    return new Vendors(vendors);
  }

  /** All of them; the hand-written ones first. */
  public List<Vendor> all() {
    return List.copyOf(byId.values());
  }

  /** The vendor of that id or alias. */
  public Optional<Vendor> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Every id and alias. */
  List<String> names() {
    return List.copyOf(byName.keySet());
  }

  private static Section open(String resource) {
    try (InputStream in = Vendors.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      return new Section(
          resource, "", Yaml.compose(resource, in).orElseThrow(), new Variables(Map.of()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Vendor vendor(Section entry) {
    entry.has("documentation");
    Map<String, String> flags = new LinkedHashMap<>();
    Optional<Section> section = entry.section("flags");
    if (section.isPresent()) {
      for (String name : section.get().names()) {
        flags.put(name, section.get().text(name).orElse(""));
      }
    }
    String id = entry.text("id").orElseThrow();
    return new Vendor(
        id,
        entry.text("display_name").orElse(id),
        entry.texts("aliases").orElse(List.of()),
        entry.choice("dialect", DIALECTS).orElseThrow(),
        entry.rawText("base_url").orElse(null),
        entry.choice("auth", AUTHS).orElse(Vendor.Auth.BEARER),
        entry.texts("env").orElse(List.of()),
        entry.texts("variables").orElse(List.of()),
        entry.bool("automatic").orElse(true),
        entry.text("credential").orElse("required").equals("optional"),
        entry.texts("catalogue").orElse(List.of()),
        flags);
  }
}
