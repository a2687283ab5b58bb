package dev.switchboard.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ReasoningEffort;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What else chat completions can do by the official Java SDK, whole and streamed. */
@Tag("sdk")
@EnabledIfEnvironmentVariable(named = GatewayUnderTest.BASE_URL_VARIABLE, matches = ".+")
class OpenAiFeaturesJavaTest {
  private static final String GATEWAY = "dev.switchboard.sdk.GatewayUnderTest#";
  private static final ChatCompletionContentPart PICTURE =
      ChatCompletionContentPart.ofImageUrl(
          ChatCompletionContentPartImage.builder()
              .imageUrl(
                  ChatCompletionContentPartImage.ImageUrl.builder()
                      .url("data:image/png;base64,iVBORw0KGgo=")
                      .build())
              .build());
  private static final ChatCompletionContentPart PAPER =
      ChatCompletionContentPart.ofFile(
          ChatCompletionContentPart.File.builder()
              .file(
                  ChatCompletionContentPart.File.FileObject.builder()
                      .filename("page.pdf")
                      .fileData("data:application/pdf;base64,JVBERi0xLjQK")
                      .build())
              .build());

  private static OpenAIClient client;

  @BeforeAll
  static void connect() {
    client = client(GatewayUnderTest.key(), 20_000);
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  @ParameterizedTest
  @MethodSource(GATEWAY + "callers")
  void callsToolsInParallelOverTwoTurns(String model) {
    for (Function<ChatCompletionCreateParams, ChatCompletion> ask : ways()) {
      ChatCompletionCreateParams.Builder asked =
          says(model, "How warm is it in both cities?").addTool(tool());
      ChatCompletionMessage first = ask.apply(asked.build()).choices().getFirst().message();
      List<ChatCompletionMessageToolCall> calls = first.toolCalls().orElseThrow();
      assertThat(calls)
          .hasSize(2)
          .extracting(call -> call.asFunction().id())
          .doesNotHaveDuplicates();
      asked.addMessage(first);
      calls.forEach(call ->
          asked.addMessage(
              ChatCompletionToolMessageParam.builder()
                  .toolCallId(call.asFunction().id())
                  .content("21")
                  .build()));
      assertThat(text(ask.apply(asked.build()))).isNotBlank();
    }
  }

  @ParameterizedTest
  @MethodSource(GATEWAY + "models")
  void takesPicturesAndDocuments(String model) {
    for (Function<ChatCompletionCreateParams, ChatCompletion> ask : ways()) {
      assertThat(text(ask.apply(of(model, PICTURE)))).isNotBlank();
      if (GatewayUnderTest.readsDocuments(model)) {
        assertThat(text(ask.apply(of(model, PICTURE, PAPER)))).isNotBlank();
      } else {
        assertThatThrownBy(() -> ask.apply(of(model, PAPER)))
            .isInstanceOf(UnprocessableEntityException.class);
      }
    }
  }

  @ParameterizedTest
  @MethodSource(GATEWAY + "thinkers")
  void thinksOverTwoTurns(String model) {
    ChatCompletionCreateParams.Builder asked =
        says(model, "Please ponder.").reasoningEffort(ReasoningEffort.LOW);
    ChatCompletionMessage first =
        client.chat().completions().create(asked.build()).choices().getFirst().message();
    assertThat(first.content().orElseThrow()).isNotBlank();
    // Not in the SDK's types: what several vendors say.
    assertThat(first.toString()).contains("reasoning_content=");
    ChatCompletion second =
        client
            .chat()
            .completions()
            .create(asked.addMessage(first).addUserMessage("Go on, ponder.").build());
    assertThat(text(second)).isNotBlank();
  }

  @Test
  void tellsAKeyWithoutMoneyOrRights() {
    requireStatus(402, GatewayUnderTest.brokeKey());
    assertThat(requireStatus(403, GatewayUnderTest.narrowKey()))
        .isInstanceOf(PermissionDeniedException.class);
  }

  @Test
  void tellsTooLargeARequest() {
    OpenAIServiceException refused =
        catchThrowableOfType(
            OpenAIServiceException.class,
            () ->
                client
                    .chat()
                    .completions()
                    .create(says("sandbox/chat", "x".repeat(33 << 20)).build()));
    assertThat(refused.statusCode()).isEqualTo(413);
  }

  @Test
  void tellsThatAGatewayIsSilent() {
    try (OpenAIClientClosed hasty = new OpenAIClientClosed(client(GatewayUnderTest.key(), 300))) {
      assertThatThrownBy(() ->
              hasty
                  .client()
                  .chat()
                  .completions()
                  .create(says("sandbox/chat@latency=3s", "Hi").build()))
          .isInstanceOf(OpenAIIoException.class);
    }
  }

  /** A client that ends with its block. */
  private record OpenAIClientClosed(OpenAIClient client) implements AutoCloseable {
    @Override
    public void close() {
      client.close();
    }
  }

  private static OpenAIServiceException requireStatus(int status, String key) {
    try (OpenAIClientClosed asked = new OpenAIClientClosed(client(key, 20_000))) {
      OpenAIServiceException refused =
          catchThrowableOfType(
              OpenAIServiceException.class,
              () ->
                  asked
                      .client()
                      .chat()
                      .completions()
                      .create(says("openai-mock/gpt-4o", "Hi").build()));
      assertThat(refused.statusCode()).isEqualTo(status);
      return refused;
    }
  }

  private static List<Function<ChatCompletionCreateParams, ChatCompletion>> ways() {
    return List.of(
        params -> client.chat().completions().create(params), OpenAiFeaturesJavaTest::streamed);
  }

  private static ChatCompletion streamed(ChatCompletionCreateParams params) {
    ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> chunks =
        client.chat().completions().createStreaming(params)) {
      chunks.stream().forEach(accumulator::accumulate);
    }
    return accumulator.chatCompletion();
  }

  private static String text(ChatCompletion answer) {
    return answer.choices().getFirst().message().content().orElseThrow();
  }

  private static ChatCompletionCreateParams.Builder says(String model, String text) {
    return ChatCompletionCreateParams.builder().model(model).addUserMessage(text);
  }

  private static ChatCompletionCreateParams of(String model, ChatCompletionContentPart... parts) {
    List<ChatCompletionContentPart> all = new java.util.ArrayList<>(List.of(parts));
    all.add(
        ChatCompletionContentPart.ofText(
            ChatCompletionContentPartText.builder()
                .text("Describe the picture and the document.")
                .build()));
    return ChatCompletionCreateParams.builder()
        .model(model)
        .addUserMessageOfArrayOfContentParts(all)
        .build();
  }

  private static ChatCompletionFunctionTool tool() {
    return ChatCompletionFunctionTool.builder()
        .function(
            FunctionDefinition.builder()
                .name("get_temperature")
                .description("How warm it is in one of the cities.")
                .parameters(
                    FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty(
                            "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                        .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                        .build())
                .build())
        .build();
  }

  private static OpenAIClient client(String key, int millis) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(GatewayUnderTest.baseUrl())
        .apiKey(key)
        .maxRetries(0)
        .timeout(Duration.ofMillis(millis))
        .build();
  }
}
