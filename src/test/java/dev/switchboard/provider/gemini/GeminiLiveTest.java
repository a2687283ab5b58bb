package dev.switchboard.provider.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.http.CancelSignal;
import dev.switchboard.ir.AudioFormat;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.RealtimeCommand;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.ir.RealtimeEvent.ResponseDone;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.Sampling;
import dev.switchboard.ir.ToolChoice;
import dev.switchboard.ir.TurnDetection;
import dev.switchboard.ir.Usage;
import dev.switchboard.provider.CallOptions;
import dev.switchboard.provider.RealtimeDial;
import dev.switchboard.provider.RealtimeLink;
import dev.switchboard.provider.RealtimeOrder;
import dev.switchboard.provider.RealtimeOrder.Passing;
import dev.switchboard.provider.Vendor;
import dev.switchboard.provider.VoiceUpstream;
import dev.switchboard.provider.VoiceUpstream.Ear;
import dev.switchboard.provider.VoiceUpstream.Peer;
import dev.switchboard.wire.gemini.GeminiClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiLiveTest {
  private static final String MODEL = "gemini-live-2.5-flash";
  private static final String READY = "{\"setupComplete\":{\"sessionId\":\"s1\"}}";
  private static final String DONE =
      "{\"serverContent\":{\"turnComplete\":true},\"usageMetadata\":{\"promptTokenCount\":150,\"responseTokenCount\":100,"
          + "\"thoughtsTokenCount\":7,\"totalTokenCount\":257,\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":60},"
          + "{\"modality\":\"AUDIO\",\"tokenCount\":90}],\"responseTokensDetails\":[{\"modality\":\"AUDIO\",\"tokenCount\":80},"
          + "{\"modality\":\"TEXT\",\"tokenCount\":20}]}}";
  private static final Usage USED =
      new Usage(60, 0, 0, 0, 90, 0, 20, 7, 80, 0, Usage.Source.REPORTED, null);
  private static final String HANDLE =
      "{\"sessionResumptionUpdate\":{\"newHandle\":\"h1\",\"resumable\":true}}";

  private final VoiceUpstream upstream = new VoiceUpstream();
  private final Ear ear = new Ear();

  @AfterEach
  void close() {
    upstream.close();
  }

  private static String sound(int bytes) {
    return "{\"serverContent\":{\"modelTurn\":{\"parts\":[{\"inlineData\":{\"mimeType\":\"audio/pcm;rate=24000\",\"data\":\""
        + new Blob("audio/pcm", new byte[bytes]).base64()
        + "\"}}]}}}";
  }

  private RealtimeLink open(RealtimeConfig config, @Nullable Passing passing) {
    var provider =
        upstream.config(
            "gem",
            Dialect.GEMINI_GENERATE,
            Vendor.Auth.X_GOOG_API_KEY,
            "/v1beta",
            Duration.ofSeconds(2));
    return new GeminiLive(
            new RealtimeDial(
                provider,
                upstream.client(),
                new GeminiClient("gem")::decodeFailure,
                Clock.systemUTC()),
            provider)
        .open(
            VoiceUpstream.lease("gem", MODEL),
            new RealtimeOrder(config, MODEL, CallOptions.NONE, ear, new CancelSignal(), passing));
  }

  private RealtimeLink translated() {
    upstream.with(peer -> peer.say(READY));
    RealtimeLink link = open(RealtimeConfig.of("gem/" + MODEL, "Be brief."), null);
    ear.next(RealtimeEvent.Started.class);
    return link;
  }

  private static RealtimeConfig manual() {
    RealtimeConfig usual = RealtimeConfig.of("gem/" + MODEL, null);
    return new RealtimeConfig(
        usual.model(),
        null,
        AudioFormat.PCM_16K,
        AudioFormat.PCM_24K,
        true,
        new RealtimeConfig.Voice("Kore", null),
        new TurnDetection.Manual(),
        RealtimeConfig.Transcription.USUAL,
        List.of(),
        new ToolChoice.Auto(),
        Sampling.DEFAULT,
        List.of());
  }

  private Failure fails(Consumer<Peer> greeting) {
    upstream.with(greeting);
    try {
      open(RealtimeConfig.of(MODEL, null), null);
    } catch (FailureException e) {
      return e.failure();
    }
    throw new AssertionError("opened");
  }

  @Test
  void setsASessionUp() {
    upstream.with(peer -> peer.say(READY));
    open(manual(), null);

    Peer peer = upstream.peer();
    assertThat(peer.path())
        .isEqualTo("/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent");
    assertThat(peer.exchange().header("x-goog-api-key")).contains("upstream-secret");
    assertThat(ear.next(RealtimeEvent.Started.class).sessionId()).isEqualTo("s1");
    var setup = peer.hear().path("setup");
    assertThat(setup.path("model").asString()).isEqualTo("models/" + MODEL);
    assertThat(setup.at("/realtimeInputConfig/automaticActivityDetection/disabled").asBoolean())
        .isTrue();
    assertThat(
            setup
                .at("/generationConfig/speechConfig/voiceConfig/prebuiltVoiceConfig/voiceName")
                .asString())
        .isEqualTo("Kore");
    assertThat(setup.has("inputAudioTranscription")).isTrue();
    assertThat(setup.has("outputAudioTranscription")).isTrue();
  }

  @Test
  void tellsATurnInFramesOfTextOrBytes() {
    RealtimeLink link = translated();
    Peer peer = upstream.peer();
    assertThat(peer.hear().at("/setup/systemInstruction/parts/0/text").asString())
        .isEqualTo("Be brief.");

    link.send(new RealtimeCommand.AddItem(null, null, Message.text(Role.USER, "Hello")));
    link.send(new RealtimeCommand.Respond(null));

    var content = peer.hear().path("clientContent");
    assertThat(content.at("/turns/0/parts/0/text").asString()).isEqualTo("Hello");
    assertThat(content.path("turnComplete").asBoolean()).isTrue();
    ear.next(RealtimeEvent.ItemAdded.class);
    peer.socket().send(sound(4_800).getBytes(StandardCharsets.UTF_8));
    peer.say("{\"serverContent\":{\"outputTranscription\":{\"text\":\"Hi\"}}}");
    peer.socket().send(DONE.getBytes(StandardCharsets.UTF_8));
    String response = ear.next(RealtimeEvent.ResponseStarted.class).responseId();
    assertThat(ear.next(RealtimeEvent.AudioDelta.class).audio().size()).isEqualTo(4_800);
    assertThat(ear.next(RealtimeEvent.SpokenDelta.class).delta()).isEqualTo("Hi");
    assertThat(ear.next())
        .isEqualTo(new ResponseDone(response, ResponseDone.End.COMPLETED, USED, null));
    link.close();
    assertThat(ear.rest()).containsExactly(new RealtimeEvent.Ended(null));
  }

  @Test
  void hearsSoundAtItsOwnRateAndTellsOfBargingIn() {
    RealtimeLink link = translated();
    Peer peer = upstream.peer();
    peer.hear();

    link.send(new RealtimeCommand.AppendAudio(new Blob("audio/pcm;rate=24000", new byte[9_600])));

    var audio = peer.hear().at("/realtimeInput/audio");
    assertThat(audio.path("mimeType").asString()).isEqualTo("audio/pcm;rate=16000");
    assertThat(Blob.ofBase64("a", audio.path("data").asString()).size()).isBetween(6_200, 6_400);
    peer.say(
        "{\"serverContent\":{\"inputTranscription\":{\"text\":\"What is\"}}}",
        sound(480_000),
        "{\"serverContent\":{\"interrupted\":true}}",
        DONE);
    assertThat(ear.next(RealtimeEvent.TranscriptDelta.class).delta()).isEqualTo("What is");
    ear.next(RealtimeEvent.AudioCommitted.class);
    ear.next(RealtimeEvent.ResponseStarted.class);
    ear.next(RealtimeEvent.AudioDelta.class);
    ear.next(RealtimeEvent.SpeechStarted.class);
    assertThat(ear.next(RealtimeEvent.Interrupted.class).audioEndMillis()).isBetween(0L, 10_000L);
    assertThat(ear.next(RealtimeEvent.TranscriptDone.class).transcript()).isEqualTo("What is");
    assertThat(ear.next(ResponseDone.class).end()).isEqualTo(ResponseDone.End.INTERRUPTED);
  }

  @Test
  void saysItselfWhenSpeechBeginsAndEndsWhereTheCallerDoes() {
    upstream.with(peer -> peer.say(READY));
    RealtimeLink link = open(manual(), null);
    Peer peer = upstream.peer();
    peer.hear();

    link.send(new RealtimeCommand.AppendAudio(new Blob("audio/pcm;rate=16000", new byte[640])));
    link.send(new RealtimeCommand.AppendAudio(new Blob("audio/pcm;rate=16000", new byte[640])));
    link.send(new RealtimeCommand.CommitAudio());
    link.send(new RealtimeCommand.Respond(null));

    assertThat(peer.hear().at("/realtimeInput").has("activityStart")).isTrue();
    assertThat(peer.hear().at("/realtimeInput").has("audio")).isTrue();
    assertThat(peer.hear().at("/realtimeInput").has("audio")).isTrue();
    assertThat(peer.hear().at("/realtimeInput").has("activityEnd")).isTrue();
    ear.next(RealtimeEvent.Started.class);
    ear.next(RealtimeEvent.AudioCommitted.class);
  }

  @Test
  void callsAToolAndTakesItsResult() {
    RealtimeLink link = translated();
    Peer peer = upstream.peer();
    peer.hear();
    peer.say(
        "{\"toolCall\":{\"functionCalls\":[{\"id\":\"c1\",\"name\":\"weather\",\"args\":{\"city\":\"Ystad\"}}]}}");
    ear.next(RealtimeEvent.ResponseStarted.class);
    assertThat(ear.next(RealtimeEvent.ToolCalled.class).call())
        .isEqualTo(new Content.ToolCall("c1", "weather", "{\"city\":\"Ystad\"}", null));
    assertThat(ear.next(ResponseDone.class).end()).isEqualTo(ResponseDone.End.COMPLETED);

    link.send(
        new RealtimeCommand.AddItem(
            null,
            null,
            Message.of(
                Role.TOOL,
                new Content.ToolResult("c1", null, List.of(new Content.Text("rain")), false))));
    link.send(new RealtimeCommand.Respond(null));
    link.send(new RealtimeCommand.AddItem(null, null, Message.text(Role.USER, "And?")));
    link.send(new RealtimeCommand.Respond(null));

    var result = peer.hear().at("/toolResponse/functionResponses/0");
    assertThat(result.path("name").asString()).isEqualTo("weather");
    assertThat(result.at("/response/output").asString()).isEqualTo("rain");
    assertThat(peer.hear().at("/clientContent/turns/0/parts/0/text").asString()).isEqualTo("And?");
  }

  @Test
  void givesTheResultsOfToolsTogetherWhenAnAnswerIsWanted() {
    RealtimeLink link = translated();
    Peer peer = upstream.peer();
    peer.hear();

    for (String id : List.of("c1", "c2")) {
      var result = new Content.ToolResult(id, "weather", List.of(new Content.Text(id)), false);
      link.send(new RealtimeCommand.AddItem(null, null, Message.of(Role.TOOL, result)));
    }
    link.send(new RealtimeCommand.Respond(null));

    assertThat(peer.hear().at("/toolResponse/functionResponses"))
        .extracting(result -> result.path("id").asString())
        .containsExactly("c1", "c2");
  }

  @Test
  void takesASessionUpAgainWhenItIsSetAnew() {
    RealtimeLink link = translated();
    Peer first = upstream.peer();
    first.hear();
    link.send(new RealtimeCommand.AddItem(null, null, Message.text(Role.USER, "Hello")));
    ear.next(RealtimeEvent.ItemAdded.class);
    assertThatThrownBy(() -> link.send(new RealtimeCommand.Configure(manual())))
        .hasMessageContaining("cannot be set anew before");
    first.say(HANDLE, sound(4_800));
    ear.next(RealtimeEvent.ResponseStarted.class);
    ear.next(RealtimeEvent.AudioDelta.class);

    link.send(new RealtimeCommand.Configure(manual()));

    Peer second = upstream.peer();
    var setup = second.hear().path("setup");
    assertThat(setup.at("/sessionResumption/handle").asString()).isEqualTo("h1");
    assertThat(setup.at("/realtimeInputConfig/automaticActivityDetection/disabled").asBoolean())
        .isTrue();
    ResponseDone cut = ear.next(ResponseDone.class);
    assertThat(cut.usage().audioOutput()).isEqualTo(3);
    assertThat(ear.next()).isEqualTo(new RealtimeEvent.Configured(manual()));
    second.say(sound(480), DONE);
    ear.next(RealtimeEvent.ResponseStarted.class);
    ear.next(RealtimeEvent.AudioDelta.class);
    ear.next(ResponseDone.class);
    link.close();
    assertThat(ear.rest()).containsExactly(new RealtimeEvent.Ended(null));
  }

  @Test
  void goesOnOverAnotherConnectionWhenTheProviderClosesOne() {
    RealtimeLink link = translated();
    Peer first = upstream.peer();
    first.hear();
    first.say(HANDLE, "{\"goAway\":{\"timeLeft\":\"10s\"}}");
    first.socket().close(1011, "deadline");

    Peer second = upstream.peer();
    assertThat(second.hear().at("/setup/sessionResumption/handle").asString()).isEqualTo("h1");
    second.say(sound(480), DONE);
    ear.next(RealtimeEvent.ResponseStarted.class);
    ear.next(RealtimeEvent.AudioDelta.class);
    assertThat(ear.next(ResponseDone.class).usage()).isEqualTo(USED);
    link.close();
    ear.next(RealtimeEvent.Ended.class);
  }

  @Test
  void warnsOfTheEndOfASessionThatCannotBeTakenUpAgain() {
    translated();
    upstream.peer().say("{\"goAway\":{\"timeLeft\":\"49.5s\"}}");

    assertThat(ear.next()).isEqualTo(new RealtimeEvent.Ending(Duration.ofSeconds(49)));
  }

  @Test
  void passesFramesThroughButForTheModelsName() {
    upstream.with(peer -> peer.say(READY));
    RealtimeLink link =
        open(
            RealtimeConfig.of("gem/" + MODEL, null),
            new Passing(
                Dialect.GEMINI_LIVE,
                "{\"setup\":{\"brandNew\":1.0,\"model\":\"models/gem/" + MODEL + "\"}}"));
    Peer peer = upstream.peer();
    assertThat(peer.hear().toString())
        .isEqualTo("{\"setup\":{\"brandNew\":1.0,\"model\":\"models/" + MODEL + "\"}}");
    assertThat(ear.frame()).isEqualTo(READY);
    assertThat(ear.meaning().getFirst()).isInstanceOf(RealtimeEvent.Started.class);

    link.pass("{\"realtime_input\":{\"text\":\"hi\"}}");
    assertThatThrownBy(() -> link.pass("{\"setup\":{}}")).hasMessageContaining("given again");
    assertThatThrownBy(() -> link.pass("{")).isInstanceOf(FailureException.class);

    assertThat(peer.hear().at("/realtime_input/text").asString()).isEqualTo("hi");
    peer.say("{\"someDay\":{}}", DONE);
    assertThat(ear.frame()).isEqualTo("{\"someDay\":{}}");
    assertThat(ear.frame()).isEqualTo(DONE);
    ear.meaning();
    assertThat(((ResponseDone) ear.meaning().getLast()).usage()).isEqualTo(USED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "{}",
        "{\"serverContent\":5}",
        "{\"serverContent\":{\"modelTurn\":{\"parts\":{}}}}",
        "{\"serverContent\":{\"modelTurn\":{\"parts\":[{\"inlineData\":{\"mimeType\":\"audio/pcm;rate=24000\",\"data\":\"%%\"}}]}}}",
        "{\"serverContent\":{\"modelTurn\":{\"parts\":[{\"inlineData\":{\"mimeType\":\"audio/mp3\",\"data\":\"AAAA\"}}]}}}",
        "{\"toolCall\":{\"functionCalls\":[{\"name\":\"f\",\"args\":[]}]}}"
      })
  void endsASessionThatCannotBeReadAndCountsItOnce(String garbage) {
    translated();
    upstream.peer().say(sound(2_400), garbage);

    List<RealtimeEvent> rest = ear.rest();

    assertThat(rest).filteredOn(ResponseDone.class::isInstance).hasSize(1);
    assertThat(((RealtimeEvent.Ended) rest.getLast()).failure())
        .isInstanceOfSatisfying(
            Failure.ProviderFailed.class,
            f -> assertThat(f.kind()).isEqualTo(Failure.ProviderFailed.Kind.UNREADABLE));
  }

  @Test
  void countsWhatTheProviderSaidLastWhereItIsCutOff() {
    translated();
    upstream
        .peer()
        .say(
            sound(480),
            "{\"usageMetadata\":{\"promptTokenCount\":5,\"responseTokenCount\":2,\"totalTokenCount\":7}}");
    ear.next(RealtimeEvent.ResponseStarted.class);
    ear.next(RealtimeEvent.AudioDelta.class);
    upstream.cut();

    List<RealtimeEvent> rest = ear.rest();

    assertThat(((ResponseDone) rest.getFirst()).usage()).isEqualTo(Usage.of(5, 2));
    assertThat(rest).hasSize(2);
  }

  @Test
  void saysWhyASessionIsNotOpened() {
    assertThat(fails(peer -> peer.socket().close(1007, "Request contains an invalid argument.")))
        .isInstanceOfSatisfying(
            Failure.ProviderRejected.class,
            f -> assertThat(f.message()).contains("invalid argument"));
    assertThat(fails(peer -> peer.socket().close(1008, "models/x is not found for API version")))
        .isInstanceOfSatisfying(
            Failure.ProviderRejected.class, f -> assertThat(f.status()).isEqualTo(404));
    assertThat(fails(peer -> peer.socket().close(1008, "API key not valid.")))
        .isInstanceOf(Failure.ProviderAuth.class);
    assertThat(fails(peer -> {})).isInstanceOf(Failure.ProviderTimeout.class);
    upstream.refusing(
        403, "{\"error\":{\"code\":403,\"message\":\"no\",\"status\":\"PERMISSION_DENIED\"}}");
    assertThat(fails(peer -> {})).isInstanceOf(Failure.ProviderAuth.class);
  }

  @Test
  void saysNothingMoreOfAResponseThatIsNotWantedAndCountsIt() {
    RealtimeLink link = translated();
    Peer peer = upstream.peer();
    peer.say(sound(480));
    ear.next(RealtimeEvent.ResponseStarted.class);
    ear.next(RealtimeEvent.AudioDelta.class);

    link.send(new RealtimeCommand.CancelResponse(null));
    peer.say(sound(480), DONE);

    ResponseDone done = ear.next(ResponseDone.class);
    assertThat(done.end()).isEqualTo(ResponseDone.End.CANCELLED);
    assertThat(done.usage()).isEqualTo(USED);
  }
}
