package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.app.VoiceTalk.Heard;
import dev.switchboard.app.VoiceTalk.Wish;
import dev.switchboard.ir.AudioFormat;
import dev.switchboard.json.Json;
import dev.switchboard.provider.GeminiVoice;
import dev.switchboard.provider.OpenAiVoice;
import dev.switchboard.provider.Tones;
import dev.switchboard.provider.VoiceUpstream;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Callers of every dialect in front of models that OpenAI and Gemini hold sessions with. */
class RelayMatrixTest {
  private static final String OPENAI = "openai-voice/gpt-realtime";
  private static final String GEMINI = "gemini-voice/gemini-live-2.5-flash";

  private final HttpClient client = HttpClient.newHttpClient();
  private final OpenAiVoice openAi = new OpenAiVoice();
  private final GeminiVoice gemini = new GeminiVoice();
  private final VoiceUpstream openAiHost = new VoiceUpstream().with(openAi);
  private final VoiceUpstream geminiHost = new VoiceUpstream().with(gemini);
  private @Nullable RunningGateway running;

  @TempDir Path folder;

  @AfterEach
  void stop() {
    client.shutdownNow();
    if (running != null) {
      running.close();
    }
    openAiHost.close();
    geminiHost.close();
  }

  static Stream<Arguments> pairs() {
    return VoiceTalk.dialects().stream()
        .flatMap(dialect -> Stream.of(OPENAI, GEMINI).map(model -> Arguments.of(dialect, model)));
  }

  private RunningGateway gateway() {
    if (running != null) {
      return running;
    }
    RunningGateway started =
        RunningGateway.start(
            folder,
            """
            providers:
              openai-voice: {kind: openai, base_url: "%s", api_key: "test-credential-1234"}
              gemini-voice: {kind: gcp, base_url: "%s", api_key: "test-credential-1234"}
            """
                .formatted(openAiHost.address("/v1"), geminiHost.address("/v1beta")));
    running = started;
    return started;
  }

  private VoiceTalk talk(String dialect, Wish wish) {
    return VoiceTalk.of(dialect, gateway(), client, wish);
  }

  private void requireNoComplaints() {
    assertThat(openAi.complaints()).isEmpty();
    assertThat(gemini.complaints()).isEmpty();
  }

  /** The usage of all attempts, once so many responses and the session are on record. */
  private List<JsonNode> attempts(int calls) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (true) {
      List<JsonNode> found = new ArrayList<>();
      int names = 0;
      JsonNode traces = Json.parse(gateway().get("/v3/traces?limit=20").body()).path("data");
      for (JsonNode trace : traces) {
        String id = trace.path("id").asString();
        for (JsonNode span :
            Json.parse(gateway().get("/v3/traces/" + id).body()).at("/data/spans")) {
          String type = span.path("type").asString();
          names += type.equals("attempt") ? 0 : 1;
          if (type.equals("attempt")) {
            found.add(span.path("meta"));
          }
        }
      }
      if (names > calls || System.nanoTime() > end) {
        return found;
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void speaksOverTwoTurnsOfTextAndCountsThem(String dialect, String model) {
    VoiceTalk talk = talk(dialect, new Wish(model, false));
    talk.text("Hello");
    Heard first = talk.turn();
    talk.text("Good bye");
    Heard second = talk.turn();
    talk.close();

    assertThat(first.words).hasToString("You said: Hello");
    assertThat(second.words).hasToString("You said: Good bye");
    assertThat(List.of(first.input, first.output, second.input, second.output))
        .containsExactly(150L, 100L, 150L, 100L);
    assertThat(attempts(2))
        .extracting(attempt -> attempt.at("/usage/input_tokens").asInt())
        .containsExactly(150, 150);
    requireNoComplaints();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void callsAToolAndGoesOnWithItsResult(String dialect, String model) {
    VoiceTalk talk = talk(dialect, new Wish(model, false));
    talk.text("Read me the menu");
    Heard wanted = talk.turn();
    assertThat(wanted.calls).hasSize(1);
    assertThat(wanted.calls.getFirst().name()).isEqualTo("get_menu");
    assertThat(Json.parse(wanted.calls.getFirst().arguments()).path("day").asString())
        .isEqualTo("today");
    talk.result(wanted.calls.getFirst(), "margherita");
    Heard answer = talk.turn();
    talk.close();

    assertThat(answer.words.toString()).startsWith("The menu says ").contains("margherita");
    requireNoComplaints();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void answersSpeechWithSpeechAndWritesBothDown(String dialect, String model) {
    try (VoiceTalk talk = talk(dialect, new Wish(model, true))) {
      for (int i = 0; i < 2; i++) {
        talk.sound(Tones.tone(talk.wish.format(), 500), Tones.silence(talk.wish.format(), 400));
        Heard turn = talk.turn();

        assertThat(turn.transcript.toString()).matches("sound of (4[89]|5[0-4])0 ms");
        assertThat(turn.words).hasToString("You said: " + turn.transcript);
        assertThat(Tones.Heard.of(AudioFormat.PCM_24K, turn.sound.toByteArray()).loudMillis())
            .isBetween(380L, 420L);
      }
    }
    requireNoComplaints();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void answersWhatIsCommittedByHand(String dialect, String model) {
    try (VoiceTalk talk = talk(dialect, new Wish(model, true, true, AudioFormat.PCM_24K))) {
      for (int i = 0; i < 2; i++) {
        talk.sound(Tones.tone(talk.wish.format(), 300));
        talk.commit();

        assertThat(talk.turn().words.toString()).matches("You said: sound of (2[89]|3[0-4])0 ms");
      }
    }
    requireNoComplaints();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void endsAnAnswerIntoWhichTheCallerSpeaks(String dialect, String model) {
    VoiceTalk talk = talk(dialect, new Wish(model, true));
    talk.text("Tell me a story");
    talk.awaitSound();
    awaitPlaying();
    talk.sound(Tones.tone(talk.wish.format(), 300), Tones.silence(talk.wish.format(), 400));
    Heard cut = talk.turn();
    Heard answer = talk.turn();
    talk.close();

    assertThat(cut.interrupted).isTrue();
    assertThat(cut.input).isEqualTo(150);
    assertThat(answer.words.toString()).startsWith("You said: sound of");
    if (model.equals(OPENAI) && !dialect.equals("openai")) {
      awaitTruncated();
      assertThat(openAi.heard("conversation.item.truncate")).hasSize(1);
    }
    requireNoComplaints();
  }

  /** OpenAI is told, which may be after the next answer has come. */
  private void awaitTruncated() {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (openAi.heard("conversation.item.truncate").isEmpty() && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Some of what has come can have been played. */
  private static void awaitPlaying() {
    long played = System.nanoTime() + Duration.ofMillis(5).toNanos();
    while (System.nanoTime() - played < 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  static Stream<Arguments> formats() {
    AudioFormat telephone = new AudioFormat(AudioFormat.Encoding.MU_LAW, 8_000);
    AudioFormat narrow = new AudioFormat(AudioFormat.Encoding.PCM16, 8_000);
    return Stream.of(OPENAI, GEMINI)
        .flatMap(model ->
            Stream.of(
                Arguments.of("events", model, narrow),
                Arguments.of("events", model, AudioFormat.PCM_16K),
                Arguments.of("openai", model, telephone),
                Arguments.of("gemini", model, AudioFormat.PCM_16K)));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void hearsAndSpeaksAsTheCallerWritesIt(String dialect, String model, AudioFormat format) {
    try (VoiceTalk talk = talk(dialect, new Wish(model, true, false, format))) {
      talk.sound(Tones.tone(format, 500), Tones.silence(format, 400));
      Heard turn = talk.turn();

      AudioFormat told = dialect.equals("gemini") ? AudioFormat.PCM_24K : format;
      assertThat(turn.words.toString()).matches("You said: sound of (4[7-9]|5[0-4])0 ms");
      assertThat(Tones.Heard.of(told, turn.sound.toByteArray()).loudMillis()).isBetween(370L, 430L);
    }
    if (!dialect.equals("gemini")) {
      assertThat(gemini.rates()).allMatch(rate -> rate == 16_000);
    }
    requireNoComplaints();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void saysThatAnAnswerFailedAndGoesOn(String dialect, String model) {
    try (VoiceTalk talk = talk(dialect, new Wish(model, false))) {
      talk.text("Please fail");
      assertThat(talk.turn().end).isIn("failed", "RESPONSE_REJECTED");
      talk.text("Hello");
      assertThat(talk.turn().words).hasToString("You said: Hello");
    }
    requireNoComplaints();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void saysThatTheProviderBrokeOffAndCountsTheAnswerOnce(String dialect, String model) {
    VoiceTalk talk = talk(dialect, new Wish(model, false));
    talk.text("Now break");
    Heard turn = talk.turn();
    while (turn.closed < 0) {
      turn = talk.turn();
    }

    assertThat(turn.closed).isEqualTo(1011);
    assertThat(turn.error).contains("provider_failed");
    assertThat(attempts(1))
        .hasSize(1)
        .allMatch(attempt -> attempt.at("/usage/source").asString().equals("estimated"));
    requireNoComplaints();
  }

  @ParameterizedTest
  @ValueSource(strings = {OPENAI, GEMINI})
  void answersTheFramesOfTheQuickStart(String model) {
    VoiceCaller caller =
        VoiceCaller.of(gateway(), client, "/v3/realtime?model=" + model.replace("/", "%2F"));
    caller.say(Tones.tone(AudioFormat.PCM_24K, 500), Tones.silence(AudioFormat.PCM_24K, 800));
    long heard = 0;
    while (heard < AudioFormat.PCM_24K.bytes(400)) {
      JsonNode frame = caller.next();
      assertThat(frame.path("type").asString()).isEqualTo("audio");
      heard += frame.path("data").asString().length() * 3L / 4;
    }
    caller.close();
    requireNoComplaints();
  }
}
