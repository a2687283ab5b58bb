package dev.switchboard.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.MultipartField;
import com.openai.core.http.HttpResponse;
import com.openai.models.audio.speech.SpeechCreateParams;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.images.ImageEditParams;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.moderations.ModerationCreateParams;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The official Java SDK's embeddings and media in front of the gateway. */
@Tag("sdk")
@EnabledIfEnvironmentVariable(named = GatewayUnderTest.BASE_URL_VARIABLE, matches = ".+")
class OpenAiMediaTest {
  private static OpenAIClient client;

  @BeforeAll
  static void connect() {
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl(GatewayUnderTest.baseUrl())
            .apiKey(GatewayUnderTest.key())
            .maxRetries(0)
            .timeout(Duration.ofSeconds(30))
            .build();
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  @ParameterizedTest
  @MethodSource("dev.switchboard.sdk.GatewayUnderTest#embedders")
  void embedsInTheOrderAsked(String model) {
    CreateEmbeddingResponse both =
        client
            .embeddings()
            .create(
                EmbeddingCreateParams.builder()
                    .model(model)
                    .inputOfArrayOfStrings(java.util.List.of("two", "one"))
                    .build());
    CreateEmbeddingResponse one =
        client
            .embeddings()
            .create(EmbeddingCreateParams.builder().model(model).input("one").build());
    assertThat(both.data()).hasSize(2);
    assertThat(both.data().get(1).embedding()).isEqualTo(one.data().getFirst().embedding());
  }

  @Test
  void tellsWhatAnEmbeddingUsed() {
    CreateEmbeddingResponse one =
        client
            .embeddings()
            .create(EmbeddingCreateParams.builder().model("sandbox/embed").input("one").build());
    assertThat(one.usage().totalTokens()).isPositive();
  }

  @Test
  void drawsAndChangesPictures() throws IOException {
    String base64 =
        client
            .images()
            .generate(
                ImageGenerateParams.builder()
                    .model("sandbox/image")
                    .prompt("a red ball")
                    .size(ImageGenerateParams.Size._1024X1024)
                    .build())
            .data()
            .orElseThrow()
            .getFirst()
            .b64Json()
            .orElseThrow();
    byte[] png = Base64.getDecoder().decode(base64);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(image.getWidth()).isEqualTo(1024);
    assertThat(
            client
                .images()
                .edit(
                    ImageEditParams.builder()
                        .model("sandbox/image")
                        .prompt("a blue box")
                        .image(new ByteArrayInputStream(png))
                        .build())
                .data()
                .orElseThrow())
        .hasSize(1);
  }

  @Test
  void speaksAndUnderstandsItself() throws IOException {
    ByteArrayOutputStream sound = new ByteArrayOutputStream();
    try (HttpResponse spoken =
        client
            .audio()
            .speech()
            .create(
                SpeechCreateParams.builder()
                    .model("sandbox/speech")
                    .voice("alloy")
                    .input("Hello there.")
                    .responseFormat(SpeechCreateParams.ResponseFormat.WAV)
                    .build())) {
      spoken.body().transferTo(sound);
    }
    assertThat(
            client
                .audio()
                .transcriptions()
                .create(
                    TranscriptionCreateParams.builder()
                        .model("sandbox/transcribe")
                        // A bare stream: the SDK sends no file name.
                        .file(
                            MultipartField.<InputStream>builder()
                                .value(new ByteArrayInputStream(sound.toByteArray()))
                                .build())
                        .build())
                .asTranscription()
                .text())
        .isEqualTo("Hello there.");
  }

  @Test
  void judges() {
    assertThat(
            client
                .moderations()
                .create(
                    ModerationCreateParams.builder()
                        .model("sandbox/moderate")
                        .input("I will kill you")
                        .build())
                .results()
                .getFirst()
                .categories()
                .violence())
        .isTrue();
  }
}
