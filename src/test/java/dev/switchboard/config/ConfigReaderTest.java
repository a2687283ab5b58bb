package dev.switchboard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.access.Applies;
import dev.switchboard.access.RateLimit;
import dev.switchboard.json.Json;
import dev.switchboard.json.SchemaValidator;
import dev.switchboard.pipeline.ContentPolicy;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.routing.ModelRoute;
import dev.switchboard.routing.ResilienceRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;

@SuppressWarnings("InlineFormatString") // The file is easier to read apart from its test.
class ConfigReaderTest {
  private static final String ALL_KEYS =
      """
      server: {host: 0.0.0.0, port: 9090, stream_ping: 5s, tls: {certificate: %1$s, key: %1$s}}
      data: /srv/switchboard
      database: jdbc:postgresql://db/switchboard
      providers:
        primary:
          kind: openai
          base_url: "http://127.0.0.1:9001/v1"
          api_key: "${PRIMARY_KEY}"
          region: eu-west-1
          responses: true
          headers: {x-team: blue}
          timeouts: {connect: 2s, first_event: 30s, between_events: 500ms, total: 10m}
          retries: 4
          concurrency: {calls: 8, queue: 16, wait: 3s}
        anthropic: {api_key: {file: %1$s}}
      models:
        smart: {targets: [primary/gpt-4o, anthropic/claude-sonnet-4-5]}
        spread: {balance: weight, content_filter: next, targets: [{model: primary/gpt-4o, weight: 3}, {model: anthropic/claude-sonnet-4-5}]}
        careful:
          prefer: fast
          affinity: prefix
          targets:
            - {model: primary/gpt-4o, priority: 2, when: {project: p, key: k, tags: {team: red}, input_tokens: {min: 1, max: 9}, modality: image, region: eu}}
            - primary/gpt-4o
        split: {hedge: p95, shadow: {model: primary/gpt-4o, percent: 1, at_once: 2}, targets: [{model: primary/gpt-4o, percent: 10}, {model: anthropic/claude-sonnet-4-5, percent: 90}]}
        fast: openai/gpt-4.1-nano
      defaults:
        chat: smart
        image: openai/gpt-image-1
        speech: openai/gpt-4o-mini-tts
        transcription: openai/gpt-4o-transcribe
        audio_chat: openai/gpt-4o-audio-preview
        embedding: openai/text-embedding-3-small
      residency: strict
      content: {store: metadata}
      limits: {body: 2MB, bodies: 8MB, answers: 4MB, streams: 50, calls: 40}
      resilience: {deadline: 2m, patience: 20s, retry_percent: 10, circuit: {failures: 3, cooldown: 1s, longest: 9s}, rescue: {enabled: false, attempts: 2}}
      webhooks: {budgets: {url: "https://hooks.example.com/a", secret: "${PRIMARY_KEY}-sixteen-long", allow: [10.0.0.0/8]}}
      cache: {size: 4MB, keys: {primary: 1h}, functions: {smart: 5m}}
      media: {allow: [10.1.2.0/24], size: 2MB, timeout: 5s}
      realtime: {sessions: 10, message: 1MB, held: 8MB, idle: 1m, longest: 10m}
      rate_limits: {smart: {project: p, key: k, model: "gpu/*", tag: a=b, each: "tag:team", requests: 1, tokens: 2, concurrent: 3, per: 1h}}
      """;

  private static final Vendors VENDORS = Vendors.load();

  @TempDir Path folder;

  private Config read(String yaml, Map<String, String> environment) {
    return new ConfigReader(environment, VENDORS).read(flags(yaml));
  }

  private Flags flags(String yaml) {
    try {
      Path file = folder.resolve("switchboard.yaml");
      Files.writeString(file, yaml);
      return new Flags(null, null, null, file.toString(), false);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Keys of providers within clouds; {@code CloudConfigTest} reads them. */
  private static final String CLOUD_KEYS =
      """
      providers:
        amazon: {kind: aws, region: eu-north-1, access_key_id: A, secret_access_key: s,
                 session_token: {file: f}}
        vertex: {kind: gcp-vertex, project: p, location: global, credentials_file: f}
        azure: {api_version: 2024-10-21, deployments: {gpt-4o: mine}, tenant_id: t, client_id: c,
                client_secret: s, token_url: "https://login"}
      """;

  private String allKeys() throws IOException {
    Path secret = folder.resolve("secret");
    Files.writeString(secret, "from-a-file\n");
    return ALL_KEYS.formatted(secret);
  }

  @Test
  void takesTheDefaultsWhereNothingIsSaid() {
    Config config = read("", Map.of());
    assertThat(config.server())
        .isEqualTo(new Config.Server("127.0.0.1", 8080, null, null, Duration.ofSeconds(15)));
    assertThat(config.data()).isEqualTo(Path.of("./data"));
    assertThat(config.databaseUrl()).isNull();
    assertThat(config.providers()).isEmpty();
    assertThat(config.routes()).isEmpty();
    assertThat(config.defaults()).isEmpty();
    assertThat(config.content()).isEqualTo(ContentPolicy.FULL);
    assertThat(config.strictResidency()).isFalse();
    assertThat(config.limits())
        .isEqualTo(
            new Config.Limits(
                32 << 20,
                Math.max(32 << 20, Runtime.getRuntime().maxMemory() / 4),
                Runtime.getRuntime().maxMemory() / 10,
                20_000,
                (int) Math.min(20_000, Runtime.getRuntime().maxMemory() / (24 << 10))));
    assertThat(config.sandbox()).isFalse();
    assertThat(config.resilience()).isEqualTo(ResilienceRules.DEFAULT);
  }

  @Test
  void readsEveryKey() throws IOException {
    Config config = read(allKeys(), Map.of("PRIMARY_KEY", "from-the-environment"));
    Path secret = folder.resolve("secret");
    assertThat(config.server())
        .isEqualTo(new Config.Server("0.0.0.0", 9090, secret, secret, Duration.ofSeconds(5)));
    assertThat(config.data()).isEqualTo(Path.of("/srv/switchboard"));
    assertThat(config.databaseUrl()).isEqualTo("jdbc:postgresql://db/switchboard");
    assertThat(config.strictResidency()).isTrue();
    assertThat(config.content()).isEqualTo(ContentPolicy.METADATA);
    assertThat(config.limits()).isEqualTo(new Config.Limits(2 << 20, 8 << 20, 4 << 20, 50, 40));
    assertThat(config.defaults()).hasSize(6).containsEntry("chat", "smart");
    assertThat(config.routes()).hasSize(5);
    assertThat(config.routes().get(1).balance()).isEqualTo(ModelRoute.Balance.WEIGHT);
    assertThat(config.routes().stream().map(route -> route.manner().passesRefusalsOn()))
        .containsExactly(false, true, false, false, false);
    assertThat(config.resilience())
        .isEqualTo(
            new ResilienceRules(
                Duration.ofMinutes(2),
                Duration.ofSeconds(20),
                10,
                new ResilienceRules.Circuit(3, Duration.ofSeconds(1), Duration.ofSeconds(9)),
                new ResilienceRules.Rescue(false, 2),
                Map.of("primary", new ResilienceRules.LaneRules(8, 16, Duration.ofSeconds(3)))));
    assertThat(config.routes().get(1).choices().getFirst())
        .isEqualTo(new ModelRoute.Choice("primary/gpt-4o", 3));
  }

  @Test
  void takesSecretsFromTheEnvironmentOrFromFilesThatItNames() throws IOException {
    Path file = folder.resolve("pepper");
    Files.writeString(file, "aa".repeat(32) + "\n");
    Config.Secrets direct =
        read("", Map.of("SWITCHBOARD_KEY_PEPPER", "bb", "SWITCHBOARD_ADMIN_TOKEN", "t")).secrets();
    assertThat(direct.keyPepper()).isEqualTo("bb");
    assertThat(direct.adminToken()).isEqualTo("t");
    assertThat(direct.toString()).doesNotContain("bb");
    Config.Secrets named =
        read("", Map.of("SWITCHBOARD_KEY_PEPPER_FILE", file.toString())).secrets();
    assertThat(named.keyPepper()).isEqualTo("aa".repeat(32));
    assertThat(named.initialKey()).isNull();
  }

  @Test
  void readsEveryKeyOfAProvider() throws IOException {
    Config config = read(allKeys(), Map.of("PRIMARY_KEY", "from-the-environment"));
    ProviderConfig primary = config.providers().getFirst().provider();
    assertThat(primary.name()).isEqualTo("primary");
    assertThat(primary.vendor().id()).isEqualTo("openai");
    assertThat(primary.baseUrl()).hasToString("http://127.0.0.1:9001/v1");
    assertThat(primary.region()).isEqualTo("eu-west-1");
    assertThat(primary.headers()).containsEntry("x-team", "blue");
    assertThat(primary.retries()).isEqualTo(4);
    assertThat(primary.timeouts())
        .isEqualTo(
            new ProviderConfig.Timeouts(
                Duration.ofSeconds(2),
                Duration.ofSeconds(30),
                Duration.ofMillis(500),
                Duration.ofMinutes(10)));
    var credential = config.providers().get(1).provider().credential();
    assertThat(java.util.Objects.requireNonNull(credential).secret()).isEqualTo("from-a-file");
  }

  @Test
  void findsProvidersInTheEnvironment() {
    Config config = read("", Map.of("OPENAI_API_KEY", "sk-one", "GROQ_API_KEY", "gsk"));
    assertThat(config.providers())
        .extracting(p -> p.provider().name(), Config.ConfiguredProvider::source)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("openai", "environment OPENAI_API_KEY"),
            org.assertj.core.groups.Tuple.tuple("groq", "environment GROQ_API_KEY"));
    assertThat(config.toString()).doesNotContain("sk-one");
  }

  @Test
  void letsFlagsBeatTheEnvironmentAndTheEnvironmentBeatTheFile() {
    Flags file = flags("server: {host: 10.0.0.1, port: 1}\ndata: from-file\n");
    Map<String, String> environment =
        Map.of("SWITCHBOARD_PORT", "2", "SWITCHBOARD_HOST", "10.0.0.2");
    Flags flags = new Flags(null, 3, null, file.config(), true);
    Config config = new ConfigReader(environment, VENDORS).read(flags);
    assertThat(config.server())
        .isEqualTo(new Config.Server("10.0.0.2", 3, null, null, Duration.ofSeconds(15)));
    assertThat(config.data()).isEqualTo(Path.of("from-file"));
    assertThat(config.sandbox()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "serverr: {port: 1}|line 1: unknown key serverr (did you mean server?)",
        "data: x\\nserver: {prt: 1}|line 2: unknown key server.prt (did you mean port?)",
        "server: {port: 70000}|line 1: server.port: 70000 (expected: a whole number from 0 to 65535)",
        "server: {port: http}|server.port: http",
        "server: 8080|server: a single value (expected: a mapping)",
        "data: [a]|data: a list (expected: a single value)",
        "limits: {body: 32}|limits.body: 32 (expected: a size such as 64KB, 32MB or 1GB)",
        "limits: {body: 4GB}|1KB to 1GB",
        "limits: {streams: many}|limits.streams: many",
        "limits: {calls: 0}|limits.calls: 0",
        "limits: {answers: 64KB}|limits.answers: 65536B (expected: at least 1MB",
        "limits: {body: 2MB, bodies: 1MB}|limits.bodies: 1048576B (expected: at least body",
        "rate_limits: {a: {per: 1m}}|requests, tokens or concurrent",
        "rate_limits: {a: 5}|{each: key, requests: 600, per: 1m}",
        "rate_limits: {a: {requests: -1}}|rate_limits.a.requests: -1 (expected: a whole number",
        "rate_limits: {a: {requests: 1e3}}|rate_limits.a.requests: 1e3 (expected: a whole number",
        "rate_limits: {a: {requests: 1, per: 40d}}|1s to 31d",
        "rate_limits: {a: {requests: 1, each: caller}}|key, project, model or tag:NAME",
        "rate_limits: {a: {requests: 1, tag: red}}|rate_limits.a.tag: red (expected: name=value",
        "rate_limits: {a b: {requests: 1}}|letters, digits, dots, dashes",
        "rate_limits: {a: {tokens: 1, requets: 1}}|did you mean requests?",
        "webhooks: {budgets: {url: 'https://h/', secret: short}}|webhooks.budgets.secret: 5 characters",
        "webhooks: {budgets: {secret: sixteen-characters}}|webhooks.budgets.url: missing",
        "webhooks: {budgets: {url: 'http://h/', secret: sixteen-characters}}|an https address",
        "webhooks: {budgets: {url: 'https://u:p@h/', secret: sixteen-characters}}|without credentials",
        "webhooks: {budgets: {url: 'https://h/', secret: sixteen-characters, allow: [here]}}|webhooks.budgets.allow",
        "webhooks: {budgets: {url: 'https://h/', secret: whsec_-not-base-64-}}|base 64",
        "cache: {keys: {key_1: soon}}|cache.keys.key_1: soon",
        "cache: {sise: 4MB}|did you mean size?",
        "media: {allow: [10.0.0.0/99]}|media.allow",
        "media: {size: 12B}|(expected: 1KB to 64MB)",
        "media: {timeout: 10m}|(expected: 1ms to 5m)",
        "realtime: {idle: 0s}|realtime.idle: 0ms",
        "realtime: {longest: 2d}|(expected: 1ms to 1d)",
        "realtime: {message: 12B}|(expected: 1KB to 1GB)",
        "realtime: {sessions: 0}|realtime.sessions: 0",
        "content: {store: all}|one of full, metadata, none",
        "database: mysql://x|jdbc:postgresql",
        "providers: {openai: {api_key: '${NOT_SET}'}}|environment variable NOT_SET is not set",
        "providers: {mine: {api_key: k}}|providers.mine.kind: missing",
        "providers: {mine: {kind: opnai}}|did you mean openai?",
        "providers: {openai: {api_key: k, retry: 1}}|unknown key providers.openai.retry",
        "providers: {openai: {api_key: k, timeouts: {connect: 5}}}|a duration such as 500ms",
        "providers: {openai: {api_key: k, base_url: nowhere}}|an http or https address",
        "providers: {openai: {api_key: k, base_url: 'ftp://h/'}}|an http or https address",
        "providers: {openai: {api_key: {file: /none}}}|/none: cannot be read",
        "models: {a: {targets: []}}|a list of at least one model",
        "models: {a: {balance: dice, targets: [x]}}|one of order, weight",
        "data: a\\ndata: b|data stands twice",
        "data: [|not YAML",
        "- a|expected a mapping",
        "defaults: {chat: no-such-model-at-all}|defaults.chat: no-such-model-at-all",
      })
  void refusesAMistakeAndSaysWhereItIs(String yaml, String complaint) {
    assertThatThrownBy(() -> read(yaml.replace("\\n", "\n"), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("switchboard.yaml")
        .hasMessageContaining(complaint);
  }

  @Test
  void readsARateLimitWithAllItsConditions() {
    Config config =
        read(
            """
            rate_limits:
              all: {project: p, key: k, model: "gpu/*", tag: a=b=c, each: "tag:team", requests: 1,
                    tokens: 2, concurrent: 3, per: 1h}
              short: {concurrent: 0}
            """,
            Map.of());
    assertThat(config.rateLimits())
        .containsExactly(
            new RateLimit(
                "all",
                new Applies("p", "k", "gpu/*", new Applies.Tag("a", "b=c")),
                new RateLimit.Each(RateLimit.By.TAG, "team"),
                new RateLimit.Amounts(1L, 2L, 3L, Duration.ofHours(1)),
                null),
            new RateLimit(
                "short",
                Applies.ALL,
                null,
                new RateLimit.Amounts(null, null, 0L, Duration.ofMinutes(1)),
                null));
    assertThat(read("", Map.of()).rateLimits()).isEmpty();
  }

  @Test
  void refusesATargetThatDoesNotExistAndNamesTheNearest() {
    String yaml =
        """
        providers:
          primary: {kind: openai, api_key: k, base_url: "http://127.0.0.1:1/v1"}
        models:
          smart: {targets: [primry/gpt-4o]}
        """;
    assertThatThrownBy(() -> read(yaml, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("line 4")
        .hasMessageContaining("primry/gpt-4o")
        .hasMessageContaining("nearest: primary/gpt-4o");
  }

  @Test
  void passesOnAModelThatTheCatalogueDoesNotKnow() {
    String yaml =
        """
        providers:
          primary: {kind: openai, api_key: k, base_url: "http://127.0.0.1:1/v1"}
        models: {smart: primary/house-made-7b}
        """;
    assertThat(read(yaml, Map.of()).routes()).hasSize(1);
  }

  @Test
  void refusesAFileThatIsNamedButNotThere() {
    Flags flags = new Flags(null, null, null, folder.resolve("none.yaml").toString(), false);
    assertThatThrownBy(() -> new ConfigReader(Map.of(), VENDORS).read(flags))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no such file");
  }

  @Test
  void refusesAFolderInTheFilesPlace() throws IOException {
    Path file = Files.createDirectory(folder.resolve("folder.yaml"));
    Flags flags = new Flags(null, null, null, file.toString(), false);
    assertThatThrownBy(() -> new ConfigReader(Map.of(), VENDORS).read(flags))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("folder.yaml: not a file");
  }

  @Test
  void saysOfBytesThatAreNoTextWhatTheyAre() throws IOException {
    Path file =
        Files.write(folder.resolve("bytes.yaml"), new byte[] {'a', (byte) 0xFF, (byte) 0xFE});
    Flags flags = new Flags(null, null, null, file.toString(), false);
    assertThatThrownBy(() -> new ConfigReader(Map.of(), VENDORS).read(flags))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("not UTF-8")
        .hasMessageNotContaining("Exception");
  }

  @Test
  void neverRepeatsASecretInAComplaint() {
    assertThatThrownBy(() -> read("providers: {openai: {api_key: 'se cret'}}", Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageNotContaining("se cret");
  }

  @Test
  void publishesASchemaThatTakesEveryKey() throws IOException {
    JsonNode document =
        Json.tree(new Load(LoadSettings.builder().build()).loadFromString(allKeys()));
    assertThat(
            new SchemaValidator(1 << 20)
                .compile(Json.parse(ConfigSchema.text()))
                .validate(document))
        .isEmpty();
  }

  @Test
  void publishesASchemaOfTheKeysThatAreReadAndNoOthers() throws IOException {
    Set<String> described = new TreeSet<>();
    keys(Json.parse(ConfigSchema.text()), described);
    Set<String> read = new TreeSet<>();
    names(Json.tree(new Load(LoadSettings.builder().build()).loadFromString(allKeys())), read);
    names(Json.tree(new Load(LoadSettings.builder().build()).loadFromString(CLOUD_KEYS)), read);
    // What the operator names, and the words of a header.
    read.removeAll(
        Set.of(
            "primary",
            "anthropic",
            "smart",
            "spread",
            "careful",
            "split",
            "fast",
            "x-team",
            "team"));
    read.removeAll(Set.of("amazon", "vertex", "azure", "gpt-4o"));
    assertThat(described).isEqualTo(read);
  }

  private static void keys(JsonNode schema, Set<String> into) {
    schema.path("properties").propertyNames().forEach(into::add);
    schema.forEach(child -> keys(child, into));
  }

  private static void names(JsonNode value, Set<String> into) {
    if (value.isObject()) {
      into.addAll(value.propertyNames());
    }
    value.forEach(child -> names(child, into));
  }
}
