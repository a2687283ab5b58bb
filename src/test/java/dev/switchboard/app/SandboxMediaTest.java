package dev.switchboard.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.app.MediaGateway.Form;
import dev.switchboard.json.Json;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SandboxMediaTest {
  @TempDir static Path folder;
  private static MediaGateway gateway;

  @BeforeAll
  static void start() {
    gateway = new MediaGateway(folder, "");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static BufferedImage picture(JsonNode answer, int index) throws IOException {
    byte[] bytes =
        Base64.getDecoder().decode(answer.path("data").path(index).path("b64_json").stringValue());
    return ImageIO.read(new ByteArrayInputStream(bytes));
  }

  private static JsonNode draw(String fields) {
    HttpResponse<byte[]> answer =
        gateway.json("/images/generations", "{\"model\":\"sandbox/image\"," + fields + "}");
    assertThat(answer.statusCode()).as(MediaGateway.text(answer)).isEqualTo(200);
    return Json.parse(answer.body());
  }

  private static byte[] speak(String fields) {
    HttpResponse<byte[]> answer =
        gateway.json("/audio/speech", "{\"model\":\"sandbox/speech\"," + fields + "}");
    assertThat(answer.statusCode()).as(MediaGateway.text(answer)).isEqualTo(200);
    return answer.body();
  }

  @Test
  void drawsAPictureOfTheSizeAskedForThatDependsOnThePrompt() throws IOException {
    JsonNode answer = draw("\"prompt\":\"A red ball under a blue moon\",\"size\":\"320x200\"");
    BufferedImage image = picture(answer, 0);
    assertThat(image.getWidth()).isEqualTo(320);
    assertThat(image.getHeight()).isEqualTo(200);
    boolean red = false;
    for (int x = 0; x < 320; x++) {
      for (int y = 0; y < 200; y++) {
        red |= (image.getRGB(x, y) & 0xFFFFFF) == 0xD93A36;
      }
    }
    assertThat(red).as("the red of the prompt").isTrue();
    assertThat(
            draw("\"prompt\":\"A red ball under a blue moon\",\"size\":\"320x200\"").path("data"))
        .isEqualTo(answer.path("data"));
    assertThat(draw("\"prompt\":\"A green box\",\"size\":\"320x200\"").path("data"))
        .isNotEqualTo(answer.path("data"));
    assertThat(answer.path("usage").path("output_tokens").asInt()).isPositive();
    assertThat(answer.path("size").stringValue()).isEqualTo("320x200");
  }

  @Test
  void drawsSeveralDifferentPicturesAndJpeg() throws IOException {
    JsonNode answer =
        draw("\"prompt\":\"boats\",\"size\":\"64x48\",\"n\":3,\"output_format\":\"jpeg\"");
    assertThat(answer.path("data")).hasSize(3);
    assertThat(answer.path("data").valueStream().distinct().count()).isEqualTo(3);
    assertThat(answer.path("data").path(0).path("b64_json").stringValue()).startsWith("/9j/");
    assertThat(picture(answer, 2).getWidth()).isEqualTo(64);
  }

  @Test
  void drawsOnAClearGround() throws IOException {
    JsonNode answer =
        draw("\"prompt\":\"a ball\",\"size\":\"64x64\",\"background\":\"transparent\"");
    assertThat(picture(answer, 0).getRGB(0, 0) >>> 24).isZero();
  }

  @Test
  void streamsAPictureAsAnEvent() {
    HttpResponse<byte[]> answer =
        gateway.json(
            "/images/generations",
            "{\"model\":\"sandbox/image\",\"prompt\":\"x\",\"size\":\"32x32\",\"stream\":true}");
    String text = MediaGateway.text(answer);
    assertThat(text).startsWith("event: image_generation.completed\ndata: {");
    JsonNode event = Json.parse(text.substring(text.indexOf("data: ") + 6));
    assertThat(event.path("b64_json").stringValue()).startsWith("iVBOR");
    assertThat(event.path("usage").path("total_tokens").asInt()).isPositive();
  }

  @Test
  void changesAPictureOnlyWhereTheMaskIsClear() throws IOException {
    BufferedImage base = new BufferedImage(80, 80, BufferedImage.TYPE_INT_RGB);
    BufferedImage mask = new BufferedImage(80, 80, BufferedImage.TYPE_INT_ARGB);
    for (int x = 0; x < 80; x++) {
      for (int y = 0; y < 80; y++) {
        base.setRGB(x, y, 0x102030);
        mask.setRGB(x, y, y < 40 ? 0xFF000000 : 0);
      }
    }
    HttpResponse<byte[]> answer =
        gateway.form(
            "/images/edits",
            new Form()
                .field("model", "sandbox/image")
                .field("prompt", "ball box ring wheel tree mountain house sun circle square")
                .field("n", "1")
                .file("image", "a.png", "image/png", png(base))
                .file("mask", "m.png", "image/png", png(mask)));
    assertThat(answer.statusCode()).as(MediaGateway.text(answer)).isEqualTo(200);
    BufferedImage edited = picture(Json.parse(answer.body()), 0);
    boolean changedBelow = false;
    for (int x = 0; x < 80; x++) {
      for (int y = 0; y < 80; y++) {
        boolean same = (edited.getRGB(x, y) & 0xFFFFFF) == 0x102030;
        assertThat(same || y >= 40).as("pixel %d,%d", x, y).isTrue();
        changedBelow |= !same;
      }
    }
    assertThat(changedBelow).isTrue();
  }

  @Test
  void takesAnEditAsJsonWithADataUrl() throws IOException {
    String url =
        "data:image/png;base64,"
            + Base64.getEncoder()
                .encodeToString(png(new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB)));
    HttpResponse<byte[]> answer =
        gateway.json(
            "/images/edits",
            "{\"model\":\"sandbox/image\",\"prompt\":\"a ball\",\"images\":[{\"image_url\":\""
                + url
                + "\"}]}");
    assertThat(answer.statusCode()).as(MediaGateway.text(answer)).isEqualTo(200);
    assertThat(picture(Json.parse(answer.body()), 0).getWidth()).isEqualTo(30);
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  @Test
  void speaksAWavThatLastsAboutAsLongAsReadingWould() throws Exception {
    String text = "The quick brown fox jumps over the lazy dog, and then it rests.";
    byte[] wav = speak("\"input\":\"" + text + "\",\"response_format\":\"wav\"");
    try (AudioInputStream sound = AudioSystem.getAudioInputStream(new ByteArrayInputStream(wav))) {
      assertThat(sound.getFormat().getSampleRate()).isEqualTo(24_000);
      assertThat(sound.getFormat().getSampleSizeInBits()).isEqualTo(16);
      assertThat(sound.getFormat().getChannels()).isEqualTo(1);
      double seconds = sound.getFrameLength() / 24_000.0;
      assertThat(seconds).isBetween(text.length() / 20.0, text.length() / 10.0);
      assertThat(sound.getFrameLength() * 2 + 44).isEqualTo(wav.length);
    }
  }

  @Test
  void speaksTheSameAsPcmAndSaysItsType() {
    byte[] wav = speak("\"input\":\"Hello\",\"response_format\":\"wav\",\"voice\":\"coral\"");
    HttpResponse<byte[]> pcm =
        gateway.json(
            "/audio/speech",
            "{\"model\":\"sandbox/speech\",\"input\":\"Hello\",\"response_format\":\"pcm\","
                + "\"voice\":\"coral\"}");
    assertThat(pcm.headers().firstValue("content-type")).contains("audio/pcm");
    assertThat(wav).endsWith(pcm.body()).hasSize(pcm.body().length + 44);
    assertThat(speak("\"input\":\"Hello\",\"response_format\":\"wav\",\"voice\":\"sage\""))
        .isNotEqualTo(wav);
  }

  @Test
  void speaksInEventsWithUsage() {
    HttpResponse<byte[]> answer =
        gateway.json(
            "/audio/speech",
            "{\"model\":\"sandbox/speech\",\"input\":\"Hello there\",\"response_format\":\"pcm\","
                + "\"stream_format\":\"sse\"}");
    List<JsonNode> events =
        MediaGateway.text(answer)
            .lines()
            .filter(line -> line.startsWith("data: "))
            .map(line -> Json.parse(line.substring(6)))
            .toList();
    ByteArrayOutputStream sound = new ByteArrayOutputStream();
    events.stream()
        .filter(event -> event.path("type").stringValue().equals("speech.audio.delta"))
        .forEach(event ->
            sound.writeBytes(Base64.getDecoder().decode(event.path("audio").stringValue())));
    assertThat(events).hasSizeGreaterThan(2);
    assertThat(sound.toByteArray())
        .isEqualTo(speak("\"input\":\"Hello there\",\"response_format\":\"pcm\""));
    JsonNode last = events.getLast();
    assertThat(last.path("type").stringValue()).isEqualTo("speech.audio.done");
    assertThat(last.path("usage").path("output_tokens").asInt()).isPositive();
  }

  @Test
  void neverEndsASoundThatBrokeOff() {
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(() ->
                gateway.json(
                    "/audio/speech",
                    "{\"model\":\"sandbox/speech@fault=cut\",\"input\":\"Hello there, friend\"}")))
        .hasRootCauseInstanceOf(IOException.class);
  }

  @Test
  void hearsASoundFromAStreamWithoutAName() {
    byte[] sound = speak("\"input\":\"No name.\",\"response_format\":\"wav\"");
    HttpResponse<byte[]> answer =
        gateway.form(
            "/audio/transcriptions",
            new Form()
                .typed("model", "text/plain; charset=utf-8", "sandbox/transcribe".getBytes(UTF_8))
                .typed("file", "application/octet-stream", sound),
            "x-switchboard-fidelity",
            "strict");
    assertThat(answer.statusCode()).as(MediaGateway.text(answer)).isEqualTo(200);
    assertThat(Json.parse(answer.body()).path("text").stringValue()).isEqualTo("No name.");
  }

  private static JsonNode transcribe(byte[] sound, Form fields) {
    HttpResponse<byte[]> answer =
        gateway.form(
            "/audio/transcriptions",
            fields.field("model", "sandbox/transcribe").file("file", "a.wav", "audio/wav", sound));
    assertThat(answer.statusCode()).as(MediaGateway.text(answer)).isEqualTo(200);
    return Json.parse(answer.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.25", "1", "1.7", "4"})
  void writesDownWhatItSpokeAtAnySpeed(String speed) {
    String text = "Grüße, 世界! It is 7 o'clock. 🙂";
    byte[] sound =
        speak(
            "\"input\":"
                + Json.quote(text)
                + ",\"response_format\":\"wav\",\"voice\":\"nova\",\"speed\":"
                + speed);
    JsonNode answer = transcribe(sound, new Form());
    assertThat(answer.path("text").stringValue()).isEqualTo(text);
    assertThat(answer.path("usage").path("input_token_details").path("audio_tokens").asInt())
        .isPositive();
  }

  @Test
  void understandsItselfAfterResamplingAndInStereo() throws Exception {
    byte[] sound = speak("\"input\":\"Resampled.\",\"response_format\":\"wav\"");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (AudioInputStream mono = AudioSystem.getAudioInputStream(new ByteArrayInputStream(sound));
        AudioInputStream stereo =
            AudioSystem.getAudioInputStream(new AudioFormat(16_000, 16, 2, true, false), mono)) {
      byte[] bytes = stereo.readAllBytes();
      AudioSystem.write(
          new AudioInputStream(
              new ByteArrayInputStream(bytes), stereo.getFormat(), bytes.length / 4),
          javax.sound.sampled.AudioFileFormat.Type.WAVE,
          out);
    }
    assertThat(transcribe(out.toByteArray(), new Form()).path("text").stringValue())
        .isEqualTo("Resampled.");
  }

  @Test
  void givesSentencesAndWordsWithTheirTimes() {
    byte[] sound = speak("\"input\":\"One two. Three!\",\"response_format\":\"wav\"");
    JsonNode answer =
        transcribe(
            sound,
            new Form()
                .field("response_format", "verbose_json")
                .field("timestamp_granularities[]", "word")
                .field("timestamp_granularities[]", "segment"));
    assertThat(answer.path("segments").findValuesAsString("text"))
        .containsExactly("One two.", "Three!");
    assertThat(answer.path("words").findValuesAsString("word"))
        .containsExactly("One", "two.", "Three!");
    JsonNode third = answer.path("words").path(2);
    assertThat(third.path("start").asDouble())
        .isGreaterThan(answer.path("words").path(1).path("start").asDouble());
    assertThat(answer.path("duration").asDouble())
        .isCloseTo(third.path("end").asDouble(), org.assertj.core.data.Offset.offset(0.05));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          text | text/plain | One two. Three!
          srt  | x-subrip   | 1
          vtt  | text/vtt   | WEBVTT
          """)
  void writesPlainForms(String format, String type, String start) {
    byte[] sound = speak("\"input\":\"One two. Three!\",\"response_format\":\"wav\"");
    HttpResponse<byte[]> answer =
        gateway.form(
            "/audio/transcriptions",
            new Form()
                .field("model", "sandbox/transcribe")
                .field("response_format", format)
                .file("file", "a.wav", "audio/wav", sound));
    assertThat(answer.headers().firstValue("content-type").orElse("")).contains(type);
    assertThat(MediaGateway.text(answer)).startsWith(start);
    if (!format.equals("text")) {
      assertThat(MediaGateway.text(answer)).contains("00:00:00", " --> 00:00:0", "Three!");
    }
  }

  @Test
  void streamsATranscript() {
    byte[] sound = speak("\"input\":\"Hi.\",\"response_format\":\"wav\"");
    HttpResponse<byte[]> answer =
        gateway.form(
            "/audio/transcriptions",
            new Form()
                .field("model", "sandbox/transcribe")
                .field("stream", "true")
                .file("file", "a.wav", "audio/wav", sound));
    assertThat(MediaGateway.text(answer))
        .contains("\"type\":\"transcript.text.delta\",\"delta\":\"Hi.\"")
        .contains("\"type\":\"transcript.text.done\",\"text\":\"Hi.\"");
  }

  @Test
  void saysThatAnotherSoundIsNotItsOwn() {
    assertThat(transcribe(new byte[] {1, 2, 3}, new Form()).path("text").stringValue())
        .contains("sandbox");
  }

  @Test
  void judgesInItsOwnName() {
    HttpResponse<byte[]> answer =
        gateway.json("/moderations", "{\"input\":[\"have a nice day\",\"I will kill you\"]}");
    JsonNode body = Json.parse(answer.body());
    assertThat(body.path("model").stringValue()).isEqualTo("sandbox/moderate");
    assertThat(body.path("id").stringValue()).contains("sandbox");
    assertThat(body.path("results").path(0).path("flagged").booleanValue()).isFalse();
    JsonNode second = body.path("results").path(1);
    assertThat(second.path("categories").path("violence").booleanValue()).isTrue();
    assertThat(second.path("category_scores").path("violence").asDouble()).isGreaterThan(0.5);
    assertThat(second.path("categories")).hasSize(13);
  }

  @Test
  void embedsAndDrawsForGooglesSdksToo() throws IOException {
    HttpResponse<byte[]> one =
        gateway.json(
            "/v1beta/models/sandbox/embed:embedContent",
            "{\"content\":{\"parts\":[{\"text\":\"a\"},{\"text\":\"b\"}]},\"output_dimensionality\":5}");
    assertThat(Json.parse(one.body()).path("embedding").path("values"))
        .as(MediaGateway.text(one))
        .hasSize(5);
    HttpResponse<byte[]> batch =
        gateway.json(
            "/v1beta/models/sandbox/embed:batchEmbedContents",
            "{\"requests\":[{\"model\":\"models/x\",\"content\":{\"parts\":[{\"text\":\"a\"}]},"
                + "\"taskType\":\"RETRIEVAL_QUERY\"},{\"content\":{\"parts\":[{\"text\":\"b\"}]},"
                + "\"taskType\":\"RETRIEVAL_QUERY\"}]}");
    JsonNode vectors = Json.parse(batch.body());
    assertThat(vectors.path("embeddings")).as(MediaGateway.text(batch)).hasSize(2);
    assertThat(vectors.path("usageMetadata").path("promptTokenCount").asInt()).isEqualTo(2);
    HttpResponse<byte[]> drawn =
        gateway.json(
            "/v1beta/models/sandbox/image:predict",
            "{\"instances\":[{\"prompt\":\"a ball\"}],\"parameters\":{\"sampleCount\":2,"
                + "\"aspectRatio\":\"9:16\"}}");
    JsonNode predictions = Json.parse(drawn.body()).path("predictions");
    assertThat(predictions).as(MediaGateway.text(drawn)).hasSize(2);
    BufferedImage image =
        ImageIO.read(
            new ByteArrayInputStream(
                Base64.getDecoder()
                    .decode(predictions.path(0).path("bytesBase64Encoded").stringValue())));
    assertThat(image.getWidth() * 16).isEqualTo(image.getHeight() * 9);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"requests\":[]}",
        "{\"requests\":[{\"content\":{\"parts\":[]}}]}",
        "{\"requests\":[{\"content\":{\"parts\":[{\"inlineData\":{}}]}}]}",
        "{\"requests\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}},"
            + "{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"outputDimensionality\":3}]}"
      })
  void refusesBatchesInGooglesEnvelope(String body) {
    HttpResponse<byte[]> answer =
        gateway.json("/v1beta/models/sandbox/embed:batchEmbedContents", body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Json.parse(answer.body()).path("error").path("status").stringValue())
        .isEqualTo("INVALID_ARGUMENT");
  }

  @Test
  void listsItsModels() {
    String models = gateway.gateway().get("/v3/models?provider=sandbox&limit=100").body();
    assertThat(models)
        .contains("sandbox/embed", "sandbox/image", "sandbox/speech", "sandbox/transcribe");
  }

  @Test
  void recordsTheCallWithoutTheBytes() {
    HttpResponse<byte[]> answer =
        gateway.json("/audio/speech", "{\"model\":\"sandbox/speech\",\"input\":\"Hello\"}");
    String trace =
        gateway
            .gateway()
            .get("/v3/traces/" + answer.headers().firstValue("x-opper-trace-id").orElseThrow())
            .body();
    JsonNode call = Json.parse(trace).path("data").path("spans").path(0);
    assertThat(call.path("status").stringValue()).isEqualTo("completed");
    assertThat(call.path("input").path("input").stringValue()).isEqualTo("Hello");
    assertThat(call.path("meta").path("cost").asDouble()).isZero();
    assertThat(answer.headers().firstValue("x-switchboard-fidelity").orElse(""))
        .contains("response_format");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /images/generations | {"model":"sandbox/image"}                                          | 400
          /images/generations | {"model":"sandbox/image","prompt":"x","n":11}                      | 400
          /images/generations | {"model":"sandbox/image","prompt":"x","size":"big"}                | 400
          /images/generations | {"model":"sandbox/image","prompt":"x","size":"99999x99999"}        | 422
          /images/generations | {"model":"sandbox/image","prompt":"x","size":"20000x2","output_format":"webp"} | 422
          /images/edits       | {"model":"sandbox/image","prompt":"x","images":[]}                 | 400
          /images/edits       | {"model":"sandbox/image","prompt":"x","images":[{"image_url":"data:image/png;base64,AAAA"}]} | 400
          /audio/speech       | {"model":"sandbox/speech","input":""}                              | 400
          /audio/speech       | {"model":"sandbox/speech","input":"x","speed":9}                   | 400
          /audio/speech       | {"model":"sandbox/speech","input":"x","response_format":"mp3"}     | 422
          /audio/transcriptions | {"model":"sandbox/transcribe"}                                   | 400
          /moderations        | {"model":"sandbox/moderate","input":[]}                            | 400
          /moderations        | {"model":"sandbox/moderate"}                                       | 400
          """)
  void refusesNamingWhatIsWrong(String path, String body, int status) {
    HttpResponse<byte[]> answer = gateway.json(path, body);
    assertThat(answer.statusCode()).as(MediaGateway.text(answer)).isEqualTo(status);
    assertThat(Json.parse(answer.body()).path("error").path("message").stringValue()).isNotBlank();
  }

  @Test
  void refusesAFormThatIsCutOff() {
    HttpResponse<byte[]> answer =
        gateway.form("/audio/transcriptions", new Form().field("model", "sandbox/transcribe"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(MediaGateway.text(answer)).contains("/file");
  }

  @Test
  void refusesALossyAnswerWhenTheCallerDemandsNone() {
    HttpResponse<byte[]> answer =
        gateway.json(
            "/audio/speech",
            "{\"model\":\"sandbox/speech\",\"input\":\"x\"}",
            "x-switchboard-fidelity",
            "strict");
    assertThat(answer.statusCode()).as(MediaGateway.text(answer)).isEqualTo(422);
  }
}
