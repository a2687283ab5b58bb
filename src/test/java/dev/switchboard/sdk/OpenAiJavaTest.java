package dev.switchboard.sdk;

import static dev.switchboard.sdk.ChatRequests.hello;
import static dev.switchboard.sdk.ChatRequests.person;
import static dev.switchboard.sdk.ChatRequests.weather;
import static dev.switchboard.sdk.ChatRequests.withResult;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.models.Model;
import dev.switchboard.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The official Java SDK in front of the gateway. */
@Tag("sdk")
@EnabledIfEnvironmentVariable(named = GatewayUnderTest.BASE_URL_VARIABLE, matches = ".+")
class OpenAiJavaTest {
  private static final String MODELS = "dev.switchboard.sdk.GatewayUnderTest#models";
  private static final String MOCKED = "dev.switchboard.sdk.GatewayUnderTest#mockedModels";

  private static OpenAIClient client;

  @BeforeAll
  static void connect() {
    client = client(GatewayUnderTest.key());
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void answersWithText(String model) {
    ChatCompletion answer = client.chat().completions().create(hello(model).build());

    assertThat(answer.validate().choices()).hasSize(1);
    assertThat(answer.choices().getFirst().finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    assertThat(answer.choices().getFirst().message().content().orElseThrow()).isNotBlank();
    assertThat(answer.usage().orElseThrow().completionTokens()).isNotNegative();
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void streamsThroughTheAccumulator(String model) {
    List<ChatCompletionChunk> chunks = new ArrayList<>();
    ChatCompletion whole =
        accumulated(
            hello(model)
                .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build(),
            chunks);

    assertThat(chunks.stream().map(ChatCompletionChunk::id).distinct()).hasSize(1);
    assertThat(chunks.stream().filter(chunk -> chunk.usage().isPresent())).hasSize(1);
    assertThat(whole.choices().getFirst().message().content().orElseThrow())
        .isEqualTo(
            chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .flatMap(choice -> choice.delta().content().stream())
                .collect(Collectors.joining()))
        .isNotBlank();
    assertThat(whole.usage()).isPresent();
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void callsAToolAndReadsItsResult(String model) {
    ChatCompletion first = client.chat().completions().create(weather(model).build());
    assertCallsTheTool(first);

    ChatCompletion second = client.chat().completions().create(withResult(model, first));
    assertThat(second.choices().getFirst().finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    assertThat(second.choices().getFirst().message().content().orElseThrow()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void streamsAToolCallAndTheAnswerToItsResult(String model) {
    ChatCompletion first = accumulated(weather(model).build(), new ArrayList<>());
    assertCallsTheTool(first);

    ChatCompletion second = accumulated(withResult(model, first), new ArrayList<>());
    assertThat(second.choices().getFirst().message().content().orElseThrow()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void answersInTheFormOfASchema(String model) {
    ChatCompletion answer =
        client
            .chat()
            .completions()
            .create(
                ChatCompletionCreateParams.builder()
                    .model(model)
                    .addUserMessage("Invent a person.")
                    .responseFormat(person())
                    .build());

    JsonNode person = Json.parse(answer.choices().getFirst().message().content().orElseThrow());
    assertThat(person.get("name").isString()).isTrue();
    assertThat(person.get("age").isIntegralNumber()).isTrue();
  }

  @Test
  void listsTheModels() {
    assertThat(client.models().list().autoPager().stream().map(Model::id)).contains("sandbox/chat");
  }

  @Test
  void retrievesAModelWhoseNameHasASlash() {
    assertThat(client.models().retrieve("sandbox/chat").id()).isEqualTo("sandbox/chat");
  }

  @Test
  void tellsAWrongKeyAsUnauthorized() {
    OpenAIClient wrong = client("not-a-key-of-this-gateway");
    try {
      UnauthorizedException refused =
          refused(
              UnauthorizedException.class,
              () -> wrong.chat().completions().create(hello("sandbox/chat").build()));
      assertThat(refused.code()).contains("invalid_api_key");
    } finally {
      wrong.close();
    }
  }

  @Test
  void tellsAnUnknownModelAsNotFound() {
    NotFoundException refused =
        refused(
            NotFoundException.class,
            () -> client.chat().completions().create(hello("no-such-model").build()));
    assertThat(refused.code()).contains("model_not_found");
  }

  @Test
  void tellsAFieldOfAWrongTypeAsABadRequest() {
    BadRequestException refused =
        refused(
            BadRequestException.class,
            () ->
                client
                    .chat()
                    .completions()
                    .create(
                        hello("sandbox/chat")
                            .putAdditionalBodyProperty("temperature", JsonValue.from("warm"))
                            .build()));
    assertThat(refused.param()).contains("temperature");
  }

  @Test
  void tellsTheSandboxsRateLimitAsOne() {
    refused(
        RateLimitException.class,
        () -> client.chat().completions().create(hello("sandbox/fault-rate-limit").build()));
  }

  @ParameterizedTest
  @MethodSource(MOCKED)
  void handsOnAProvidersRateLimitWithItsWait(String model) {
    RateLimitException refused =
        refused(
            RateLimitException.class,
            () ->
                client
                    .chat()
                    .completions()
                    .create(
                        ChatCompletionCreateParams.builder()
                            .model(GatewayUnderTest.alone(model))
                            .addUserMessage("refuse")
                            .build()));
    assertThat(refused.headers().values("retry-after")).isNotEmpty();
  }

  private static OpenAIClient client(String key) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(GatewayUnderTest.baseUrl())
        .apiKey(key)
        .maxRetries(0)
        .timeout(Duration.ofSeconds(20))
        .build();
  }

  private static ChatCompletion accumulated(
      ChatCompletionCreateParams params, List<ChatCompletionChunk> chunks) {
    ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(params)) {
      stream.stream().map(accumulator::accumulate).forEach(chunks::add);
    }
    return accumulator.chatCompletion();
  }

  private static void assertCallsTheTool(ChatCompletion answer) {
    ChatCompletion.Choice choice = answer.choices().getFirst();
    assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    ChatCompletionMessageFunctionToolCall call =
        choice.message().toolCalls().orElseThrow().getFirst().asFunction();
    assertThat(call.id()).isNotBlank();
    assertThat(call.function().name()).isEqualTo("get_weather");
    assertThat(Json.parse(call.function().arguments()).has("city")).isTrue();
  }

  private static <E extends OpenAIServiceException> E refused(
      Class<E> kind, ThrowingCallable call) {
    E refused = catchThrowableOfType(kind, call);
    assertThat(refused).isNotNull();
    assertThat(refused.headers().values("x-request-id")).hasSize(1);
    assertThat(refused.type()).isPresent();
    return refused;
  }
}
