package dev.switchboard.config;

import dev.switchboard.ir.Dialect;
import dev.switchboard.provider.Vendor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
          "openai-responses",
          Dialect.OPENAI_RESPONSES,
          "anthropic",
          Dialect.ANTHROPIC_MESSAGES,
          "gemini",
          Dialect.GEMINI_GENERATE,
          "bedrock",
          Dialect.BEDROCK_CONVERSE,
          "cohere",
          Dialect.COHERE_CHAT,
          "ollama",
          Dialect.OLLAMA_CHAT,
          "elevenlabs",
          Dialect.ELEVENLABS,
          "deepgram",
          Dialect.DEEPGRAM);
  private static final Map<String, Vendor.Host> HOSTS =
      Map.of("aws", Vendor.Host.AWS, "google", Vendor.Host.GOOGLE, "azure", Vendor.Host.AZURE);
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
          "token",
          Vendor.Auth.TOKEN,
          "xi-api-key",
          Vendor.Auth.XI_API_KEY,
          "none",
          Vendor.Auth.NONE);

  private static final Map<String, Boolean> FLAGS = Map.of("true", true, "false", false);
  private static final Map<String, Boolean> CREDENTIALS =
      Map.of("optional", true, "required", false);

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
          "cohere",
          "cerebras",
          "perplexity",
          "deepinfra",
          "azure",
          "aws",
          "gcp-vertex",
          "ollama",
          "ollama-native",
          "vllm",
          "lmstudio",
          "openai-responses",
          "elevenlabs",
          "deepgram",
          "voyage",
          "jina");

  /** Reads the entries that ship with the jar. */
  public static Vendors load() {
    List<Vendor> vendors = new ArrayList<>();
    for (String file : FILES) {
      read("providers/" + file + ".yaml").forEach(entry -> vendors.add(vendor(entry)));
    }
    read("providers/compatible.yaml").forEach(entry -> vendors.add(vendor(entry)));
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

  private static List<VendorEntry> read(String resource) {
    try (InputStream in = Vendors.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      return VendorEntry.read(resource, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Vendor vendor(VendorEntry entry) {
    String id = entry.required("id");
    return new Vendor(
        id,
        entry.text("display_name").orElse(id),
        entry.list("aliases"),
        entry.choice("dialect", DIALECTS).orElseThrow(),
        entry.choice("host", HOSTS).orElse(Vendor.Host.NONE),
        entry.text("base_url").orElse(null),
        entry.choice("auth", AUTHS).orElse(Vendor.Auth.BEARER),
        entry.list("env"),
        entry.list("variables"),
        entry.choice("automatic", FLAGS).orElse(true),
        entry.choice("credential", CREDENTIALS).orElse(false),
        entry.list("catalogue"),
        entry.list("responses_only"),
        entry.flags());
  }
}
