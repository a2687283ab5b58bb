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
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** OpenAI's media routes with Google's API behind them. */
class GeminiWorkTest {
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
              gcp: {base_url: "%s", api_key: "test-credential-1234", retries: 0}
            """
                .formatted(upstream.uri("/v1beta")));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    upstream.close();
  }

  private static JsonNode lastBody() {
    return Json.parse(upstream.requests().getLast().body());
  }

  private static String lastTarget() {
    return upstream.requests().getLast().target();
  }

  private static String turn(String part, String usage) {
    return "{\"candidates\":[{\"content\":{\"parts\":["
        + part
        + "],\"role\":\"model\"},\"finishReason\":\"STOP\"}],\"usageMetadata\":"
        + usage
        + ",\"modelVersion\":\"m\"}";
  }

  @Test
  void embedsTextsInBatchesOfAHundred() {
    String vectors =
        IntStream.range(0, 100)
            .mapToObj(i -> "{\"values\":[" + i + ",0.5]}")
            .collect(Collectors.joining(","));
    upstream.enqueue(
        Script.json(200, "{\"embeddings\":[" + vectors + "]}"),
        Script.json(200, "{\"embeddings\":[{\"values\":[100,0.5]}]}"));
    String inputs =
        IntStream.range(0, 101).mapToObj(i -> "\"t" + i + "\"").collect(Collectors.joining(","));
    HttpResponse<byte[]> answer =
        gateway.json(
            "/embeddings",
            "{\"model\":\"gcp/gemini-embedding-001\",\"dimensions\":2,\"input_type\":\"query\","
                + "\"input\":["
                + inputs
                + "]}");
    JsonNode data = Json.parse(answer.body()).path("data");
    assertThat(data).as(MediaGateway.text(answer)).hasSize(101);
    assertThat(data.path(100).path("embedding").path(0).asDouble()).isEqualTo(100);
    assertThat(lastTarget()).isEqualTo("/v1beta/models/gemini-embedding-001:batchEmbedContents");
    JsonNode sent = lastBody().path("requests").path(0);
    assertThat(sent.path("content").path("parts").path(0).path("text").stringValue())
        .isEqualTo("t100");
    assertThat(sent.path("model").stringValue()).isEqualTo("models/gemini-embedding-001");
    assertThat(sent.path("outputDimensionality").asInt()).isEqualTo(2);
    assertThat(sent.path("taskType").stringValue()).isEqualTo("RETRIEVAL_QUERY");
    // Nobody counted: the tokens are estimated, and so is the cost.
    assertThat(answer.headers().firstValue("x-opper-cost")).isPresent();
  }

  @Test
  void billsTheFirstBatchWhenTheSecondFails() {
    String vectors =
        IntStream.range(0, 100).mapToObj(i -> "{\"values\":[1]}").collect(Collectors.joining(","));
    upstream.enqueue(
        Script.json(
            200,
            "{\"embeddings\":[" + vectors + "],\"usageMetadata\":{\"promptTokenCount\":1000}}"),
        Script.json(500, "{}"));
    String inputs = IntStream.range(0, 101).mapToObj(i -> "\"t\"").collect(Collectors.joining(","));
    HttpResponse<byte[]> answer =
        gateway.json(
            "/embeddings", "{\"model\":\"gcp/gemini-embedding-001\",\"input\":[" + inputs + "]}");
    assertThat(answer.statusCode()).isEqualTo(502);
    JsonNode traces = Json.parse(gateway.gateway().get("/v3/traces?limit=1").body());
    String id = traces.path("data").path(0).path("id").asString("");
    JsonNode attempt =
        Json.parse(gateway.gateway().get("/v3/traces/" + id).body())
            .path("data")
            .path("spans")
            .path(1);
    // 1,000 tokens at 0.15 USD per million.
    assertThat(attempt.path("meta").path("cost").decimalValue())
        .as(attempt.toString())
        .isEqualByComparingTo("0.00015");
  }

  @Test
  void drawsThroughATurnOnePictureEach() {
    String drawn =
        turn(
            "{\"text\":\"Here.\"},{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"iVBORw0K\"}}",
            "{\"promptTokenCount\":10,\"candidatesTokenCount\":1290,\"candidatesTokensDetails\":"
                + "[{\"modality\":\"IMAGE\",\"tokenCount\":1290}],\"totalTokenCount\":1300}");
    upstream.enqueue(Script.json(200, drawn), Script.json(200, drawn));
    HttpResponse<byte[]> answer =
        gateway.json(
            "/images/generations",
            "{\"model\":\"gcp/gemini-2.5-flash-image\",\"prompt\":\"a boat\",\"n\":2,"
                + "\"size\":\"1536x1024\"}");
    JsonNode body = Json.parse(answer.body());
    assertThat(body.path("data")).as(MediaGateway.text(answer)).hasSize(2);
    assertThat(body.path("data").path(1).path("b64_json").stringValue()).isEqualTo("iVBORw0K");
    assertThat(body.path("usage").path("output_tokens").asInt()).isEqualTo(2_580);
    JsonNode config = lastBody().path("generationConfig");
    assertThat(config.path("imageConfig").path("aspectRatio").stringValue()).isEqualTo("3:2");
    assertThat(config.path("responseModalities")).hasSize(2);
    assertThat(answer.headers().firstValue("x-switchboard-fidelity").orElse(""))
        .contains("approximated=size");
    // 20 tokens at 0.30 USD and 2,580 image tokens at 30 USD per million.
    assertThat(answer.headers().firstValue("x-opper-cost")).contains("0.077406");
  }

  @Test
  void changesPicturesThroughATurn() {
    upstream.enqueue(
        Script.json(
            200,
            turn(
                "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"iVBORw0K\"}}",
                "{\"promptTokenCount\":10,\"candidatesTokenCount\":10,\"totalTokenCount\":20}")));
    HttpResponse<byte[]> answer =
        gateway.form(
            "/images/edits",
            new Form()
                .field("model", "gcp/gemini-2.5-flash-image")
                .field("prompt", "make it blue")
                .file("image", "a.png", "image/png", "bytes".getBytes(StandardCharsets.UTF_8)));
    assertThat(answer.statusCode()).as(MediaGateway.text(answer)).isEqualTo(200);
    JsonNode part = lastBody().path("contents").path(0).path("parts").path(0).path("inlineData");
    assertThat(
            new String(
                Base64.getDecoder().decode(part.path("data").stringValue()),
                StandardCharsets.UTF_8))
        .isEqualTo("bytes");
  }

  @Test
  void drawsWithImagenThroughPredict() {
    upstream.enqueue(
        Script.json(
            200,
            "{\"predictions\":[{\"bytesBase64Encoded\":\"/9j/AA==\",\"mimeType\":\"image/jpeg\"}]}"));
    HttpResponse<byte[]> answer =
        gateway.json(
            "/images/generations",
            "{\"model\":\"gcp/imagen-4.0-generate-001\",\"prompt\":\"x\",\"size\":\"1024x1024\","
                + "\"output_format\":\"jpeg\"}");
    JsonNode body = Json.parse(answer.body());
    assertThat(body.path("data").path(0).path("b64_json").stringValue())
        .as(MediaGateway.text(answer))
        .isEqualTo("/9j/AA==");
    assertThat(lastTarget()).isEqualTo("/v1beta/models/imagen-4.0-generate-001:predict");
    assertThat(lastBody().path("parameters").path("aspectRatio").stringValue()).isEqualTo("1:1");
    assertThat(body.path("output_format").stringValue()).isEqualTo("jpeg");
  }

  @Test
  void speaksAndWritesTheSamplesAsWav() throws Exception {
    byte[] pcm = new byte[48_000];
    upstream.enqueue(
        Script.json(
            200,
            turn(
                "{\"inlineData\":{\"mimeType\":\"audio/L16;codec=pcm;rate=24000\",\"data\":\""
                    + Base64.getEncoder().encodeToString(pcm)
                    + "\"}}",
                "{\"promptTokenCount\":10,\"candidatesTokenCount\":25,\"candidatesTokensDetails\":"
                    + "[{\"modality\":\"AUDIO\",\"tokenCount\":25}],\"totalTokenCount\":35}")));
    HttpResponse<byte[]> answer =
        gateway.json(
            "/audio/speech",
            "{\"model\":\"gcp/gemini-2.5-flash-preview-tts\",\"input\":\"Hi\",\"voice\":\"alloy\","
                + "\"instructions\":\"Say it gladly\",\"response_format\":\"wav\"}");
    assertThat(answer.statusCode()).as(MediaGateway.text(answer)).isEqualTo(200);
    try (AudioInputStream sound =
        AudioSystem.getAudioInputStream(new ByteArrayInputStream(answer.body()))) {
      assertThat(sound.getFrameLength()).isEqualTo(24_000);
      assertThat(sound.getFormat().getSampleRate()).isEqualTo(24_000);
    }
    JsonNode sent = lastBody();
    assertThat(sent.path("contents").path(0).path("parts").path(0).path("text").stringValue())
        .isEqualTo("Say it gladly:\nHi");
    assertThat(
            sent.path("generationConfig")
                .path("speechConfig")
                .path("voiceConfig")
                .path("prebuiltVoiceConfig")
                .path("voiceName")
                .stringValue())
        .isEqualTo("Kore");
    assertThat(answer.headers().firstValue("x-switchboard-fidelity").orElse(""))
        .contains("approximated=voice");
  }

  @Test
  void refusesAFormatThatItCannotMake() {
    HttpResponse<byte[]> answer =
        gateway.json(
            "/audio/speech",
            "{\"model\":\"gcp/gemini-2.5-flash-preview-tts\",\"input\":\"Hi\","
                + "\"response_format\":\"mp3\"}");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(MediaGateway.text(answer)).contains("wav or pcm");
  }

  @Test
  void writesDownWhatAChatModelHears() {
    upstream.enqueue(
        Script.json(
            200,
            turn(
                "{\"text\":\"Hello there.\\n\"}",
                "{\"promptTokenCount\":100,\"promptTokensDetails\":[{\"modality\":\"AUDIO\","
                    + "\"tokenCount\":90}],\"candidatesTokenCount\":3,\"totalTokenCount\":103}")));
    HttpResponse<byte[]> answer =
        gateway.form(
            "/audio/transcriptions",
            new Form()
                .field("model", "gcp/gemini-2.5-flash")
                .field("language", "en")
                .file(
                    "file",
                    "a.mp3",
                    "audio/mpeg",
                    "ID3 sound of x".getBytes(StandardCharsets.UTF_8)));
    JsonNode body = Json.parse(answer.body());
    assertThat(body.path("text").stringValue()).as(body.toString()).isEqualTo("Hello there.");
    assertThat(body.path("usage").path("input_token_details").path("audio_tokens").asInt())
        .isEqualTo(90);
    JsonNode parts = lastBody().path("contents").path(0).path("parts");
    assertThat(parts.path(0).path("inlineData").path("mimeType").stringValue())
        .isEqualTo("audio/mpeg");
    assertThat(parts.path(1).path("text").stringValue()).contains("word for word", "en");
  }

  @Test
  void refusesTimesThatItDoesNotGive() {
    HttpResponse<byte[]> answer =
        gateway.form(
            "/audio/transcriptions",
            new Form()
                .field("model", "gcp/gemini-2.5-flash")
                .field("response_format", "srt")
                .file(
                    "file",
                    "a.mp3",
                    "audio/mpeg",
                    "ID3 sound of x".getBytes(StandardCharsets.UTF_8)));
    assertThat(answer.statusCode()).isEqualTo(422);
  }

  @Test
  void hasNoModeration() {
    assertThat(
            gateway
                .json("/moderations", "{\"model\":\"gcp/gemini-2.5-flash\",\"input\":\"x\"}")
                .statusCode())
        .isEqualTo(422);
  }

  @Test
  void doesNotFetchAPictureFromAPrivateAddress() {
    int before = upstream.requests().size();
    HttpResponse<byte[]> answer =
        gateway.json(
            "/images/edits",
            "{\"model\":\"gcp/gemini-2.5-flash-image\",\"prompt\":\"x\",\"images\":"
                + "[{\"image_url\":\""
                + upstream.uri("/secret.png")
                + "\"}]}");
    assertThat(answer.statusCode()).as(MediaGateway.text(answer)).isEqualTo(400);
    assertThat(MediaGateway.text(answer)).contains("cannot be fetched");
    assertThat(upstream.requests()).hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}",
        "{\"candidates\":[{\"finishReason\":\"IMAGE_SAFETY\"}]}",
        "{\"predictions\":[{\"raiFilteredReason\":\"unsafe\"}]}",
        "{\"predictions\":[]}"
      })
  void saysThatAPictureWasRefused(String refusal) {
    upstream.enqueue(Script.json(200, refusal));
    HttpResponse<byte[]> answer =
        gateway.json(
            "/images/generations", "{\"model\":\"gcp/gemini-2.5-flash-image\",\"prompt\":\"x\"}");
    assertThat(answer.statusCode()).as(MediaGateway.text(answer)).isEqualTo(400);
    assertThat(answer.headers().firstValue("x-opper-error-code")).contains("content_filter");
  }
}
