package dev.switchboard.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.genai.Client;
import com.google.genai.gaos.models.interactions.CreateModelInteraction;
import com.google.genai.gaos.models.interactions.Function;
import com.google.genai.gaos.models.interactions.FunctionCallStep;
import com.google.genai.gaos.models.interactions.FunctionResultStep;
import com.google.genai.gaos.models.interactions.FunctionResultStepResultUnion;
import com.google.genai.gaos.models.interactions.Interaction;
import com.google.genai.gaos.models.interactions.InteractionsInput;
import com.google.genai.gaos.models.operations.CreateInteractionRequestBody;
import com.google.genai.gaos.models.operations.GetInteractionByIdRequest;
import com.google.genai.types.HttpOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Interactions API by Google's Java SDK. */
@Tag("sdk")
@EnabledIfEnvironmentVariable(named = GatewayUnderTest.BASE_URL_VARIABLE, matches = ".+")
class InteractionsJavaTest {
  private static final String MODELS = "dev.switchboard.sdk.GatewayUnderTest#models";

  private static Client client;

  @BeforeAll
  static void connect() {
    client =
        Client.builder()
            .apiKey(GatewayUnderTest.key())
            .httpOptions(
                HttpOptions.builder().baseUrl(GatewayUnderTest.baseUrl()).timeout(20_000).build())
            .build();
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void answersIsRetrievedAndDeleted(String model) {
    Interaction told = create(says(model, InteractionsInput.of("Say hello.")));
    assertThat(told.status().orElseThrow().value()).isEqualTo("completed");
    assertThat(told.steps().orElseThrow()).isNotEmpty();
    String id = told.id().orElseThrow();
    assertThat(get(id).id()).contains(id);
    client.interactions.delete(id);
    assertThat(catchThrowable(() -> get(id))).isNotNull();
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void streamsAndGoesOn(String model) throws Exception {
    Interaction first = create(says(model, InteractionsInput.of("Say hello.")));
    CreateModelInteraction.Builder next =
        says(model, InteractionsInput.of("Again."))
            .previousInteractionId(first.id().orElseThrow())
            .stream(true);
    try (var events =
        client.interactions.create(CreateInteractionRequestBody.of(next.build())).events()) {
      assertThat(events.stream().toList()).hasSizeGreaterThan(4);
    }
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void callsAFunctionAndTakesItsResult(String model) {
    Function clock =
        Function.builder()
            .name("get_time")
            .description("The time.")
            .parameters(Map.of("type", "object", "properties", Map.of()))
            .build();
    Interaction asked =
        create(says(model, InteractionsInput.of("How late is it?")).tools(List.of(clock)));
    FunctionCallStep call = (FunctionCallStep) asked.steps().orElseThrow().getLast();
    assertThat(call.name()).contains("get_time");
    FunctionResultStep result =
        FunctionResultStep.builder()
            .callId(call.id().orElseThrow())
            .name("get_time")
            .result(FunctionResultStepResultUnion.of("noon"))
            .build();
    Interaction answer =
        create(
            says(model, InteractionsInput.ofStep(List.of(result)))
                .tools(List.of(clock))
                .previousInteractionId(asked.id().orElseThrow()));
    assertThat(answer.status().orElseThrow().value()).isEqualTo("completed");
  }

  private static CreateModelInteraction.Builder says(String model, InteractionsInput input) {
    return CreateModelInteraction.builder().model(model).input(input);
  }

  private static Interaction create(CreateModelInteraction.Builder asked) {
    return client
        .interactions
        .create(CreateInteractionRequestBody.of(asked.build()))
        .interaction()
        .orElseThrow();
  }

  private static Interaction get(String id) {
    return client
        .interactions
        .get(GetInteractionByIdRequest.builder().id(id).build())
        .interaction()
        .orElseThrow();
  }
}
