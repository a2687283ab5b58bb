package dev.switchboard.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.client.AdvisorParams;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;
import org.springframework.ai.tool.annotation.Tool;

/** Spring AI in front of the gateway, by the dialects of OpenAI and of Anthropic. */
class SpringAiTest {
  record Person(String name, int age) {}

  /** Counts how often it was asked. */
  public static final class Weather {
    private int asked;

    @Tool(name = "get_weather", description = "The weather of a city.")
    public String weather(String city) {
      asked++;
      return "21 degrees in " + city;
    }
  }

  static Stream<Arguments> models() {
    return Target.models()
        .flatMap(model -> Stream.of("openai", "anthropic").map(by -> Arguments.of(model, by)));
  }

  @ParameterizedTest
  @MethodSource("models")
  void answersWithText(String model, String by) {
    assertThat(client(model, by).prompt("Say hello.").call().content()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("models")
  void streamsText(String model, String by) {
    List<String> pieces =
        client(model, by)
            .prompt("Say hello.")
            .stream()
            .content()
            .collectList()
            .block(Duration.ofSeconds(20));
    assertThat(pieces).hasSizeGreaterThan(1);
    assertThat(String.join("", pieces)).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("models")
  void callsATool(String model, String by) {
    Weather weather = new Weather();
    String text =
        client(model, by).prompt("What is the weather in Paris?").tools(weather).call().content();
    assertThat(weather.asked).isEqualTo(1);
    assertThat(text).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("models")
  void answersInTheFormOfAType(String model, String by) {
    Person person =
        client(model, by)
            .prompt("Invent a person.")
            .advisors(AdvisorParams.ENABLE_NATIVE_STRUCTURED_OUTPUT)
            .call()
            .entity(Person.class);
    assertThat(person.name()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void throwsOfAnUnknownModel(String by) {
    assertThatThrownBy(() -> client("no-such-model", by).prompt("Hi").call().content())
        .hasStackTraceContaining("NotFoundException");
  }

  static Stream<String> dialects() {
    return Stream.of("openai", "anthropic");
  }

  @Test
  void embedsInTheOrderAsked() {
    OpenAiEmbeddingModel embeddings =
        new OpenAiEmbeddingModel(
            OpenAiEmbeddingOptions.builder()
                .baseUrl(Target.baseUrl())
                .apiKey(Target.key())
                .model("sandbox/embed")
                .build());
    List<float[]> vectors = embeddings.embed(List.of("two", "one"));
    assertThat(vectors).hasSize(2);
    assertThat(vectors.get(1)).isEqualTo(embeddings.embed("one"));
  }

  private static ChatClient client(String model, String by) {
    return ChatClient.create(by.equals("openai") ? openAi(model) : anthropic(model));
  }

  private static ChatModel openAi(String model) {
    return OpenAiChatModel.builder()
        .options(
            OpenAiChatOptions.builder()
                .baseUrl(Target.baseUrl())
                .apiKey(Target.key())
                .model(model)
                .maxRetries(0)
                .build())
        .build();
  }

  private static ChatModel anthropic(String model) {
    return AnthropicChatModel.builder()
        .options(
            AnthropicChatOptions.builder()
                .baseUrl(Target.baseUrl())
                .apiKey(Target.key())
                .model(model)
                .maxTokens(4_000)
                .maxRetries(0)
                .build())
        .build();
  }
}
