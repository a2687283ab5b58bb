package dev.switchboard.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.ir.Dialect;
import dev.switchboard.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every request that the gateway makes of a provider follows the vendor's published OpenAPI file: a
 * validator over that file, started by {@code sdk-tests/run steady}, is asked of each.
 */
@Tag("sdk")
@EnabledIfEnvironmentVariable(named = "STEADY_OPENAI_URL", matches = ".+")
class SteadyTest {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * Cases of Anthropic's dialect whose file is older than what they hold: instructions within the
   * conversation, thoughts switched off between tools, beta fields and fields that nobody knows,
   * all of which the callers of that dialect said themselves or the model is known to take.
   */
  private static final Set<String> NEWER =
      Set.of(
          "caller-coding-agent",
          "caller-late-system",
          "caller-sampling",
          "caller-thinking-adaptive",
          "caller-unknown-fields",
          "extensions",
          "late-system-kept",
          "opaque",
          "reasoning-off-between-tools");

  /** Work that is no conversation: the model, the path and the body. */
  private static final List<List<String>> WORK =
      List.of(
          List.of("chat/text-embedding-3-small", "/embeddings", "\"input\":[\"a\",\"b\"]"),
          List.of("gemini/gemini-embedding-001", "/embeddings", "\"input\":[\"a\",\"b\"]"),
          List.of("chat/gpt-image-1", "/images/generations", "\"prompt\":\"A dot.\",\"n\":1"),
          List.of("gemini/gemini-2.5-flash-image", "/images/generations", "\"prompt\":\"A dot.\""),
          List.of("chat/gpt-4o-mini-tts", "/audio/speech", "\"input\":\"Hi\",\"voice\":\"alloy\""),
          List.of(
              "gemini/gemini-2.5-flash-preview-tts",
              "/audio/speech",
              "\"input\":\"Hi\",\"voice\":\"Kore\",\"response_format\":\"wav\""),
          List.of("chat/omni-moderation-latest", "/moderations", "\"input\":\"Hi\""));

  @TempDir Path folder;
  private MatrixGateway gateway;

  @BeforeEach
  void start() {
    gateway = new MatrixGateway(folder);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @TestFactory
  Stream<DynamicTest> takesWhatTheGatewaySends() {
    return Ingress.ALL.stream()
        .flatMap(ingress ->
            Egress.PUBLISHED.stream()
                .flatMap(egress ->
                    Asked.all().stream()
                        .flatMap(asked ->
                            Stream.of(false, true)
                                .map(stream -> test(ingress, egress, asked, stream)))));
  }

  private DynamicTest test(Ingress ingress, Egress egress, Asked asked, boolean stream) {
    String name =
        "%s to %s: %s%s"
            .formatted(ingress.title(), egress.title(), asked.name(), stream ? ", streamed" : "");
    return DynamicTest.dynamicTest(name, () -> send(ingress, egress, asked, stream));
  }

  private void send(Ingress ingress, Egress provider, Asked asked, boolean stream) {
    Egress egress = provider.facing(ingress);
    String model = MatrixGateway.model(ingress, egress, asked.thinks());
    Optional<byte[]> body = Matrix.written(ingress, asked, model, stream);
    if (body.isEmpty()) {
      return;
    }
    gateway.ask(
        ingress.path(model, stream), body.get(), Matrix.whole(egress, Told.all().getFirst()));
    if (gateway.asked()) {
      FakeUpstream.Received sent = gateway.sent();
      requireValid(egress.dialect(), published(sent.target()), published(sent));
    }
  }

  /** The path at the vendor itself, for those who have its API behind paths of their own. */
  private static String published(String target) {
    return target
        .replaceFirst("^/openai/deployments/[^/]+", "")
        .replaceFirst("^/openai(/v1)?/", "/")
        .replaceFirst("^/v1/projects/.*/publishers/google/", "/v1/")
        .replaceFirst("^/v1/projects/.*/publishers/anthropic/models/.*", "/v1/messages");
  }

  /** Where Claude is on Vertex AI its model stands in the path, and its version in the body. */
  private static String published(FakeUpstream.Received sent) {
    if (!sent.target().contains("/publishers/anthropic/")) {
      return sent.body();
    }
    ObjectNode body = (ObjectNode) Json.parse(sent.body());
    assertThat(body.remove("anthropic_version")).isNotNull();
    return Json.text(body.put("model", "claude"));
  }

  @TestFactory
  Stream<DynamicTest> takesGeneratedConversations() {
    return Ingress.ALL.stream()
        .flatMap(ingress ->
            Egress.PUBLISHED.stream()
                .flatMap(egress ->
                    LongStream.range(0, 20)
                        .mapToObj(seed ->
                            test(
                                ingress,
                                egress,
                                new Asked(
                                    "conversation " + seed,
                                    false,
                                    new RandomTalk(seed).conversation(),
                                    Asked::conversation),
                                false))));
  }

  @TestFactory
  Stream<DynamicTest> takesWorkThatIsNoConversation() {
    return WORK.stream()
        .map(work ->
            DynamicTest.dynamicTest(
                work.get(0),
                () -> {
                  String body = "{\"model\":\"%s\",%s}".formatted(work.get(0), work.get(2));
                  HttpResponse<String> answer =
                      gateway.ask(
                          "/v3/compat" + work.get(1),
                          body.getBytes(StandardCharsets.UTF_8),
                          Script.json(500, "{}"));
                  assertThat(gateway.asked()).as(answer.body()).isTrue();
                  FakeUpstream.Received sent = gateway.sent();
                  requireValid(
                      work.get(0).startsWith("gemini")
                          ? Dialect.GEMINI_GENERATE
                          : Dialect.OPENAI_MEDIA,
                      sent.target(),
                      sent.body());
                }));
  }

  /** The bodies that the goldens say we send. */
  @TestFactory
  Stream<DynamicTest> takesTheGoldens() throws IOException {
    Map<String, Dialect> folders =
        Map.of(
            "openai.responses", Dialect.OPENAI_RESPONSES,
            "anthropic.messages", Dialect.ANTHROPIC_MESSAGES,
            "gemini.generate", Dialect.GEMINI_GENERATE);
    Path root = Path.of(System.getProperty("basedir", "."), "src/test/resources/golden");
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> bodies =
          files.filter(path -> path.endsWith("upstream-request.json")).sorted().toList();
      return bodies.stream()
          .filter(path -> folders.containsKey(dialect(path)))
          .filter(path -> !NEWER.contains(path.getName(path.getNameCount() - 2).toString()))
          .map(path ->
              DynamicTest.dynamicTest(
                  root.relativize(path).toString(),
                  () ->
                      requireValid(
                          Objects.requireNonNull(folders.get(dialect(path))),
                          path(Objects.requireNonNull(folders.get(dialect(path)))),
                          new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1))));
    }
  }

  private static String dialect(Path body) {
    return body.getName(body.getNameCount() - 3).toString();
  }

  private static String path(Dialect dialect) {
    return switch (dialect) {
      case OPENAI_RESPONSES -> "/v1/responses";
      case ANTHROPIC_MESSAGES -> "/v1/messages";
      default -> "/v1beta/models/m:generateContent";
    };
  }

  /** Asks the validator; the paths of OpenAI's and Google's files begin behind the version. */
  private static void requireValid(Dialect dialect, String target, String latin) {
    String base =
        System.getenv(
            switch (dialect) {
              case ANTHROPIC_MESSAGES -> "STEADY_ANTHROPIC_URL";
              case GEMINI_GENERATE -> "STEADY_GEMINI_URL";
              default -> "STEADY_OPENAI_URL";
            });
    String path =
        dialect == Dialect.ANTHROPIC_MESSAGES ? target : target.replaceFirst("^/v1(beta)?", "");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer any")
            .header("x-api-key", "any")
            .header("anthropic-version", "2023-06-01")
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(latin.getBytes(StandardCharsets.ISO_8859_1)))
            .build();
    HttpResponse<String> verdict;
    try {
      verdict = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    assertThat(verdict.headers().firstValue("x-steady-request-valid"))
        .as(
            "%s\n%s\n%s",
            path,
            verdict.body(),
            new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
        .contains("true");
  }
}
