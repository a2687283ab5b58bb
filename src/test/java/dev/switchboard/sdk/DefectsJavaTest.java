package dev.switchboard.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.MessageCreateParams;
import com.google.genai.Client;
import com.google.genai.errors.ApiException;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Providers that answer with deliberate defects: each is one typed exception of each SDK, and never
 * an answer.
 */
@Tag("sdk")
@EnabledIfEnvironmentVariable(named = GatewayUnderTest.BASE_URL_VARIABLE, matches = ".+")
class DefectsJavaTest {
  /** What a provider's status is to a caller of the gateway. */
  private static final Map<Integer, Integer> STATUSES =
      Map.of(
          400, 400, 401, 502, 403, 502, 404, 404, 413, 413, 429, 429, 500, 502, 503, 503, 529, 503);

  private static OpenAIClient openai;
  private static AnthropicClient anthropic;
  private static Client google;

  @BeforeAll
  static void connect() {
    openai =
        OpenAIOkHttpClient.builder()
            .baseUrl(GatewayUnderTest.baseUrl())
            .apiKey(GatewayUnderTest.key())
            .maxRetries(0)
            .build();
    anthropic =
        AnthropicOkHttpClient.builder()
            .baseUrl(GatewayUnderTest.baseUrl())
            .apiKey(GatewayUnderTest.key())
            .maxRetries(0)
            .build();
    google =
        Client.builder()
            .apiKey(GatewayUnderTest.key())
            .httpOptions(
                HttpOptions.builder()
                    .baseUrl(GatewayUnderTest.baseUrl())
                    .timeout(20_000)
                    .retryOptions(
                        HttpRetryOptions.builder()
                            .attempts(1)
                            .initialDelay(0.01)
                            .maxDelay(0.01)
                            .build())
                    .build())
            .build();
  }

  @AfterAll
  static void disconnect() {
    openai.close();
    anthropic.close();
    google.close();
  }

  /** A way to ask: the surface, and whether the answer is streamed. */
  record Way(String surface, boolean stream, BiConsumer<String, Boolean> asks) {
    void ask(String model) {
      asks.accept(model, stream);
    }

    @Override
    public String toString() {
      return surface + (stream ? ", streamed" : "");
    }
  }

  static Stream<Way> ways() {
    return Stream.of(true, false)
        .flatMap(stream ->
            Stream.of(
                new Way("chat", stream, DefectsJavaTest::chat),
                new Way("responses", stream, DefectsJavaTest::responses),
                new Way("messages", stream, DefectsJavaTest::messages),
                new Way("generate", stream, DefectsJavaTest::generate)));
  }

  static Stream<Arguments> waysAndModels() {
    return ways()
        .flatMap(way -> GatewayUnderTest.oddModels().map(model -> Arguments.of(model, way)));
  }

  @ParameterizedTest
  @MethodSource("waysAndModels")
  void statusesAreTypedExceptions(String model, Way way) {
    STATUSES.forEach((status, told) -> {
      int expected = status == 413 && model.startsWith("gemini") ? 400 : told;
      if (expected == 503 && way.surface().equals("messages")) {
        expected = 529;
      }
      assertThat(status(refused(way, GatewayUnderTest.defective(model, "status-" + status))))
          .as("%d", status)
          .isEqualTo(expected);
    });
  }

  @ParameterizedTest
  @MethodSource("waysAndModels")
  void noAnswerIsATypedException(String model, Way way) {
    for (String defect : List.of("reset", "html", "html-200", "empty")) {
      assertThat(status(refused(way, GatewayUnderTest.defective(model, defect))))
          .as(defect)
          .isEqualTo(502);
    }
  }

  @ParameterizedTest
  @MethodSource("waysAndModels")
  void aBrokenAnswerIsATypedException(String model, Way way) {
    List<String> defects =
        way.stream() ? List.of("cut", "no-end", "malformed", "error-event") : List.of("cut");
    for (String defect : defects) {
      assertThat(refused(way, GatewayUnderTest.defective(model, defect)))
          .as(defect)
          .isInstanceOfAny(OpenAIException.class, AnthropicException.class, ApiException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("waysAndModels")
  void whatCanBeReadIsAnAnswer(String model, Way way) {
    assertThat(catchThrowable(() -> way.ask(model))).isNull();
  }

  private static Throwable refused(Way way, String model) {
    Throwable refused = catchThrowable(() -> way.ask(model));
    assertThat(refused).as("%s, %s", way, model).isNotNull().hasMessageMatching("(?s).+");
    return refused;
  }

  private static int status(Throwable refused) {
    return switch (refused) {
      case OpenAIServiceException e -> e.statusCode();
      case AnthropicServiceException e -> e.statusCode();
      case ApiException e -> e.code();
      default -> throw new AssertionError("an exception of the SDK's own", refused);
    };
  }

  private static void chat(String model, boolean stream) {
    ChatCompletionCreateParams asked = ChatRequests.hello(model).build();
    if (!stream) {
      assertThat(openai.chat().completions().create(asked).choices()).isNotEmpty();
      return;
    }
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
    try (var chunks = openai.chat().completions().createStreaming(asked)) {
      chunks.stream().forEach(whole::accumulate);
    }
    assertThat(whole.chatCompletion().choices()).isNotEmpty();
  }

  private static void responses(String model, boolean stream) {
    ResponseCreateParams asked =
        ResponseCreateParams.builder().model(model).input("Say hello.").build();
    if (!stream) {
      assertThat(openai.responses().create(asked).output()).isNotEmpty();
      return;
    }
    try (var events = openai.responses().createStreaming(asked)) {
      ResponseStreamEvent last = events.stream().toList().getLast();
      // The SDK tells a failed response as an event.
      last.failed()
          .ifPresent(failed -> {
            throw new OpenAIException(failed.response().error().orElseThrow().message(), null);
          });
      assertThat(last.isCompleted()).isTrue();
    }
  }

  private static void messages(String model, boolean stream) {
    MessageCreateParams asked =
        MessageCreateParams.builder()
            .model(model)
            .maxTokens(99)
            .addUserMessage("Say hello.")
            .build();
    if (!stream) {
      assertThat(anthropic.messages().create(asked).content()).isNotEmpty();
      return;
    }
    MessageAccumulator whole = MessageAccumulator.create();
    try (var events = anthropic.messages().createStreaming(asked)) {
      events.stream().forEach(whole::accumulate);
    }
    assertThat(whole.message().content()).isNotEmpty();
  }

  private static void generate(String model, boolean stream) {
    GenerateContentConfig nothing = GenerateContentConfig.builder().build();
    if (!stream) {
      assertThat(google.models.generateContent(model, "Say hello.", nothing).text()).isNotBlank();
      return;
    }
    try (var chunks = google.models.generateContentStream(model, "Say hello.", nothing)) {
      chunks.forEach(chunk -> assertThat(chunk.candidates()).isPresent());
    }
  }
}
