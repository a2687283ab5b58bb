package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.switchboard.app.MediaGateway.Form;
import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** OpenAI's media routes with a provider of the same dialect behind them. */
class MediaUpstreamTest {
  private static final String PNG = "iVBORw0KGgoAAAANSUhEUg==";

  @TempDir static Path folder;
  private static FakeUpstream upstream;
  private static MediaGateway gateway;

  @BeforeAll
  static void start() {
    upstream = FakeUpstream.start();
    gateway =
        new MediaGateway(
            folder,
            Upstreams.config(upstream.uri("/v1").toString())
                + """
                  plain: {kind: groq, base_url: "%s", api_key: "test-credential-1234", retries: 0}
                """
                    .formatted(upstream.uri("/v1")));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    upstream.close();
  }

  private static JsonNode attempt(HttpResponse<byte[]> answer) {
    String trace =
        gateway
            .gateway()
            .get("/v3/traces/" + answer.headers().firstValue("x-opper-trace-id").orElseThrow())
            .body();
    return Json.parse(trace).path("data").path("spans").path(1);
  }

  private static FakeUpstream.Received last() {
    return upstream.requests().getLast();
  }

  private static String cost(HttpResponse<byte[]> answer) {
    return answer.headers().firstValue("x-opper-cost").orElse("unknown");
  }

  @Test
  void passesAGenerationOnAndPricesItsTokens() {
    String images =
        "{\"created\":1,\"data\":[{\"b64_json\":\""
            + PNG
            + "\"}],\"x\":1,\"usage\":{\"input_tokens\":1000,\"output_tokens\":2000,"
            + "\"total_tokens\":3000,\"input_tokens_details\":{\"text_tokens\":1000,"
            + "\"image_tokens\":0}}}";
    upstream.enqueue(Script.json(200, images));
    String body = "{\"prompt\":\"x\", \"model\":\"mock/gpt-image-1\",\"moderation\":\"low\"}";
    HttpResponse<byte[]> answer = gateway.json("/images/generations", body);
    assertThat(MediaGateway.text(answer)).isEqualTo(images);
    FakeUpstream.Received sent = last();
    assertThat(sent.body()).isEqualTo(body.replace("mock/", ""));
    assertThat(sent.target()).isEqualTo("/v1/images/generations");
    // 1,000 text tokens at 5 USD and 2,000 image tokens at 40 USD per million.
    assertThat(cost(answer)).isEqualTo("0.085");
  }

  @Test
  void passesAnEditsFormOnWithTheModelReplacedInPlace() {
    upstream.enqueue(Script.json(200, "{\"created\":1,\"data\":[{\"b64_json\":\"" + PNG + "\"}]}"));
    Form form =
        new Form()
            .field("prompt", "mock/gpt-image-1 stays here")
            .field("model", "mock/gpt-image-1")
            .field("unknown[]", "kept")
            .file("image[]", "a.png", "image/png", "first".getBytes(StandardCharsets.UTF_8))
            .file("image[]", "b.png", "image/png", "second".getBytes(StandardCharsets.UTF_8));
    HttpResponse<byte[]> answer = gateway.form("/images/edits", form);
    assertThat(answer.statusCode()).as(MediaGateway.text(answer)).isEqualTo(200);
    FakeUpstream.Received sent = last();
    String came = new String(form.bytes(), StandardCharsets.UTF_8);
    assertThat(sent.body())
        .isEqualTo(came.replace("\r\nmock/gpt-image-1\r\n", "\r\ngpt-image-1\r\n"));
    assertThat(sent.headers().first("content-type"))
        .contains("multipart/form-data; boundary=" + Form.BOUNDARY);
    // A vendor that does not count: what a picture of unknown size costs is not known.
    assertThat(cost(answer)).isEqualTo("unknown");
  }

  @Test
  void streamsPicturesByteForByteUntilAllAreThere() {
    String partial =
        "event: image_generation.partial_image\ndata: {\"type\":\"image_generation.partial_image\","
            + "\"b64_json\":\""
            + PNG
            + "\",\"partial_image_index\":0}\n\n";
    String done =
        "event: image_generation.completed\ndata: {\"type\":\"image_generation.completed\","
            + "\"b64_json\":\""
            + PNG
            + "\",\"usage\":{\"input_tokens\":10,\"output_tokens\":20}}\n\n";
    upstream.enqueue(Script.sse(partial, done));
    HttpResponse<byte[]> answer =
        gateway.json(
            "/images/generations",
            "{\"prompt\":\"x\",\"model\":\"mock/gpt-image-1\",\"stream\":true}");
    assertThat(MediaGateway.text(answer)).isEqualTo(partial + done);
    assertThat(attempt(answer).path("status").stringValue()).isEqualTo("completed");
  }

  @Test
  void tellsAStreamOfPicturesThatBreaksOff() {
    upstream.enqueue(
        Script.sse(
            "data: {\"type\":\"image_generation.partial_image\",\"b64_json\":\""
                + PNG
                + "\"}\n\n"));
    HttpResponse<byte[]> answer =
        gateway.json(
            "/images/generations",
            "{\"prompt\":\"x\",\"model\":\"mock/gpt-image-1\",\"stream\":true}");
    assertThat(MediaGateway.text(answer)).contains("event: error\n", "provider_failed");
  }

  @Test
  void asksForSpeechInEventsToKnowWhatItCosts() {
    String a = Base64.getEncoder().encodeToString("abc".getBytes(StandardCharsets.UTF_8));
    String b = Base64.getEncoder().encodeToString("defg".getBytes(StandardCharsets.UTF_8));
    upstream.enqueue(
        Script.sse(
            "data: {\"type\":\"speech.audio.delta\",\"audio\":\"" + a + "\"}\n\n",
            "data: {\"type\":\"speech.audio.delta\",\"audio\":\"" + b + "\"}\n\n",
            "data: {\"type\":\"speech.audio.done\",\"usage\":{\"input_tokens\":1000,"
                + "\"output_tokens\":2000,\"total_tokens\":3000}}\n\n"));
    HttpResponse<byte[]> answer =
        gateway.json(
            "/audio/speech",
            "{\"model\":\"mock/gpt-4o-mini-tts\",\"input\":\"Hi\",\"voice\":\"alloy\","
                + "\"response_format\":\"opus\",\"x\":[1]}");
    assertThat(MediaGateway.text(answer)).isEqualTo("abcdefg");
    assertThat(answer.headers().firstValue("content-type")).contains("audio/ogg");
    JsonNode sent = Json.parse(last().body());
    assertThat(sent.path("stream_format").stringValue()).isEqualTo("sse");
    assertThat(sent.path("x").path(0).asInt()).isEqualTo(1);
    // 1,000 tokens at 0.60 USD and 2,000 at 12 USD per million.
    assertThat(attempt(answer).path("meta").path("cost").decimalValue())
        .as(attempt(answer).toString())
        .isEqualByComparingTo("0.0246");
  }

  @Test
  void passesSpeechOnAsBytesWhereEventsAreUnknown() {
    upstream.enqueue(
        Script.status(200)
            .header("Content-Type", "audio/wav")
            .chunked()
            .chunk("RIFF")
            .chunk("more")
            .end());
    String body =
        "{\"model\":\"plain/canopylabs/orpheus-v1-english\",\"input\":\"Hi\",\"voice\":\"troy\"}";
    HttpResponse<byte[]> answer = gateway.json("/audio/speech", body);
    assertThat(MediaGateway.text(answer)).isEqualTo("RIFFmore");
    assertThat(answer.headers().firstValue("content-type")).contains("audio/wav");
    assertThat(last().body()).isEqualTo(body.replace("plain/", ""));
    assertThat(attempt(answer).toString()).contains("\"character\":\"2\"");
  }

  @Test
  void neverTakesJsonOrNothingForASound() {
    upstream.enqueue(Script.json(200, "{\"detail\":\"busy\"}"));
    String body = "{\"model\":\"plain/x\",\"input\":\"Hi\"}";
    assertThat(gateway.json("/audio/speech", body).statusCode()).isEqualTo(502);
    upstream.enqueue(
        Script.status(200)
            .header("Content-Type", "audio/mpeg")
            .header("Content-Length", "0")
            .send("\r\n"));
    assertThat(gateway.json("/audio/speech", body).statusCode()).isEqualTo(502);
  }

  @Test
  void neverEndsASoundThatItsProviderCuts() {
    upstream.enqueue(
        Script.status(200).header("Content-Type", "audio/mpeg").chunked().chunk("abc").cut());
    assertThat(
            catchThrowable(
                () -> gateway.json("/audio/speech", "{\"model\":\"plain/x\",\"input\":\"Hi\"}")))
        .hasRootCauseInstanceOf(java.io.IOException.class);
  }

  @Test
  void passesATranscriptionsFormOnAndItsAnswerBack() {
    String heard =
        "{\"text\":\"Hello.\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":1000,"
            + "\"input_token_details\":{\"text_tokens\":0,\"audio_tokens\":1000},"
            + "\"output_tokens\":100,\"total_tokens\":1100},\"x\":1}";
    upstream.enqueue(Script.json(200, heard));
    Form form =
        new Form()
            .field("model", "mock/gpt-4o-transcribe")
            .field("include[]", "logprobs")
            .file("file", "a.mp3", "audio/mpeg", "sound".getBytes(StandardCharsets.UTF_8));
    HttpResponse<byte[]> answer = gateway.form("/audio/transcriptions", form);
    assertThat(MediaGateway.text(answer)).isEqualTo(heard);
    FakeUpstream.Received sent = last();
    assertThat(sent.target()).isEqualTo("/v1/audio/transcriptions");
    assertThat(sent.body())
        .isEqualTo(
            new String(form.bytes(), StandardCharsets.UTF_8).replace("mock/gpt-4o", "gpt-4o"));
    // 1,000 audio tokens at 6 USD and 100 tokens at 10 USD per million; details from the catalogue.
    assertThat(cost(answer)).isNotEqualTo("unknown");
  }

  @Test
  void asksForWhatTellsTheCostAndWritesTheTextItself() {
    upstream.enqueue(Script.json(200, "{\"text\":\"Hello.\"}"));
    HttpResponse<byte[]> answer =
        gateway.form(
            "/audio/transcriptions",
            new Form()
                .field("model", "plain/whisper-large-v3")
                .field("response_format", "text")
                .field("temperature", "0.2")
                .file("file", "a.mp3", "audio/mpeg", "sound".getBytes(StandardCharsets.UTF_8)));
    assertThat(MediaGateway.text(answer)).isEqualTo("Hello.\n");
    assertThat(last().body())
        .contains(
            "name=\"response_format\"\r\n\r\njson\r\n",
            "name=\"temperature\"\r\n\r\n0.2\r\n",
            "name=\"file\"; filename=\"a.mp3\"\r\nContent-Type: audio/mpeg\r\n\r\nsound\r\n");
  }

  @Test
  void pricesByTheSecondsAndCharactersThatAreCharged() {
    upstream.enqueue(
        Script.json(
            200,
            "{\"text\":\"Hi\",\"duration\":8.2,\"usage\":{\"type\":\"duration\",\"seconds\":9}}"));
    HttpResponse<byte[]> heard =
        gateway.form(
            "/audio/transcriptions",
            new Form()
                .field("model", "mock/whisper-1")
                .field("response_format", "text")
                .file("file", "a.mp3", "audio/mpeg", "sound".getBytes(StandardCharsets.UTF_8)));
    // 9 seconds at 0.006 USD a minute.
    assertThat(cost(heard)).isEqualTo("0.0009");
    upstream.enqueue(Script.status(200).header("Content-Type", "audio/mpeg").body("sound"));
    HttpResponse<byte[]> spoken =
        gateway.json("/audio/speech", "{\"model\":\"mock/tts-1\",\"input\":\"Grüße 🙂\"}");
    // 7 characters at 15 USD a million.
    assertThat(attempt(spoken).path("meta").path("cost").decimalValue())
        .isEqualByComparingTo("0.000105");
  }

  @Test
  void passesATranslationOnToItsRoute() {
    upstream.enqueue(Script.json(200, "{\"text\":\"Hello.\"}"));
    gateway.form(
        "/audio/translations",
        new Form()
            .field("model", "plain/whisper-large-v3")
            .file("file", "a.mp3", "audio/mpeg", "sound".getBytes(StandardCharsets.UTF_8)));
    assertThat(last().target()).isEqualTo("/v1/audio/translations");
  }

  @Test
  void streamsATranscriptByteForByte() {
    String delta = "data: {\"type\":\"transcript.text.delta\",\"delta\":\"Hel\",\"x\":1}\n\n";
    String done = "data: {\"type\":\"transcript.text.done\",\"text\":\"Hello\"}\n\n";
    upstream.enqueue(Script.sse(delta, done));
    HttpResponse<byte[]> answer =
        gateway.form(
            "/audio/transcriptions",
            new Form()
                .field("model", "mock/gpt-4o-transcribe")
                .field("stream", "true")
                .file("file", "a.mp3", "audio/mpeg", "sound".getBytes(StandardCharsets.UTF_8)));
    assertThat(MediaGateway.text(answer)).isEqualTo(delta + done);
  }

  @Test
  void passesModerationsOn() {
    String judged =
        "{\"id\":\"modr-1\",\"model\":\"omni-moderation-latest\",\"results\":[{\"flagged\":true,"
            + "\"categories\":{\"hate\":true},\"category_scores\":{\"hate\":0.9}}]}";
    upstream.enqueue(Script.json(200, judged));
    HttpResponse<byte[]> answer =
        gateway.json("/moderations", "{\"model\":\"mock/omni-moderation-latest\",\"input\":\"x\"}");
    assertThat(MediaGateway.text(answer)).isEqualTo(judged);
  }

  @Test
  void showsAProvidersRefusalInTheEnvelope() {
    upstream.enqueue(
        Script.json(
            400,
            "{\"error\":{\"message\":\"Your request was rejected by the safety system.\","
                + "\"type\":\"user_error\",\"param\":null,\"code\":\"moderation_blocked\"}}"));
    HttpResponse<byte[]> answer =
        gateway.json("/images/generations", "{\"prompt\":\"x\",\"model\":\"mock/gpt-image-1\"}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Json.parse(answer.body()).path("error").path("message").stringValue())
        .contains("safety system");
  }

  @Test
  void saysThatAProviderHasNoSuchWork() {
    upstream.enqueue(Script.json(404, "{\"error\":\"no such route\"}"));
    HttpResponse<byte[]> answer =
        gateway.json("/images/generations", "{\"prompt\":\"x\",\"model\":\"plain/x\"}");
    assertThat(answer.statusCode()).as(MediaGateway.text(answer)).isEqualTo(422);
  }
}
