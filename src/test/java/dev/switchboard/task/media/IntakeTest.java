package dev.switchboard.task.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.switchboard.http.AddressPolicy;
import dev.switchboard.http.CancelSignal;
import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.SafeFetcher;
import dev.switchboard.http.Script;
import dev.switchboard.http.Transport;
import dev.switchboard.http.UpstreamConfig;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.Wav;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class IntakeTest {
  private static final byte[] PNG =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
                  + "awAAAABJRU5ErkJggg==");
  private static final byte[] WAV = Wav.of(new byte[4_800], 24_000);

  private static FakeUpstream web;
  private static Transport transport;
  private static SafeFetcher fetcher;
  private static Intake intake;

  @BeforeAll
  static void start() {
    web = FakeUpstream.start();
    transport = Transport.open();
    fetcher =
        new SafeFetcher(
            transport,
            UpstreamConfig.DEFAULT.withPolicy(AddressPolicy.publicAnd(List.of("127.0.0.1/32"))),
            new SafeFetcher.Limits(true, 10_000, Duration.ofSeconds(2)));
    intake = new Intake(fetcher);
  }

  @AfterAll
  static void stop() {
    fetcher.close();
    transport.close();
    web.close();
  }

  @BeforeEach
  void forget() {
    web.forget();
  }

  private static Intake.Item bring(String declared, String mimeType, String value) {
    ObjectNode schema = Json.object();
    schema
        .putObject("properties")
        .putObject("media")
        .put("contentMediaType", declared)
        .put("contentEncoding", "base64");
    ObjectNode input = Json.object().put("media", value);
    if (!mimeType.isEmpty()) {
      input.put("mime_type", mimeType);
    }
    return intake
        .bring(Places.in(new SchemaTree(schema), input, "/input"), new CancelSignal(), _ -> {})
        .getFirst();
  }

  private static Failure refused(String declared, String value) {
    return catchThrowableOfType(FailureException.class, () -> bring(declared, "", value)).failure();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void takesBase64OfBothAlphabetsAndDataUris() {
    assertThat(bring("image/png", "", base64(PNG)).blob().bytes()).isEqualTo(PNG);
    String ofAddresses = Base64.getUrlEncoder().withoutPadding().encodeToString(PNG);
    assertThat(bring("image/png", "", ofAddresses).blob().bytes()).isEqualTo(PNG);
    assertThat(bring("image/*", "", "data:image/png;base64," + base64(PNG)).blob().mimeType())
        .isEqualTo("image/png");
  }

  @Test
  void takesTheTypeBesideAsTheRealOne() {
    Intake.Item item = bring("image/png", "audio/x-wav", base64(WAV));
    assertThat(item.kind()).isEqualTo(MediaKind.AUDIO);
    assertThat(item.blob().mimeType()).isEqualTo("audio/wav");
  }

  @Test
  void refusesBytesThatAreNotWhatWasDeclared() {
    Failure failure = refused("image/png", base64(WAV));
    assertThat(failure.code()).isEqualTo("input_invalid");
    assertThat(failure.message())
        .contains("/input/media", "image/png was declared", "audio/wav", "mime_type");
  }

  @ParameterizedTest
  @CsvSource({"image/png, 40", "audio/wav, 900"})
  void refusesMediaThatAreCutOff(String type, int length) {
    byte[] whole = type.equals("image/png") ? PNG : WAV;
    Failure failure = refused(type, base64(Arrays.copyOf(whole, length)));
    assertThat(failure.code()).isEqualTo("input_invalid");
    assertThat(failure.message()).contains("cut off", type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "image/png | not base64!             | not base64",
        "image/png | aGVsbG8gd29ybGQ=        | do not begin like it",
        "image/png | data:image/png,rawbytes | data: URI that is not base64",
        "image/*   | aGVsbG8gd29ybGQ=        | of no known type",
      })
  void saysWhatIsWrongWithTheBytes(String type, String value, String why) {
    assertThat(refused(type, value).message()).contains(why);
  }

  @Test
  void refusesKindsThatNoModelTakes() {
    Failure failure = refused("application/zip", "UEsDBA==");
    assertThat(failure.code()).isEqualTo("unsupported");
    assertThat(failure.message()).contains("application/zip", "application/pdf");
  }

  @Test
  void refusesMoreThanTheLimitBeforeItIsDecoded() {
    Failure failure = refused("image/png", "A".repeat((Intake.MOST_BYTES / 3 + 10) * 4));
    assertThat(failure).isInstanceOf(Failure.TooLarge.class);
    assertThat(failure.message()).contains(Integer.toString(Intake.MOST_BYTES));
  }

  @Test
  void refusesPicturesThatSayTheyAreLargerThanAnybodyDecodes() {
    byte[] bomb = PNG.clone();
    java.nio.ByteBuffer.wrap(bomb).putInt(16, 100_000).putInt(20, 100_000);
    Failure failure = refused("image/png", base64(bomb));
    assertThat(failure.code()).isEqualTo("input_invalid");
    assertThat(failure.message()).contains("10000000000 pixels", "at most " + Intake.MOST_PIXELS);
  }

  @Test
  void refusesMoreMediaThanOneCallMayHave() {
    ObjectNode schema = Json.object();
    schema.putObject("items").put("contentMediaType", "image/png").put("contentEncoding", "base64");
    tools.jackson.databind.node.ArrayNode many = Json.array();
    for (int i = 0; i <= Intake.MOST_MEDIA; i++) {
      many.add("https://example.com/" + i);
    }
    Failure failure =
        catchThrowableOfType(
                FailureException.class,
                () ->
                    intake.bring(
                        Places.in(new SchemaTree(schema), many, "/input"),
                        new CancelSignal(),
                        _ -> {}))
            .failure();
    assertThat(failure.code()).isEqualTo("input_invalid");
    assertThat(failure.message()).contains("/input/64", "65 media in one call");
  }

  @Test
  void countsWhatItFetches() {
    web.enqueue(Script.status(200).header("Content-Type", "image/png").body(PNG));
    ObjectNode schema =
        Json.object().put("contentMediaType", "image/png").put("contentEncoding", "base64");
    java.util.concurrent.atomic.AtomicLong fetched = new java.util.concurrent.atomic.AtomicLong();
    intake.bring(
        Places.in(new SchemaTree(schema), Json.tree(web.uri("/a.png").toString()), "/input"),
        new CancelSignal(),
        fetched::addAndGet);
    assertThat(fetched).hasValue(PNG.length);
  }

  @Test
  void fetchesWhatIsGivenByAddress() {
    web.enqueue(Script.status(200).header("Content-Type", "image/png").body(PNG));
    assertThat(bring("image/png", "", web.uri("/a.png").toString()).blob().bytes()).isEqualTo(PNG);
  }

  @Test
  void refusesWhatTheAddressHoldsIfItIsSomethingElse() {
    web.enqueue(
        Script.status(200)
            .header("Content-Type", "image/png")
            .body("<html>Sign in</html>".getBytes(StandardCharsets.US_ASCII)));
    assertThat(refused("image/png", web.uri("/a.png").toString()).message())
        .contains("do not begin like it");
  }

  @Test
  void reachesNoPrivateAddressNotEvenByARedirect() {
    Failure direct = refused("image/png", "https://10.0.0.1/a.png");
    assertThat(direct.code()).isEqualTo("invalid_request");
    assertThat(direct.message()).contains("not a public address");
    web.enqueue(Script.status(302).header("Location", "http://10.0.0.1/a.png").body(""));
    Failure redirected = refused("image/png", web.uri("/a.png").toString());
    assertThat(redirected.message()).contains("10.0.0.1: not a public address");
  }

  @Test
  void boundsWhatIsFetchedInTimeAndSize() {
    Script slow = Script.status(200).header("Content-Type", "image/png").chunked();
    for (int i = 0; i < 100; i++) {
      slow = slow.chunk("x").pause(Duration.ofMillis(200));
    }
    web.enqueue(slow);
    long begin = System.nanoTime();
    assertThat(refused("image/png", web.uri("/slow").toString()).message())
        .contains("not fetched within 2000 ms");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    web.enqueue(Script.status(200).body(new byte[20_000]));
    Failure large = refused("image/png", web.uri("/large").toString());
    assertThat(large).isInstanceOf(Failure.TooLarge.class);
  }
}
