package dev.switchboard.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.ir.FailureException;
import dev.switchboard.wire.openai.OpenAiPassThrough.Passage;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiPassThroughTest {
  private static final OpenAiFlags OPENAI =
      OpenAiFlags.of(
          OpenAiFlag.MAX_COMPLETION_TOKENS,
          OpenAiFlag.DEVELOPER_ROLE,
          OpenAiFlag.ALLOWED_TOOLS,
          OpenAiFlag.FILE_IDS);
  private static final OpenAiFlags MISTRAL =
      OpenAiFlags.of(
          OpenAiFlag.NO_STREAM_OPTIONS,
          OpenAiFlag.NINE_CHARACTER_IDS,
          OpenAiFlag.TOOL_CHOICE_ANY,
          OpenAiFlag.RANDOM_SEED,
          OpenAiFlag.NO_USER,
          OpenAiFlag.NO_MESSAGE_NAME);

  @Test
  void changesTheModelAndNoOtherByte() {
    assertThat(
            sent(
                OPENAI,
                "{ \"model\" : \"openai/gpt-4o\",\n \"messages\":[{\"role\":\"user\",\"content\":\"\\u00e4\"}] ,\"x\":1.50}"))
        .isEqualTo(
            "{ \"model\" : \"up\",\n \"messages\":[{\"role\":\"user\",\"content\":\"\\u00e4\"}] ,\"x\":1.50}");
  }

  @Test
  void keepsEveryByteWhenTheNameIsTheSame() {
    String body = "{\"model\":\"up\", \"messages\":[ ]}";

    assertThat(sent(OPENAI, body)).isEqualTo(body);
  }

  @Test
  void asksForUsageInAStreamAndKeepsItFromTheCaller() {
    Passage passage = passage(OPENAI, "{\"model\":\"m\",\"messages\":[],\"stream\":true}");

    assertThat(text(passage))
        .isEqualTo(
            "{\"model\":\"up\",\"messages\":[],\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
    assertThat(passage.withholdsUsage()).isTrue();
    assertThat(passage.passesBack("{\"id\":\"c\",\"choices\":[],\"usage\":{\"prompt_tokens\":1}}"))
        .isFalse();
  }

  @Test
  void addsTheWishForUsageToOptionsThatSayOtherThings() {
    assertThat(
            sent(
                OPENAI,
                "{\"model\":\"up\",\"stream\":true,\"stream_options\":{\"include_obfuscation\":false}}"))
        .isEqualTo(
            "{\"model\":\"up\",\"stream\":true,\"stream_options\":{\"include_obfuscation\":false,\"include_usage\":true}}");
  }

  @Test
  void givesTheCallerTheUsageThatTheCallerAskedFor() {
    Passage passage =
        passage(
            OPENAI,
            "{\"model\":\"up\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");

    assertThat(passage.withholdsUsage()).isFalse();
    assertThat(passage.passesBack("{\"choices\":[],\"usage\":{\"prompt_tokens\":1}}")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}],\"usage\":null}",
        "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1}}",
        "{\"choices\":[],\"prompt_filter_results\":[]}",
        "{\"choices\":[],\"usage\":null}",
        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\\\"usage\\\"\"}}]}",
        "[DONE]",
        "{\"usage\" broken"
      })
  void passesEveryEventBackThatHasMoreThanUsage(String data) {
    Passage passage = passage(OPENAI, "{\"model\":\"m\",\"stream\":true}");

    assertThat(passage.passesBack(data)).isTrue();
  }

  @Test
  void doesNotAskForUsageOutsideAStream() {
    assertThat(sent(OPENAI, "{\"model\":\"m\",\"stream\":false}"))
        .isEqualTo("{\"model\":\"up\",\"stream\":false}");
  }

  @Test
  void takesStreamOptionsAwayFromAVendorThatRefusesThem() {
    assertThat(
            sent(
                MISTRAL,
                "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}"))
        .isEqualTo("{\"model\":\"up\",\"stream\":true}");
  }

  @Test
  void namesTheBoundAsTheVendorDoes() {
    assertThat(sent(OPENAI, "{\"model\":\"up\",\"max_tokens\":5}"))
        .isEqualTo("{\"model\":\"up\",\"max_completion_tokens\":5}");
    assertThat(sent(MISTRAL, "{\"model\":\"up\",\"max_completion_tokens\":5}"))
        .isEqualTo("{\"model\":\"up\",\"max_tokens\":5}");
  }

  @Test
  void takesTheNewerOfTwoBounds() {
    String both = "{\"model\":\"up\",\"max_tokens\":5,\"max_completion_tokens\":6}";

    assertThat(sent(OPENAI, both)).isEqualTo("{\"model\":\"up\",\"max_completion_tokens\":6}");
    assertThat(sent(MISTRAL, both)).isEqualTo("{\"model\":\"up\",\"max_tokens\":6}");
  }

  @Test
  void dropsABoundOfNull() {
    assertThat(sent(OPENAI, "{\"model\":\"up\",\"max_tokens\":null}"))
        .isEqualTo("{\"model\":\"up\"}");
    assertThat(sent(MISTRAL, "{\"model\":\"up\",\"max_tokens\":5,\"max_completion_tokens\":null}"))
        .isEqualTo("{\"model\":\"up\",\"max_tokens\":5}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":\"m\",\"seed\":1}",
        "{\"model\":\"m\",\"user\":\"u\"}",
        "{\"model\":\"m\",\"tool_choice\":\"required\"}",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"tool\",\"tool_call_id\":\"call_1\"}]}",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"developer\",\"content\":\"x\"}]}",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"name\":\"anna\"}]}",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"assistant\",\"reasoning_content\":\"x\"}]}"
      })
  void leavesToTranslationWhatTheVendorTakesDifferently(String body) {
    assertThat(prepare(MISTRAL, body)).isEmpty();
  }

  /** What another gateway put into an answer comes back in the history; no vendor takes it. */
  @ParameterizedTest
  @ValueSource(strings = {"provider_specific_fields", "thinking_blocks"})
  void leavesToTranslationWhatAnswersOfOtherGatewaysHold(String field) {
    assertThat(
            prepare(
                OPENAI,
                "{\"model\":\"m\",\"messages\":[{\"role\":\"assistant\",\"content\":\"x\",\""
                    + field
                    + "\":{}}]}"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":\"m\",\"seed\":null}",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"the tool_call_id\"}]}",
        "{\"model\":\"m\",\"temperature\":1,\"unknown\":{\"a\":[]}}"
      })
  void passesOnWhatTheVendorTakes(String body) {
    assertThat(prepare(MISTRAL, body)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"model\":",
        "{\"model\":1}",
        "{\"model\":\"m\",\"stream\":\"yes\"}",
        "{\"model\":\"m\",\"stream\":true,\"stream_options\":7}"
      })
  void refusesABodyThatIsNotARequest(String body) {
    assertThatThrownBy(() -> prepare(OPENAI, body)).isInstanceOf(FailureException.class);
  }

  private static String sent(OpenAiFlags flags, String body) {
    return text(passage(flags, body));
  }

  private static String text(Passage passage) {
    return new String(passage.body(), StandardCharsets.UTF_8);
  }

  private static Passage passage(OpenAiFlags flags, String body) {
    return prepare(flags, body).orElseThrow();
  }

  private static Optional<Passage> prepare(OpenAiFlags flags, String body) {
    return new OpenAiPassThrough(flags).prepare(body.getBytes(StandardCharsets.UTF_8), "up");
  }
}
