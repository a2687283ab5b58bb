package dev.switchboard.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.genai.Chat;
import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.errors.ApiException;
import com.google.genai.errors.ClientException;
import com.google.genai.errors.ServerException;
import com.google.genai.types.Content;
import com.google.genai.types.FinishReason;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.ListModelsConfig;
import com.google.genai.types.Model;
import com.google.genai.types.Part;
import com.google.genai.types.Schema;
import com.google.genai.types.ThinkingConfig;
import com.google.genai.types.Tool;
import com.google.genai.types.Type;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Google's Java SDK in front of the gateway. */
@Tag("sdk")
@EnabledIfEnvironmentVariable(named = GatewayUnderTest.BASE_URL_VARIABLE, matches = ".+")
class GeminiJavaTest {
  private static final String MODELS = "dev.switchboard.sdk.GatewayUnderTest#models";
  private static final String MOCKED = "dev.switchboard.sdk.GatewayUnderTest#mockedModels";
  private static final GenerateContentConfig NOTHING = GenerateContentConfig.builder().build();
  private static final GenerateContentConfig TOOLS =
      GenerateContentConfig.builder()
          .tools(
              Tool.builder()
                  .functionDeclarations(
                      FunctionDeclaration.builder()
                          .name("get_weather")
                          .description("The weather of a city.")
                          .parameters(
                              Schema.builder()
                                  .type(Type.Known.OBJECT)
                                  .properties(
                                      ImmutableMap.of(
                                          "city", Schema.builder().type(Type.Known.STRING).build()))
                                  .required("city")
                                  .build())
                          .build())
                  .build())
          .build();

  private static Client client;

  @BeforeAll
  static void connect() {
    client = client(GatewayUnderTest.key(), Map.of());
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void answersWithText(String model) {
    GenerateContentResponse answer = client.models.generateContent(model, "Say hello.", NOTHING);

    assertThat(answer.text()).isNotBlank();
    assertThat(answer.finishReason().knownEnum()).isEqualTo(FinishReason.Known.STOP);
    assertThat(answer.usageMetadata().orElseThrow().promptTokenCount().orElse(0))
        .matches(tokens -> tokens > 0 || !GatewayUnderTest.counts(model));
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void streamsWhatItAnswersWhole(String model) {
    String whole = client.models.generateContent(model, "Say hello.", NOTHING).text();
    List<GenerateContentResponse> chunks = new ArrayList<>();
    try (ResponseStream<GenerateContentResponse> stream =
        client.models.generateContentStream(model, "Say hello.", NOTHING)) {
      stream.forEach(chunks::add);
    }

    StringBuilder text = new StringBuilder();
    chunks.forEach(chunk -> text.append(chunk.text() == null ? "" : chunk.text()));
    assertThat(chunks).hasSizeGreaterThan(2);
    assertThat(text.toString()).isEqualTo(whole);
    assertThat(chunks.getLast().usageMetadata()).isPresent();
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void remembersTheTurnsOfAChat(String model) {
    Chat chat = client.chats.create(model);
    chat.sendMessage("Say hello.");
    chat.sendMessageStream("Say hello again.").forEach(chunk -> {});
    assertThat(chat.sendMessage("And hello once more.").text()).isNotBlank();
    assertThat(chat.getHistory(true).stream().map(turn -> turn.role().orElse("")))
        .filteredOn("user"::equals)
        .hasSize(3);
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void callsAToolAndReadsItsResult(String model) {
    Content question = Content.fromParts(Part.fromText("What is the weather in Paris?"));
    GenerateContentResponse answer = client.models.generateContent(model, question, TOOLS);
    FunctionCall call = answer.functionCalls().getFirst();
    assertThat(call.name()).contains("get_weather");
    assertThat(call.args().orElseThrow()).containsKey("city");

    GenerateContentResponse after =
        client.models.generateContent(
            model,
            List.of(
                question,
                answer.candidates().orElseThrow().getFirst().content().orElseThrow(),
                Content.fromParts(
                    Part.fromFunctionResponse("get_weather", ImmutableMap.of("degrees", 21)))),
            TOOLS);
    assertThat(after.text()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource(MOCKED)
  void callsToolsInParallelOverTwoTurns(String model) {
    Content question = Content.fromParts(Part.fromText("How warm is it in each of the towns?"));
    List<Content> contents = new ArrayList<>(List.of(question));
    List<Object> cities = new ArrayList<>();
    try (ResponseStream<GenerateContentResponse> stream =
        client.models.generateContentStream(model, question, TOOLS)) {
      for (GenerateContentResponse chunk : stream) {
        chunk.candidates().flatMap(all -> all.getFirst().content()).ifPresent(contents::add);
        if (chunk.functionCalls() != null) {
          chunk.functionCalls().forEach(call -> cities.add(call.args().orElseThrow().get("city")));
        }
      }
    }
    assertThat(cities).containsExactly("Paris", "Rome");

    contents.add(
        Content.fromParts(
            Part.fromFunctionResponse("get_weather", ImmutableMap.of("degrees", 21)),
            Part.fromFunctionResponse("get_weather", ImmutableMap.of("degrees", 25))));
    assertThat(client.models.generateContent(model, contents, TOOLS).text())
        .isEqualTo("Paris has 21 degrees, Rome has 25.");
  }

  /** Called by the SDK, which finds it by reflection. */
  public static String weatherOf(String city) {
    return "21 degrees in " + city;
  }

  @Test
  void callsFunctionsByItself() throws NoSuchMethodException {
    GenerateContentConfig config =
        GenerateContentConfig.builder()
            .tools(
                Tool.builder()
                    .functions(
                        ImmutableList.of(GeminiJavaTest.class.getMethod("weatherOf", String.class)))
                    .build())
            .build();
    GenerateContentResponse answer =
        client.models.generateContent("sandbox/chat", "What is the weather of Paris?", config);
    assertThat(answer.text()).isNotBlank();
    assertThat(answer.automaticFunctionCallingHistory().orElseThrow()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void followsASchema(String model) {
    GenerateContentConfig config =
        GenerateContentConfig.builder()
            .responseMimeType("application/json")
            .responseSchema(
                Schema.builder()
                    .type(Type.Known.OBJECT)
                    .properties(
                        ImmutableMap.of(
                            "name",
                            Schema.builder().type(Type.Known.STRING).build(),
                            "age",
                            Schema.builder().type(Type.Known.INTEGER).build()))
                    .required("name", "age")
                    .build())
            .build();
    GenerateContentResponse answer =
        client.models.generateContent(model, "Describe a person.", config);
    assertThat(Json.parse(answer.text()).propertyNames()).containsExactlyInAnyOrder("name", "age");
  }

  @ParameterizedTest
  @MethodSource(MOCKED)
  void readsPicturesAndDocuments(String model) {
    Part picture = Part.fromBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G'}, "image/png");
    Part paper = Part.fromBytes(new byte[] {'%', 'P', 'D', 'F', '-'}, "application/pdf");
    Part words = Part.fromText("Describe the attachments.");
    assertThat(
            client.models.generateContent(model, Content.fromParts(picture, words), NOTHING).text())
        .isEqualTo("A picture and a document.");
    Content both = Content.fromParts(picture, paper, words);
    if (GatewayUnderTest.readsDocuments(model)) {
      assertThat(client.models.generateContent(model, both, NOTHING).text())
          .isEqualTo("A picture and a document.");
    } else {
      assertThat(
              catchThrowableOfType(
                      ClientException.class,
                      () -> client.models.generateContent(model, both, NOTHING))
                  .code())
          .isEqualTo(422);
    }
  }

  @ParameterizedTest
  @MethodSource(MOCKED)
  void handsOnAProvidersRateLimit(String model) {
    ClientException refused =
        catchThrowableOfType(
            ClientException.class,
            () ->
                client.models.generateContent(
                    GatewayUnderTest.alone(model), "Please refuse.", NOTHING));
    assertThat(refused.code()).isEqualTo(429);
  }

  @ParameterizedTest
  @MethodSource("dev.switchboard.sdk.GatewayUnderTest#thinkers")
  void bringsThoughtsBackOnTheNextTurn(String model) {
    GenerateContentConfig config =
        GenerateContentConfig.builder()
            .thinkingConfig(ThinkingConfig.builder().includeThoughts(true).build())
            .tools(
                Tool.builder()
                    .functionDeclarations(
                        FunctionDeclaration.builder()
                            .name("get_time")
                            .description("The time.")
                            .build())
                    .build())
            .build();
    Chat chat = client.chats.create(model, config);
    chat.sendMessage("How late is it?");
    GenerateContentResponse after =
        chat.sendMessage(
            Content.fromParts(
                Part.fromFunctionResponse("get_time", ImmutableMap.of("time", "12:00"))));
    assertThat(after.text()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void countsTokens(String model) {
    assertThat(client.models.countTokens(model, "Say hello.", null).totalTokens().orElseThrow())
        .isPositive();
  }

  @Test
  void listsModelsOverSeveralPages() {
    List<String> names = new ArrayList<>();
    for (Model model : client.models.list(ListModelsConfig.builder().pageSize(50).build())) {
      names.add(model.name().orElseThrow());
    }
    assertThat(names)
        .hasSizeGreaterThan(50)
        .doesNotHaveDuplicates()
        .contains("models/sandbox/chat");
  }

  @Test
  void tellsOneModel() {
    Model model = client.models.get("openai-mock/gpt-4o", null);
    assertThat(model.name()).contains("models/openai-mock/gpt-4o");
    assertThat(model.inputTokenLimit()).contains(128_000);
  }

  @ParameterizedTest
  @CsvSource({
    "wrong, sandbox/chat, '',         401, UNAUTHENTICATED",
    "right, no-such-model, '',        404, NOT_FOUND",
    "right, sandbox/chat, status=400, 400, INVALID_ARGUMENT",
    "right, sandbox/chat, status=429, 429, RESOURCE_EXHAUSTED",
    "right, sandbox/chat, status=500, 502, UNAVAILABLE",
    "right, sandbox/chat, status=503, 503, UNAVAILABLE",
  })
  void throwsTypedExceptions(String key, String model, String directive, int code, String status) {
    Map<String, String> headers =
        directive.isEmpty() ? Map.of() : Map.of("x-switchboard-sandbox", directive);
    try (Client asked =
        client(
            key.equals("right") ? GatewayUnderTest.key() : "sb-wrong-key-wrong-key-wrong",
            headers)) {
      ApiException thrown =
          catchThrowableOfType(
              ApiException.class, () -> asked.models.generateContent(model, "Hi", NOTHING));
      assertThat(thrown).isInstanceOf(code < 500 ? ClientException.class : ServerException.class);
      assertThat(thrown.code()).isEqualTo(code);
      assertThat(thrown.status()).isEqualTo(status);
      assertThat(thrown.message()).isNotBlank();
    }
  }

  @Test
  void throwsInTheMiddleOfAStream() {
    try (Client asked =
        client(GatewayUnderTest.key(), Map.of("x-switchboard-sandbox", "fault=cut"))) {
      ServerException thrown =
          catchThrowableOfType(
              ServerException.class,
              () ->
                  asked
                      .models
                      .generateContentStream("sandbox/chat", "Tell me a story.", NOTHING)
                      .forEach(chunk -> {}));
      assertThat(thrown.status()).isEqualTo("UNAVAILABLE");
    }
  }

  private static Client client(String key, Map<String, String> headers) {
    return Client.builder()
        .apiKey(key)
        .httpOptions(
            HttpOptions.builder()
                .baseUrl(GatewayUnderTest.baseUrl())
                .timeout(20_000)
                .headers(headers)
                .retryOptions(HttpRetryOptions.builder().attempts(1).build())
                .build())
        .build();
  }
}
