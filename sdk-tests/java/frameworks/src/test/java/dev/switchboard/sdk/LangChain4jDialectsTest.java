package dev.switchboard.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.googleai.GoogleAiEmbeddingModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** LangChain4j, whose HTTP and whose readers are its own, by the dialects of Anthropic and Google. */
class LangChain4jDialectsTest {
  static Stream<Arguments> models() {
    return Target.models()
        .flatMap(model -> Stream.of("anthropic", "google").map(by -> Arguments.of(model, by)));
  }

  @ParameterizedTest
  @MethodSource("models")
  void answersWithText(String model, String by) {
    assertThat(chat(model, by).chat("Say hello.")).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("models")
  void streamsText(String model, String by) throws Exception {
    List<String> pieces = Collections.synchronizedList(new ArrayList<>());
    ChatResponse whole =
        streamed(streaming(model, by), ask(UserMessage.from("Say hello.")), pieces);
    assertThat(pieces).hasSizeGreaterThan(1);
    assertThat(String.join("", pieces)).isEqualTo(whole.aiMessage().text());
  }

  /**
   * Google's own bytes go through; the mock ends a call with a word that Google does not have, and
   * LangChain4j fails at words that it does not know.
   */
  static Stream<Arguments> callers() {
    return models()
        .filter(one -> {
          String model = (String) one.get()[0];
          return one.get()[1].equals("anthropic")
              || !(model.startsWith("gemini") || model.startsWith("vertex"));
        });
  }

  @ParameterizedTest
  @MethodSource("callers")
  void callsToolsInParallelAndReadsTheirResults(String model, String by) throws Exception {
    String asked = model.equals("sandbox/chat") ? "sandbox/chat@calls=2" : model;
    UserMessage question = UserMessage.from("How warm is it in both cities?");
    AiMessage whole = chat(asked, by).chat(ask(question)).aiMessage();
    AiMessage streamed =
        streamed(streaming(asked, by), ask(question), new ArrayList<>()).aiMessage();
    for (AiMessage first : List.of(whole, streamed)) {
      assertThat(first.toolExecutionRequests()).hasSize(2);
      List<ChatMessage> history = new ArrayList<>(List.of(question, first));
      first
          .toolExecutionRequests()
          .forEach(call -> history.add(ToolExecutionResultMessage.from(call, "21")));
      ChatResponse second = chat(asked, by).chat(ask(history.toArray(ChatMessage[]::new)));
      assertThat(second.aiMessage().text()).isNotBlank();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void answersInTheFormOfASchema(String model, String by) {
    JsonSchema person =
        JsonSchema.builder()
            .name("person")
            .rootElement(
                JsonObjectSchema.builder()
                    .addStringProperty("name")
                    .addIntegerProperty("age")
                    .required("name", "age")
                    .additionalProperties(false)
                    .build())
            .build();
    ChatRequest asked =
        ChatRequest.builder()
            .messages(UserMessage.from("Invent a person."))
            .responseFormat(
                ResponseFormat.builder().type(ResponseFormatType.JSON).jsonSchema(person).build())
            .build();
    assertThat(chat(model, by).chat(asked).aiMessage().text()).contains("\"name\"", "\"age\"");
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void throwsOfAnUnknownModel(String by) {
    assertThatThrownBy(() -> chat("no-such-model", by).chat("Hi"))
        .isInstanceOf(ModelNotFoundException.class);
  }

  static Stream<String> dialects() {
    return Stream.of("anthropic", "google");
  }

  @ParameterizedTest
  @MethodSource("embedders")
  void embedsInTheOrderAsked(String model, EmbeddingModel embeddings) {
    List<Embedding> vectors =
        embeddings.embedAll(List.of(TextSegment.from("two"), TextSegment.from("one"))).content();
    assertThat(vectors).hasSize(2);
    assertThat(vectors.get(1).vector()).isEqualTo(embeddings.embed("one").content().vector());
  }

  static Stream<Arguments> embedders() {
    return Stream.of("sandbox/embed", "openai-mock/text-embedding-3-small")
        .flatMap(model ->
            Stream.of(
                Arguments.of(
                    model,
                    OpenAiEmbeddingModel.builder()
                        .baseUrl(Target.baseUrl())
                        .apiKey(Target.key())
                        .modelName(model)
                        .build()),
                Arguments.of(
                    model,
                    GoogleAiEmbeddingModel.builder()
                        .baseUrl(Target.baseUrl() + "/v1beta")
                        .apiKey(Target.key())
                        .modelName(model)
                        .build())));
  }

  private static ChatModel chat(String model, String by) {
    return by.equals("anthropic")
        ? AnthropicChatModel.builder()
            .baseUrl(Target.baseUrl() + "/v1")
            .apiKey(Target.key())
            .modelName(model)
            .maxTokens(4_000)
            .maxRetries(0)
            .build()
        : GoogleAiGeminiChatModel.builder()
            .baseUrl(Target.baseUrl() + "/v1beta")
            .apiKey(Target.key())
            .modelName(model)
            .maxRetries(0)
            .build();
  }

  private static StreamingChatModel streaming(String model, String by) {
    return by.equals("anthropic")
        ? AnthropicStreamingChatModel.builder()
            .baseUrl(Target.baseUrl() + "/v1")
            .apiKey(Target.key())
            .modelName(model)
            .maxTokens(4_000)
            .build()
        : GoogleAiGeminiStreamingChatModel.builder()
            .baseUrl(Target.baseUrl() + "/v1beta")
            .apiKey(Target.key())
            .modelName(model)
            .build();
  }

  /** The tool goes along where the temperature is asked for. */
  private static ChatRequest ask(ChatMessage... messages) {
    ToolSpecification tool =
        ToolSpecification.builder()
            .name("get_temperature")
            .description("How warm it is in one of the cities.")
            .parameters(
                JsonObjectSchema.builder().addStringProperty("city").required("city").build())
            .build();
    boolean wanted = ((UserMessage) messages[0]).singleText().contains("cities");
    return ChatRequest.builder()
        .messages(List.of(messages))
        .toolSpecifications(wanted ? List.of(tool) : List.of())
        .build();
  }

  private static ChatResponse streamed(
      StreamingChatModel model, ChatRequest request, List<String> pieces) throws Exception {
    CompletableFuture<ChatResponse> end = new CompletableFuture<>();
    model.chat(
        request,
        new StreamingChatResponseHandler() {
          @Override
          public void onPartialResponse(String text) {
            pieces.add(text);
          }

          @Override
          public void onCompleteResponse(ChatResponse whole) {
            end.complete(whole);
          }

          @Override
          public void onError(Throwable error) {
            end.completeExceptionally(error);
          }
        });
    return end.get(20, TimeUnit.SECONDS);
  }
}
