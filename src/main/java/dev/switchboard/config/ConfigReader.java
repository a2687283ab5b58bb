package dev.switchboard.config;

import dev.switchboard.catalog.Catalog;
import dev.switchboard.pipeline.ContentPolicy;
import dev.switchboard.routing.ModelRoute;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads flags, environment and {@code switchboard.yaml} into one {@link Config}, in that order. */
public final class ConfigReader {
  private static final String FILE = "switchboard.yaml";
  private static final int DEFAULT_BODY_BYTES = 32 << 20;
  private static final int DEFAULT_STREAMS = 20_000;
  private static final int MEMORY_OF_A_CALL = 24 << 10;
  private static final Duration STREAM_PING = Duration.ofSeconds(15);
  private static final Duration SHORTEST_PING = Duration.ofMillis(100);
  private static final Map<String, ContentPolicy> POLICIES =
      Map.of(
          "full",
          ContentPolicy.FULL,
          "metadata",
          ContentPolicy.METADATA,
          "none",
          ContentPolicy.NONE);
  private static final Map<String, Boolean> RESIDENCIES = Map.of("prefer", false, "strict", true);

  private final Map<String, String> environment;
  private final Vendors vendors;

  /**
   * @param environment names to values
   */
  public ConfigReader(Map<String, String> environment, Vendors vendors) {
    this.environment = Map.copyOf(environment);
    this.vendors = vendors;
  }

  /** Reads with the environment of this process. */
  public static ConfigReader ofProcess(Vendors vendors) {
    return new ConfigReader(ProcessEnvironment.variables(), vendors);
  }

  /** The file that is read, if it is there. */
  public Path file(Flags flags) {
    return Path.of(first(flags.config(), "SWITCHBOARD_CONFIG").orElse(FILE));
  }

  private boolean isNamed(Flags flags) {
    return first(flags.config(), "SWITCHBOARD_CONFIG").isPresent();
  }

  /**
   * The effective configuration.
   *
   * @throws ConfigException naming file, line, key and what was expected
   */
  public Config read(Flags flags) {
    Path file = file(flags);
    if (!Files.isRegularFile(file) && (isNamed(flags) || Files.exists(file))) {
      throw new ConfigException(
          file.toString(),
          (Files.exists(file) ? "not a file" : "no such file")
              + " (expected: a configuration file)");
    }
    MappingNode root = Files.isRegularFile(file) ? compose(file) : empty();
    try (Section top = new Section(file.toString(), "", root, new Variables(environment))) {
      return read(top, flags);
    }
  }

  private Config read(Section top, Flags flags) {
    Config.Server server = server(top, flags);
    String data =
        first(flags.data(), "SWITCHBOARD_DATA").or(() -> top.text("data")).orElse("./data");
    top.has("data");
    Optional<String> database = top.text("database");
    database.ifPresent(url -> {
      if (!url.startsWith("jdbc:postgresql:") && !url.startsWith("jdbc:sqlite:")) {
        throw top.invalid(
            "database", url.split("[?@]", 2)[0], "jdbc:postgresql://… or jdbc:sqlite:…");
      }
    });
    List<Config.ConfiguredProvider> providers =
        new ProviderReader(environment, vendors).read(top.section("providers"));
    TargetNames targets = new TargetNames(providers, Catalog::load);
    List<ModelRoute> routes = RouteReader.read(top.section("models"), targets);
    ContentPolicy content = ContentPolicy.FULL;
    Optional<Section> contentSection = top.section("content");
    if (contentSection.isPresent()) {
      try (Section section = contentSection.get()) {
        content = section.choice("store", POLICIES).orElse(content);
      }
    }
    return new Config(
        server,
        Path.of(data),
        database.orElse(null),
        providers,
        routes,
        defaults(top.section("defaults"), routes, targets),
        content,
        limits(top.section("limits")),
        ResilienceReader.read(top.section("resilience"), providers),
        RateLimitReader.read(top.section("rate_limits")),
        WebhookReader.budgets(top.section("webhooks")),
        CacheReader.read(top.section("cache")),
        RealtimeReader.read(top.section("realtime")),
        MediaSection.read(top.section("media")),
        secrets(),
        top.choice("residency", RESIDENCIES).orElse(false),
        flags.sandbox());
  }

  private Config.Server server(Section top, Flags flags) {
    Optional<Section> found = top.section("server");
    String host = null;
    Integer port = null;
    Path certificate = null;
    Path key = null;
    Duration ping = STREAM_PING;
    if (found.isPresent()) {
      try (Section section = found.get()) {
        host = section.text("host").orElse(null);
        port = section.integer("port", 0, 65535).orElse(null);
        ping = ping(section);
        Optional<Section> tls = section.section("tls");
        if (tls.isPresent()) {
          try (Section files = tls.get()) {
            certificate = existing(files, "certificate");
            key = existing(files, "key");
          }
        }
      }
    }
    String hostName =
        first(flags.host(), "SWITCHBOARD_HOST").orElse(host == null ? "127.0.0.1" : host);
    int portNumber =
        flags.port() != null
            ? flags.port()
            : portFromEnvironment().orElse(port == null ? 8080 : port);
    return new Config.Server(hostName, portNumber, certificate, key, ping);
  }

  private static Duration ping(Section section) {
    Duration ping = section.duration("stream_ping").orElse(STREAM_PING);
    if (!ping.isZero() && ping.compareTo(SHORTEST_PING) < 0) {
      throw section.invalid(
          "stream_ping", ping.toMillis() + "ms", "0s for never, or at least 100ms");
    }
    return ping;
  }

  private Optional<Integer> portFromEnvironment() {
    String text = environment.get("SWITCHBOARD_PORT");
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65535) {
        return Optional.of(port);
      }
    } catch (NumberFormatException _) {
      // Falls through to the complaint that a number out of range gets.
    }
    throw new ConfigException(
        "environment", "SWITCHBOARD_PORT: " + text + " (expected: a whole number from 0 to 65535)");
  }

  private static Path existing(Section section, String name) {
    String text =
        section.text(name).orElseThrow(() -> section.missing(name, "the path of a PEM file"));
    Path path = Path.of(text);
    if (!Files.isReadable(path)) {
      throw section.invalid(name, text, "a PEM file that can be read");
    }
    return path;
  }

  private static Map<String, String> defaults(
      Optional<Section> found, List<ModelRoute> routes, TargetNames targets) {
    Map<String, String> defaults = new HashMap<>();
    if (found.isPresent()) {
      Set<String> routeNames =
          routes.stream().map(ModelRoute::name).collect(Collectors.toUnmodifiableSet());
      try (Section section = found.get()) {
        for (String kind :
            List.of("chat", "image", "speech", "transcription", "audio_chat", "embedding")) {
          Optional<String> model = section.text(kind);
          if (model.isPresent()) {
            if (!routeNames.contains(model.get())) {
              targets.check(section, kind, model.get());
            }
            defaults.put(kind, model.get());
          }
        }
      }
    }
    return defaults;
  }

  private static Config.Limits limits(Optional<Section> found) {
    if (found.isEmpty()) {
      return new Config.Limits(
          DEFAULT_BODY_BYTES,
          defaultBodies(DEFAULT_BODY_BYTES),
          defaultAnswers(),
          DEFAULT_STREAMS,
          defaultCalls(DEFAULT_STREAMS));
    }
    try (Section section = found.get()) {
      long body = section.size("body").orElse((long) DEFAULT_BODY_BYTES);
      if (body < 1_024 || body > 1L << 30) {
        throw section.invalid("body", body + "B", "1KB to 1GB");
      }
      long bodies = section.size("bodies").orElse(defaultBodies(body));
      if (bodies < body) {
        throw section.invalid("bodies", bodies + "B", "at least body, which is " + body + "B");
      }
      long answers = section.size("answers").orElse(defaultAnswers());
      if (answers < 1 << 20) {
        throw section.invalid("answers", answers + "B", "at least 1MB");
      }
      int streams = section.integer("streams", 1, 1_000_000).orElse(DEFAULT_STREAMS);
      int calls = section.integer("calls", 1, 1_000_000).orElse(defaultCalls(streams));
      return new Config.Limits((int) body, bodies, answers, streams, calls);
    }
  }

  /** A quarter of the memory that the process may use, and one body at least. */
  private static long defaultBodies(long body) {
    return Math.max(body, Runtime.getRuntime().maxMemory() / 4);
  }

  /** A tenth of that memory: what is answered is held up to six times over for a moment. */
  private static long defaultAnswers() {
    return Math.max(1 << 20, Runtime.getRuntime().maxMemory() / 10);
  }

  /** As many as the memory holds, since a waiting stream takes 20 KB; all connections at most. */
  private static int defaultCalls(int streams) {
    return (int) Math.min(streams, Runtime.getRuntime().maxMemory() / MEMORY_OF_A_CALL);
  }

  private Config.Secrets secrets() {
    return new Config.Secrets(
        blankToNull(environment.get("SWITCHBOARD_ADMIN_TOKEN")),
        secret("SWITCHBOARD_INITIAL_KEY"),
        secret("SWITCHBOARD_KEY_PEPPER"));
  }

  /** A variable, or the file that the variable with {@code _FILE} behind it names. */
  private @Nullable String secret(String variable) {
    String value = environment.get(variable);
    String file = environment.get(variable + "_FILE");
    return blankToNull(
        value == null && file != null
            ? SecretFile.read(file, "environment " + variable + "_FILE")
            : value);
  }

  private static @Nullable String blankToNull(@Nullable String text) {
    return text == null || text.isBlank() ? null : text;
  }

  private Optional<String> first(@Nullable String flag, String variable) {
    if (flag != null) {
      return Optional.of(flag);
    }
    String value = environment.get(variable);
    return value == null || value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  private static MappingNode compose(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Yaml.compose(file.toString(), in).orElseGet(ConfigReader::empty);
    } catch (IOException e) {
      throw new ConfigException(file.toString(), "cannot be read: " + e.getMessage());
    }
  }

  private static MappingNode empty() {
    return new MappingNode(Tag.MAP, List.of(), FlowStyle.BLOCK);
  }
}
