package dev.switchboard.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.Reasoning;
import com.openai.models.ReasoningEffort;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputContent;
import com.openai.models.responses.ResponseInputFile;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseInputText;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseReasoningItem;
import com.openai.models.responses.ResponseStreamEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What else responses can do by the official Java SDK, whole and streamed. */
@Tag("sdk")
@EnabledIfEnvironmentVariable(named = GatewayUnderTest.BASE_URL_VARIABLE, matches = ".+")
class OpenAiResponsesFeaturesJavaTest {
  private static final String GATEWAY = "dev.switchboard.sdk.GatewayUnderTest#";
  private static final ResponseInputContent PICTURE =
      ResponseInputContent.ofInputImage(
          ResponseInputImage.builder()
              .detail(ResponseInputImage.Detail.AUTO)
              .imageUrl("data:image/png;base64,iVBORw0KGgo=")
              .build());
  private static final ResponseInputContent PAPER =
      ResponseInputContent.ofInputFile(
          ResponseInputFile.builder()
              .filename("page.pdf")
              .fileData("data:application/pdf;base64,JVBERi0xLjQK")
              .build());

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
  @MethodSource(GATEWAY + "callers")
  void callsToolsInParallelOverTwoTurns(String model) {
    for (Function<ResponseCreateParams, Response> ask : ways()) {
      List<ResponseInputItem> items =
          new ArrayList<>(List.of(says("How warm is it in both cities?")));
      Response first = ask.apply(asked(model, items).addTool(tool()).build());
      List<ResponseFunctionToolCall> calls =
          first.output().stream().flatMap(item -> item.functionCall().stream()).toList();
      assertThat(calls)
          .hasSize(2)
          .extracting(ResponseFunctionToolCall::callId)
          .doesNotHaveDuplicates();
      calls.forEach(call -> items.add(ResponseInputItem.ofFunctionCall(call)));
      calls.forEach(call ->
          items.add(
              ResponseInputItem.ofFunctionCallOutput(
                  ResponseInputItem.FunctionCallOutput.builder()
                      .callId(call.callId())
                      .output("21")
                      .build())));
      assertThat(text(ask.apply(asked(model, items).addTool(tool()).build()))).isNotBlank();
    }
  }

  @ParameterizedTest
  @MethodSource(GATEWAY + "responsesModels")
  void takesPicturesAndDocuments(String model) {
    for (Function<ResponseCreateParams, Response> ask : ways()) {
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
    Reasoning reasoning =
        Reasoning.builder().effort(ReasoningEffort.LOW).summary(Reasoning.Summary.AUTO).build();
    for (Function<ResponseCreateParams, Response> ask : ways()) {
      List<ResponseInputItem> items = new ArrayList<>(List.of(says("Please ponder.")));
      Response first = ask.apply(asked(model, items).reasoning(reasoning).build());
      ResponseReasoningItem thought = first.output().getFirst().reasoning().orElseThrow();
      assertThat(thought.summary().getFirst().text()).isNotBlank();
      items.add(ResponseInputItem.ofReasoning(thought));
      first.output().stream()
          .flatMap(item -> item.message().stream())
          .forEach(message -> items.add(ResponseInputItem.ofResponseOutputMessage(message)));
      items.add(says("Go on, ponder."));
      assertThat(text(ask.apply(asked(model, items).reasoning(reasoning).build()))).isNotBlank();
    }
  }

  @ParameterizedTest
  @MethodSource(GATEWAY + "mockedModels")
  void handsOnAProvidersRateLimit(String model) {
    for (Function<ResponseCreateParams, Response> ask : ways()) {
      assertThatThrownBy(() ->
              ask.apply(asked(GatewayUnderTest.alone(model), List.of(says("refuse"))).build()))
          .isInstanceOf(RateLimitException.class);
    }
  }

  private static List<Function<ResponseCreateParams, Response>> ways() {
    return List.of(
        params -> client.responses().create(params).validate(),
        OpenAiResponsesFeaturesJavaTest::streamed);
  }

  private static Response streamed(ResponseCreateParams params) {
    ResponseAccumulator accumulator = ResponseAccumulator.create();
    try (StreamResponse<ResponseStreamEvent> events = client.responses().createStreaming(params)) {
      events.stream().forEach(accumulator::accumulate);
    }
    return accumulator.response();
  }

  private static ResponseInputItem says(String text) {
    return ResponseInputItem.ofEasyInputMessage(
        EasyInputMessage.builder().role(EasyInputMessage.Role.USER).content(text).build());
  }

  private static ResponseCreateParams.Builder asked(String model, List<ResponseInputItem> items) {
    return ResponseCreateParams.builder().model(model).store(false).inputOfResponse(items);
  }

  private static ResponseCreateParams of(String model, ResponseInputContent... parts) {
    List<ResponseInputContent> all = new ArrayList<>(List.of(parts));
    all.add(
        ResponseInputContent.ofInputText(
            ResponseInputText.builder().text("Describe the picture and the document.").build()));
    return asked(
            model,
            List.of(
                ResponseInputItem.ofEasyInputMessage(
                    EasyInputMessage.builder()
                        .role(EasyInputMessage.Role.USER)
                        .contentOfResponseInputMessageContentList(all)
                        .build())))
        .build();
  }

  private static FunctionTool tool() {
    return FunctionTool.builder()
        .name("get_temperature")
        .description("How warm it is in one of the cities.")
        .parameters(
            FunctionTool.Parameters.builder()
                .putAdditionalProperty("type", JsonValue.from("object"))
                .putAdditionalProperty(
                    "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                .build())
        .strict(true)
        .build();
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
