package dev.switchboard.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import dev.switchboard.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** LangChain4j, which has an HTTP client and a reader of its own, in front of the gateway. */
@Tag("sdk")
@EnabledIfEnvironmentVariable(named = GatewayUnderTest.BASE_URL_VARIABLE, matches = ".+")
class LangChain4jTest {
  private static final String MODELS = "dev.switchboard.sdk.GatewayUnderTest#models";
  private static final UserMessage WEATHER = UserMessage.from("What is the weather in Paris?");

  @ParameterizedTest
  @MethodSource(MODELS)
  void answersWithText(String model) {
    ChatResponse answer = chat(model).chat(UserMessage.from("Say hello."));

    assertThat(answer.aiMessage().text()).isNotBlank();
    assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void streamsText(String model) throws Exception {
    Pieces pieces = streamed(model, ask(UserMessage.from("Say hello.")));

    ChatResponse whole = pieces.whole();
    assertThat(pieces.texts).hasSizeGreaterThan(1);
    assertThat(String.join("", pieces.texts)).isEqualTo(whole.aiMessage().text());
    assertThat(whole.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(whole.tokenUsage()).isNotNull();
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void callsAToolAndReadsItsResult(String model) {
    ChatModel chat = chat(model);
    AiMessage first = chat.chat(ask(WEATHER)).aiMessage();
    assertCallsTheTool(first);

    assertThat(chat.chat(withResult(first)).aiMessage().text()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void streamsAToolCallAndTheAnswerToItsResult(String model) throws Exception {
    AiMessage first = streamed(model, ask(WEATHER)).whole().aiMessage();
    assertCallsTheTool(first);

    assertThat(streamed(model, withResult(first)).whole().aiMessage().text()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void answersInTheFormOfASchema(String model) {
    ResponseFormat format =
        ResponseFormat.builder()
            .type(ResponseFormatType.JSON)
            .jsonSchema(
                JsonSchema.builder()
                    .name("person")
                    .rootElement(
                        JsonObjectSchema.builder()
                            .addStringProperty("name")
                            .addIntegerProperty("age")
                            .required("name", "age")
                            .build())
                    .build())
            .build();
    ChatResponse answer =
        chat(model)
            .chat(
                ChatRequest.builder()
                    .messages(UserMessage.from("Invent a person."))
                    .responseFormat(format)
                    .build());

    JsonNode person = Json.parse(answer.aiMessage().text());
    assertThat(person.get("name").isString()).isTrue();
    assertThat(person.get("age").isIntegralNumber()).isTrue();
  }

  @Test
  void tellsAWrongKey() {
    ChatModel wrong =
        OpenAiChatModel.builder()
            .baseUrl(GatewayUnderTest.baseUrl())
            .apiKey("not-a-key-of-this-gateway")
            .modelName("sandbox/chat")
            .maxRetries(0)
            .build();
    assertThatThrownBy(() -> wrong.chat("hello")).isInstanceOf(AuthenticationException.class);
  }

  @Test
  void tellsAnUnknownModel() {
    assertThatThrownBy(() -> chat("no-such-model").chat("hello"))
        .isInstanceOf(ModelNotFoundException.class);
  }

  @Test
  void tellsARateLimit() {
    assertThatThrownBy(() -> chat("sandbox/fault-rate-limit").chat("hello"))
        .isInstanceOf(RateLimitException.class);
  }

  private static ChatModel chat(String model) {
    return OpenAiChatModel.builder()
        .baseUrl(GatewayUnderTest.baseUrl())
        .apiKey(GatewayUnderTest.key())
        .modelName(model)
        .strictJsonSchema(true)
        .timeout(Duration.ofSeconds(20))
        .maxRetries(0)
        .build();
  }

  private static ChatRequest ask(ChatMessage... messages) {
    return ChatRequest.builder()
        .messages(List.of(messages))
        .toolSpecifications(tools(messages))
        .build();
  }

  /** The weather tool where the weather is asked for. */
  private static List<ToolSpecification> tools(ChatMessage... messages) {
    if (!messages[0].equals(WEATHER)) {
      return List.of();
    }
    return List.of(
        ToolSpecification.builder()
            .name("get_weather")
            .description("The weather of a city.")
            .parameters(
                JsonObjectSchema.builder().addStringProperty("city").required("city").build())
            .build());
  }

  private static ChatRequest withResult(AiMessage first) {
    return ask(
        WEATHER,
        first,
        ToolExecutionResultMessage.from(
            first.toolExecutionRequests().getFirst(), "{\"degrees\": 21}"));
  }

  private static void assertCallsTheTool(AiMessage message) {
    assertThat(message.hasToolExecutionRequests()).isTrue();
    assertThat(message.toolExecutionRequests().getFirst().name()).isEqualTo("get_weather");
    assertThat(Json.parse(message.toolExecutionRequests().getFirst().arguments()).has("city"))
        .isTrue();
  }

  private static Pieces streamed(String model, ChatRequest request) {
    Pieces pieces = new Pieces();
    OpenAiStreamingChatModel.builder()
        .baseUrl(GatewayUnderTest.baseUrl())
        .apiKey(GatewayUnderTest.key())
        .modelName(model)
        .timeout(Duration.ofSeconds(20))
        .build()
        .chat(request, pieces);
    return pieces;
  }

  /** What a stream brought. */
  private static final class Pieces implements StreamingChatResponseHandler {
    private final Queue<String> texts = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<ChatResponse> end = new CompletableFuture<>();

    ChatResponse whole() throws Exception {
      return end.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void onPartialResponse(String text) {
      texts.add(text);
    }

    @Override
    public void onCompleteResponse(ChatResponse whole) {
      end.complete(whole);
    }

    @Override
    public void onError(Throwable error) {
      end.completeExceptionally(error);
    }
  }
}
