package dev.switchboard.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import dev.switchboard.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The official Java SDK's Responses API in front of the gateway. */
@Tag("sdk")
@EnabledIfEnvironmentVariable(named = GatewayUnderTest.BASE_URL_VARIABLE, matches = ".+")
class OpenAiResponsesJavaTest {
  private static OpenAIClient client;

  @BeforeAll
  static void connect() {
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl(GatewayUnderTest.baseUrl())
            .apiKey(GatewayUnderTest.key())
            .maxRetries(0)
            .timeout(Duration.ofSeconds(20))
            .build();
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  @ParameterizedTest
  @MethodSource("dev.switchboard.sdk.GatewayUnderTest#responsesModels")
  void answersWithText(String model) {
    Response answer = client.responses().create(hello(model)).validate();
    assertThat(answer.status()).contains(ResponseStatus.COMPLETED);
    assertThat(text(answer)).isNotBlank();
    assertThat(answer.usage().orElseThrow().inputTokensDetails().cachedTokens()).isNotNegative();
  }

  @ParameterizedTest
  @MethodSource("dev.switchboard.sdk.GatewayUnderTest#responsesModels")
  void streamsThroughTheAccumulator(String model) {
    ResponseAccumulator accumulator = ResponseAccumulator.create();
    List<ResponseStreamEvent> events;
    try (StreamResponse<ResponseStreamEvent> stream =
        client.responses().createStreaming(hello(model))) {
      events = stream.stream().peek(accumulator::accumulate).toList();
    }
    events.forEach(ResponseStreamEvent::validate);
    String deltas =
        events.stream()
            .flatMap(event -> event.outputTextDelta().stream())
            .map(delta -> delta.delta())
            .collect(Collectors.joining());
    assertThat(text(accumulator.response())).isEqualTo(deltas).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("dev.switchboard.sdk.GatewayUnderTest#responsesModels")
  void callsAToolAndContinuesTheKeptResponse(String model) {
    ResponseCreateParams.Builder params = weather(model);
    Response first =
        client.responses().create(params.input("What is the weather in Paris?").build());
    ResponseFunctionToolCall call =
        first.output().stream()
            .flatMap(item -> item.functionCall().stream())
            .findFirst()
            .orElseThrow();
    assertThat(Json.parse(call.arguments()).has("city")).isTrue();
    Response second =
        client
            .responses()
            .create(
                weather(model)
                    .previousResponseId(first.id())
                    .inputOfResponse(
                        List.of(
                            ResponseInputItem.ofFunctionCallOutput(
                                ResponseInputItem.FunctionCallOutput.builder()
                                    .callId(call.callId())
                                    .output("21")
                                    .build())))
                    .build());
    assertThat(text(second)).isNotBlank();
    assertThat(second.previousResponseId()).contains(first.id());
  }

  @Test
  void retrievesAndDeletes() {
    Response told = client.responses().create(hello("sandbox/chat"));
    assertThat(text(client.responses().retrieve(told.id()))).isEqualTo(text(told));
    client.responses().delete(told.id());
    assertThatThrownBy(() -> client.responses().retrieve(told.id()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void tellsAnUnknownResponseAsABadRequest() {
    assertThatThrownBy(() ->
            client
                .responses()
                .create(
                    ResponseCreateParams.builder()
                        .model("sandbox/chat")
                        .previousResponseId("resp_none")
                        .input("x")
                        .build()))
        .isInstanceOf(BadRequestException.class);
  }

  private static ResponseCreateParams hello(String model) {
    return ResponseCreateParams.builder().model(model).input("Say hello.").build();
  }

  private static ResponseCreateParams.Builder weather(String model) {
    return ResponseCreateParams.builder()
        .model(model)
        .addTool(
            FunctionTool.builder()
                .name("get_weather")
                .description("The weather of a city.")
                .parameters(
                    FunctionTool.Parameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty(
                            "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                        .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                        .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                        .build())
                .strict(true)
                .build());
  }

  private static String text(Response response) {
    return response.output().stream()
        .map(ResponseOutputItem::message)
        .flatMap(message -> message.stream())
        .flatMap(message -> message.content().stream())
        .flatMap(content -> content.outputText().stream())
        .map(text -> text.text())
        .collect(Collectors.joining());
  }
}
