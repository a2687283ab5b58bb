package dev.switchboard.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.google.genai.Client;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The three programs of the quick start in Java, in front of a gateway with providers of the names
 * that they use and of one that was started with {@code --sandbox}.
 */
@Tag("sdk")
@EnabledIfEnvironmentVariable(named = GatewayUnderTest.BASE_URL_VARIABLE, matches = ".+")
class QuickstartJavaTest {
  static Stream<String> bases() {
    return Stream.of(GatewayUnderTest.baseUrl(), GatewayUnderTest.sandboxUrl());
  }

  @ParameterizedTest
  @MethodSource("bases")
  void openAi(String base) {
    OpenAIClient client =
        OpenAIOkHttpClient.builder().baseUrl(base).apiKey(GatewayUnderTest.key()).build();
    ChatCompletion response =
        client
            .chat()
            .completions()
            .create(
                ChatCompletionCreateParams.builder()
                    .model("openai/gpt-4o-mini")
                    .addUserMessage("Hi there!")
                    .build());
    assertThat(response.choices().getFirst().message().content().orElseThrow()).isNotBlank();
    client.close();
  }

  @ParameterizedTest
  @MethodSource("bases")
  void anthropic(String base) {
    AnthropicClient client =
        AnthropicOkHttpClient.builder().baseUrl(base).apiKey(GatewayUnderTest.key()).build();
    Message message =
        client
            .messages()
            .create(
                MessageCreateParams.builder()
                    .model("anthropic/claude-sonnet-4.5")
                    .maxTokens(1024)
                    .addUserMessage("Hi there!")
                    .build());
    assertThat(message.content().getFirst().text().orElseThrow().text()).isNotBlank();
    client.close();
  }

  @ParameterizedTest
  @MethodSource("bases")
  void gemini(String base) {
    try (Client client =
        Client.builder()
            .apiKey(GatewayUnderTest.key())
            .httpOptions(HttpOptions.builder().baseUrl(base).build())
            .build()) {
      GenerateContentResponse response =
          client.models.generateContent("gcp/gemini-2.5-flash-eu", "Hi there!", null);
      assertThat(response.text()).isNotBlank();
    }
  }
}
