package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.app.MediaGateway.Form;
import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** OpenAI's routes with vendors behind them that do one kind of work. */
class SpecialistsTest {
  @TempDir static Path folder;
  private static FakeUpstream upstream;
  private static MediaGateway gateway;

  @BeforeAll
  static void start() {
    upstream = FakeUpstream.start();
    gateway =
        new MediaGateway(
            folder,
            """
            providers:
              elevenlabs: {base_url: "%s", api_key: "test-credential-1234", retries: 0}
              voyage: {base_url: "%s", api_key: "test-credential-1234", retries: 0}
              deepgram: {base_url: "%s", api_key: "test-credential-1234", retries: 0}
            """
                .formatted(upstream.uri(""), upstream.uri("/v1"), upstream.uri("")));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    upstream.close();
  }

  private static FakeUpstream.Received last() {
    return upstream.requests().getLast();
  }

  @Test
  void elevenLabsSpeaksAsTheBytesCome() {
    upstream.enqueue(
        Script.status(200)
            .header("Content-Type", "audio/mpeg")
            .chunked()
            .chunk("abc")
            .chunk("def")
            .end());
    HttpResponse<byte[]> answer =
        gateway.json(
            "/audio/speech",
            "{\"model\":\"elevenlabs/eleven_multilingual_v2\",\"input\":\"Hi\",\"voice\":\"alloy\","
                + "\"speed\":1.1}");
    assertThat(MediaGateway.text(answer)).isEqualTo("abcdef");
    assertThat(last().target())
        .isEqualTo("/v1/text-to-speech/JBFqnCBsd6pthcjPDvPv/stream?output_format=mp3_44100_128");
    assertThat(last().headers().first("xi-api-key")).contains("test-credential-1234");
    JsonNode sent = Json.parse(last().body());
    assertThat(sent.path("model_id").stringValue()).isEqualTo("eleven_multilingual_v2");
    assertThat(sent.path("voice_settings").path("speed").asDouble()).isEqualTo(1.1);
    assertThat(answer.headers().firstValue("x-switchboard-fidelity").orElse("")).contains("voice");
  }

  @Test
  void elevenLabsSamplesBecomeAWav() throws Exception {
    upstream.enqueue(Script.status(200).header("Content-Type", "audio/pcm").body(new byte[24_000]));
    HttpResponse<byte[]> answer =
        gateway.json(
            "/audio/speech",
            "{\"model\":\"elevenlabs/eleven_v3\",\"input\":\"Hi\",\"voice\":\"abc123\","
                + "\"response_format\":\"wav\"}");
    assertThat(last().target()).isEqualTo("/v1/text-to-speech/abc123?output_format=pcm_24000");
    try (AudioInputStream sound =
        AudioSystem.getAudioInputStream(new ByteArrayInputStream(answer.body()))) {
      assertThat(sound.getFrameLength()).isEqualTo(12_000);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "response_format":"flac"
          "speed":3
          "voice":"../../v1/user"
          """)
  void elevenLabsIsNotAskedForWhatItCannotDo(String field) {
    int before = upstream.requests().size();
    HttpResponse<byte[]> answer =
        gateway.json(
            "/audio/speech", "{\"model\":\"elevenlabs/x\",\"input\":\"Hi\"," + field + "}");
    assertThat(answer.statusCode()).as(MediaGateway.text(answer)).isEqualTo(422);
    assertThat(upstream.requests()).hasSize(before);
  }

  @ParameterizedTest
  @CsvSource({
    "aura-2, '', model=aura-2-thalia-en&encoding=mp3",
    "aura-2, '\"voice\":\"alloy\"', model=aura-2-thalia-en&encoding=mp3",
    "aura-2, '\"voice\":\"luna\",\"response_format\":\"opus\"', model=aura-2-luna-en&encoding=opus&container=ogg",
    "aura-2, '\"voice\":\"aura-2-celeste-es\"', model=aura-2-celeste-es&encoding=mp3",
    "aura-2-thalia-en, '\"response_format\":\"pcm\"', model=aura-2-thalia-en&encoding=linear16&container=none&sample_rate=24000"
  })
  void deepgramSpeaksAsTheBytesCome(String model, String more, String query) {
    upstream.enqueue(
        Script.status(200)
            .header("Content-Type", "audio/mpeg")
            .chunked()
            .chunk("abc")
            .chunk("def")
            .end());
    HttpResponse<byte[]> answer =
        gateway.json(
            "/audio/speech",
            "{\"model\":\"deepgram/"
                + model
                + "\",\"input\":\"Hi\""
                + (more.isEmpty() ? "" : "," + more)
                + "}");
    assertThat(MediaGateway.text(answer)).isEqualTo("abcdef");
    assertThat(last().target()).isEqualTo("/v1/speak?" + query);
    assertThat(last().headers().first("authorization")).contains("Token test-credential-1234");
    assertThat(last().body()).isEqualTo("{\"text\":\"Hi\"}");
    assertThat(answer.headers().firstValue("x-switchboard-fidelity").isPresent())
        .isEqualTo(more.contains("alloy"));
  }

  @ParameterizedTest
  @CsvSource({
    "aura-2, '\"speed\":1.5'",
    "aura-2, '\"response_format\":\"mp4\"'",
    "aura-2-thalia-en, '\"voice\":\"luna\"'"
  })
  void deepgramIsNotAskedForWhatItCannotDo(String model, String field) {
    int before = upstream.requests().size();
    HttpResponse<byte[]> answer =
        gateway.json(
            "/audio/speech",
            "{\"model\":\"deepgram/" + model + "\",\"input\":\"Hi\"," + field + "}");
    assertThat(answer.statusCode()).as(MediaGateway.text(answer)).isIn(400, 422);
    assertThat(upstream.requests()).hasSize(before);
  }

  @Test
  void deepgramIsSentTheSoundAsItIs() {
    upstream.enqueue(
        Script.json(
            200,
            "{\"metadata\":{\"duration\":1.5},\"results\":{\"channels\":[{\"detected_language\":\"en\","
                + "\"alternatives\":[{\"transcript\":\"Hi there. Bye.\",\"words\":[]}]}],\"utterances\":["
                + "{\"start\":0.1,\"end\":0.7,\"transcript\":\"Hi there.\",\"speaker\":0},"
                + "{\"start\":1.0,\"end\":1.5,\"transcript\":\"Bye.\",\"speaker\":1}]}}"));
    HttpResponse<byte[]> answer =
        gateway.form(
            "/audio/transcriptions",
            new Form()
                .field("model", "deepgram/nova-3")
                .field("response_format", "diarized_json")
                .file("file", "a.mp3", "audio/mpeg", "ID3sound".getBytes(StandardCharsets.UTF_8)));
    JsonNode body = Json.parse(answer.body());
    assertThat(body.path("segments").findValuesAsString("text"))
        .as(MediaGateway.text(answer))
        .containsExactly("Hi there.", "Bye.");
    assertThat(body.path("segments").findValuesAsString("speaker"))
        .containsExactly("speaker_0", "speaker_1");
    assertThat(last().target())
        .isEqualTo(
            "/v1/listen?model=nova-3&smart_format=true&detect_language=true&utterances=true&diarize=true");
    assertThat(last().headers().first("content-type")).contains("audio/mpeg");
    assertThat(last().body()).isEqualTo("ID3sound");
  }

  @ParameterizedTest
  @CsvSource({"401, 502", "429, 429", "400, 400", "500, 502"})
  void deepgramsErrorsKeepTheirMeaning(int status, int expected) {
    upstream.enqueue(
        Script.json(status, "{\"err_code\":\"X\",\"err_msg\":\"something is wrong\"}"));
    HttpResponse<byte[]> answer =
        gateway.json("/audio/speech", "{\"model\":\"deepgram/aura-2\",\"input\":\"Hi\"}");
    assertThat(answer.statusCode()).as(MediaGateway.text(answer)).isEqualTo(expected);
  }

  @Test
  void elevenLabsWordsBecomeSentences() {
    upstream.enqueue(
        Script.json(
            200,
            "{\"language_code\":\"en\",\"text\":\"Hi there. Bye.\",\"words\":["
                + "{\"text\":\"Hi\",\"start\":0.1,\"end\":0.3,\"type\":\"word\",\"speaker_id\":\"s0\"},"
                + "{\"text\":\" \",\"start\":0.3,\"end\":0.4,\"type\":\"spacing\",\"speaker_id\":\"s0\"},"
                + "{\"text\":\"there.\",\"start\":0.4,\"end\":0.7,\"type\":\"word\",\"speaker_id\":\"s0\"},"
                + "{\"text\":\" \",\"start\":0.7,\"end\":1.0,\"type\":\"spacing\",\"speaker_id\":\"s1\"},"
                + "{\"text\":\"Bye.\",\"start\":1.0,\"end\":1.5,\"type\":\"word\",\"speaker_id\":\"s1\"}]}"));
    HttpResponse<byte[]> answer =
        gateway.form(
            "/audio/transcriptions",
            new Form()
                .field("model", "elevenlabs/scribe_v1")
                .field("response_format", "diarized_json")
                .file("file", "a.mp3", "audio/mpeg", "ID3sound".getBytes(StandardCharsets.UTF_8)));
    JsonNode body = Json.parse(answer.body());
    assertThat(body.path("segments").findValuesAsString("text"))
        .as(MediaGateway.text(answer))
        .containsExactly("Hi there.", "Bye.");
    assertThat(body.path("segments").findValuesAsString("speaker")).containsExactly("s0", "s1");
    assertThat(body.path("segments").path(1).path("end").asDouble()).isEqualTo(1.5);
    assertThat(last().target()).isEqualTo("/v1/speech-to-text");
    assertThat(last().body()).contains("name=\"diarize\"\r\n\r\ntrue", "name=\"model_id\"");
  }

  @ParameterizedTest
  @CsvSource({
    "401, quota_exceeded, 502",
    "401, invalid_api_key, 502",
    "404, voice_not_found, 400",
    "429, too_many_concurrent_requests, 429",
    "500, internal, 502"
  })
  void elevenLabsErrorsAreUnderstood(int status, String word, int ours) {
    upstream.enqueue(
        Script.json(
            status, "{\"detail\":{\"status\":\"" + word + "\",\"message\":\"It is so.\"}}"));
    assertThat(
            gateway
                .json("/audio/speech", "{\"model\":\"elevenlabs/x\",\"input\":\"Hi\"}")
                .statusCode())
        .isEqualTo(ours);
  }

  @Test
  void elevenLabsHasNoChat() {
    HttpResponse<byte[]> answer =
        gateway.json(
            "/chat/completions",
            "{\"model\":\"elevenlabs/x\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
    assertThat(answer.statusCode()).as(MediaGateway.text(answer)).isEqualTo(422);
  }

  @Test
  void voyageIsAskedInItsOwnWords() {
    upstream.enqueue(
        Script.json(
            200,
            "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"embedding\":[0.5],"
                + "\"index\":0}],\"model\":\"voyage-3\",\"usage\":{\"total_tokens\":7}}"));
    HttpResponse<byte[]> answer =
        gateway.json(
            "/embeddings",
            "{\"model\":\"voyage/voyage-3\",\"input\":\"x\",\"dimensions\":1,\"user\":\"u\","
                + "\"input_type\":\"query\",\"encoding_format\":\"base64\"}");
    JsonNode body = Json.parse(answer.body());
    assertThat(body.path("data").path(0).path("embedding").isString())
        .as(MediaGateway.text(answer))
        .isTrue();
    assertThat(body.path("usage").path("prompt_tokens").asInt()).isEqualTo(7);
    JsonNode sent = Json.parse(last().body());
    assertThat(sent.path("output_dimension").asInt()).isEqualTo(1);
    assertThat(sent.path("input_type").stringValue()).isEqualTo("query");
    assertThat(sent.has("encoding_format") || sent.has("user") || sent.has("dimensions")).isFalse();
  }
}
