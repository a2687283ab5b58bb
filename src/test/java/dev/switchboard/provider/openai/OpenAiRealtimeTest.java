package dev.switchboard.provider.openai;

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
import dev.switchboard.wire.openai.OpenAiChatClient;
import dev.switchboard.wire.openai.OpenAiFlags;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiRealtimeTest {
  private static final String MODEL = "gpt-realtime";
  private static final String CREATED =
      "{\"type\":\"session.created\",\"event_id\":\"e1\",\"session\":{\"type\":\"realtime\",\"id\":\"sess_1\",\"model\":\"gpt-realtime\"}}";
  private static final String UPDATED =
      "{\"type\":\"session.updated\",\"event_id\":\"e2\",\"session\":{\"type\":\"realtime\",\"model\":\"gpt-realtime\"}}";
  private static final String RESPONSE =
      "{\"type\":\"response.created\",\"event_id\":\"e3\",\"response\":{\"id\":\"resp_1\",\"status\":\"in_progress\"}}";
  private static final String DONE =
      "{\"type\":\"response.done\",\"event_id\":\"e9\",\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":[],"
          + "\"usage\":{\"total_tokens\":250,\"input_tokens\":150,\"output_tokens\":100,\"input_token_details\":{\"text_tokens\":60,"
          + "\"audio_tokens\":90,\"cached_tokens\":70,\"cached_tokens_details\":{\"text_tokens\":40,\"audio_tokens\":30}},"
          + "\"output_token_details\":{\"text_tokens\":20,\"audio_tokens\":80}}}}";
  private static final Usage USED =
      new Usage(20, 70, 0, 0, 60, 0, 20, 0, 80, 0, Usage.Source.REPORTED, null);

  private final VoiceUpstream upstream = new VoiceUpstream();
  private final Ear ear = new Ear();

  @AfterEach
  void close() {
    upstream.close();
  }

  private static void greet(Peer peer) {
    peer.say(CREATED);
  }

  private static void accept(Peer peer) {
    peer.say(CREATED, UPDATED);
  }

  private RealtimeLink open(RealtimeConfig config, @Nullable Passing passing) {
    var provider =
        upstream.config(
            "oai", Dialect.OPENAI_CHAT, Vendor.Auth.BEARER, "/v1", Duration.ofSeconds(2));
    OpenAiChatClient codec = new OpenAiChatClient("oai", OpenAiFlags.ofLabels(Set.of()));
    return new OpenAiRealtime(
            new RealtimeDial(provider, upstream.client(), codec::decodeFailure, Clock.systemUTC()),
            provider,
            null)
        .open(
            VoiceUpstream.lease("oai", MODEL),
            new RealtimeOrder(config, MODEL, CallOptions.NONE, ear, new CancelSignal(), passing));
  }

  private RealtimeLink translated() {
    upstream.with(OpenAiRealtimeTest::accept);
    return open(RealtimeConfig.of("oai/" + MODEL, "Be brief."), null);
  }

  private RealtimeLink passed() {
    upstream.with(OpenAiRealtimeTest::greet);
    return open(
        RealtimeConfig.of("oai/" + MODEL, null), new Passing(Dialect.OPENAI_REALTIME, null));
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
  void opensASessionSetToWhatWasOrdered() {
    translated();

    Peer peer = upstream.peer();
    assertThat(peer.path()).isEqualTo("/v1/realtime");
    assertThat(peer.exchange().header("authorization")).contains("Bearer upstream-secret");
    var session = peer.hear("session.update").path("session");
    assertThat(session.path("instructions").asString()).isEqualTo("Be brief.");
    assertThat(session.at("/audio/input/turn_detection/type").asString()).isEqualTo("server_vad");
    assertThat(ear.next(RealtimeEvent.Started.class).sessionId()).isEqualTo("sess_1");
  }

  @Test
  void tellsAResponseWithItsUsageByClass() {
    RealtimeLink link = translated();
    ear.next(RealtimeEvent.Started.class);
    Peer peer = upstream.peer();
    peer.say(
        RESPONSE,
        "{\"type\":\"response.output_audio.delta\",\"event_id\":\"e\",\"response_id\":\"resp_1\",\"item_id\":\"item_1\",\"output_index\":0,\"content_index\":0,\"delta\":\"AAEC\"}",
        "{\"type\":\"response.output_audio_transcript.delta\",\"event_id\":\"e\",\"response_id\":\"resp_1\",\"item_id\":\"item_1\",\"output_index\":0,\"content_index\":0,\"delta\":\"Hi\"}",
        DONE);

    assertThat(ear.next()).isEqualTo(new RealtimeEvent.ResponseStarted("resp_1"));
    assertThat(ear.next(RealtimeEvent.AudioDelta.class).audio().bytes()).containsExactly(0, 1, 2);
    assertThat(ear.next()).isEqualTo(new RealtimeEvent.SpokenDelta("resp_1", "item_1", "Hi"));
    assertThat(ear.next())
        .isEqualTo(new ResponseDone("resp_1", ResponseDone.End.COMPLETED, USED, null));
    link.close();
    assertThat(ear.rest()).containsExactly(new RealtimeEvent.Ended(null));
  }

  @Test
  void callsAToolAndTakesItsResult() {
    RealtimeLink link = translated();
    ear.next(RealtimeEvent.Started.class);
    Peer peer = upstream.peer();
    peer.hear("session.update");
    String item =
        "{\"id\":\"item_2\",\"type\":\"function_call\",\"call_id\":\"call_1\",\"name\":\"weather\",\"arguments\":\"{}\"}";
    peer.say(
        RESPONSE,
        "{\"type\":\"response.output_item.done\",\"event_id\":\"e\",\"response_id\":\"resp_1\",\"output_index\":0,\"item\":"
            + item
            + "}",
        DONE.replace("\"output\":[]", "\"output\":[" + item + "]"));
    ear.next(RealtimeEvent.ResponseStarted.class);
    assertThat(ear.next(RealtimeEvent.ToolCalled.class).call())
        .isEqualTo(new Content.ToolCall("call_1", "weather", "{}", null));
    ear.next(ResponseDone.class);

    link.send(
        new RealtimeCommand.AddItem(
            null,
            null,
            Message.of(
                Role.TOOL,
                new Content.ToolResult("call_1", null, List.of(new Content.Text("rain")), false))));
    link.send(new RealtimeCommand.Respond(null));

    var sent = peer.hear("conversation.item.create").path("item");
    assertThat(sent.path("type").asString()).isEqualTo("function_call_output");
    assertThat(sent.path("output").asString()).isEqualTo("rain");
    peer.hear("response.create");
  }

  @Test
  void writesSoundInTheFormatOfEachSide() {
    upstream.with(OpenAiRealtimeTest::accept);
    RealtimeConfig config =
        RealtimeConfig.of(MODEL, null).withFormats(AudioFormat.PCM_16K, AudioFormat.PCM_16K);
    RealtimeLink link = open(config, null);
    ear.next(RealtimeEvent.Started.class);
    Peer peer = upstream.peer();
    assertThat(peer.hear().at("/session/audio/input/format/rate").asInt()).isEqualTo(24_000);

    link.send(new RealtimeCommand.AppendAudio(new Blob("audio/pcm;rate=16000", new byte[3_200])));

    byte[] heard =
        Blob.ofBase64("audio/pcm", peer.hear("input_audio_buffer.append").path("audio").asString())
            .bytes();
    assertThat(heard).hasSizeBetween(4_600, 4_800);
    peer.say(
        RESPONSE,
        "{\"type\":\"response.output_audio.delta\",\"event_id\":\"e\",\"response_id\":\"resp_1\",\"item_id\":\"item_1\",\"output_index\":0,\"content_index\":0,\"delta\":\""
            + new Blob("audio/pcm", new byte[4_800]).base64()
            + "\"}",
        DONE);
    ear.next(RealtimeEvent.ResponseStarted.class);
    int first = ear.next(RealtimeEvent.AudioDelta.class).audio().size();
    int rest = ear.next(RealtimeEvent.AudioDelta.class).audio().size();
    assertThat(first + rest).isEqualTo(3_200);
    ear.next(ResponseDone.class);
  }

  @Test
  void tellsOfACallerWhoSpeaksIntoTheAnswer() {
    translated();
    ear.next(RealtimeEvent.Started.class);
    Peer peer = upstream.peer();
    peer.hear("session.update");
    peer.say(
        RESPONSE,
        "{\"type\":\"response.output_audio.delta\",\"event_id\":\"e\",\"response_id\":\"resp_1\",\"item_id\":\"item_1\",\"output_index\":0,\"content_index\":0,\"delta\":\""
            + new Blob("audio/pcm", new byte[480_000]).base64()
            + "\"}");
    ear.next(RealtimeEvent.ResponseStarted.class);
    ear.next(RealtimeEvent.AudioDelta.class);
    peer.say(
        "{\"type\":\"input_audio_buffer.speech_started\",\"event_id\":\"e\",\"audio_start_ms\":700,\"item_id\":\"item_5\"}",
        DONE.replace("completed", "cancelled")
            .replace(
                "\"output\":[]",
                "\"output\":[],\"status_details\":{\"type\":\"cancelled\",\"reason\":\"turn_detected\"}"));

    assertThat(ear.next()).isEqualTo(new RealtimeEvent.SpeechStarted("item_5", 700));
    RealtimeEvent.Interrupted cut = ear.next(RealtimeEvent.Interrupted.class);
    assertThat(cut.itemId()).isEqualTo("item_1");
    assertThat(cut.audioEndMillis()).isBetween(0L, 10_000L);
    assertThat(ear.next(ResponseDone.class).end()).isEqualTo(ResponseDone.End.INTERRUPTED);
  }

  @Test
  void passesFramesThroughButForTheModelsName() {
    RealtimeLink link = passed();
    Peer peer = upstream.peer();
    assertThat(link.passes()).isTrue();
    assertThat(ear.frame()).isEqualTo(CREATED.replace("\"gpt-realtime\"", "\"oai/gpt-realtime\""));
    assertThat(ear.meaning().getFirst()).isInstanceOf(RealtimeEvent.Started.class);

    link.pass(
        "{ \"type\":\"session.update\", \"session\":{\"new\":1.0,\"model\":\"oai/gpt-realtime\"}}");
    link.pass("{\"type\":\"brand.new\"}");

    var update = peer.hear("session.update").path("session");
    assertThat(update.path("model").asString()).isEqualTo("gpt-realtime");
    assertThat(update.path("new").toString()).isEqualTo("1.0");
    peer.hear("brand.new");
    peer.say("{\"type\":\"some.day\",\"x\":[1]}", RESPONSE, DONE);
    assertThat(ear.frame()).isEqualTo("{\"type\":\"some.day\",\"x\":[1]}");
    assertThat(ear.frame()).isEqualTo(RESPONSE);
    assertThat(ear.frame()).isEqualTo(DONE);
    ear.meaning();
    ear.meaning();
    assertThat(ear.meaning())
        .containsExactly(new ResponseDone("resp_1", ResponseDone.End.COMPLETED, USED, null));
  }

  @Test
  void keepsTheModelForWhichTheSessionWasOpened() {
    RealtimeLink link = passed();

    assertThatThrownBy(() ->
            link.pass(
                "{\"type\":\"session.update\",\"session\":{\"mod\\u0065l\":\"gpt-realtime-2\"}}"))
        .hasMessageContaining("session.model: gpt-realtime-2 (expected: oai/gpt-realtime");
    assertThatThrownBy(() -> link.pass("{\"type\":"))
        .isInstanceOfSatisfying(
            FailureException.class, e -> assertThat(e.failure().code()).isEqualTo("invalid_json"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":",
        "[]",
        "{}",
        "{\"type\":7}",
        "{\"type\":\"response.output_audio.delta\",\"response_id\":\"resp_1\",\"item_id\":\"i\",\"delta\":\"%%\"}",
        "{\"type\":\"response.output_audio.delta\",\"response_id\":\"resp_1\",\"item_id\":5,\"delta\":\"\"}",
        "{\"type\":\"response.done\",\"response\":\"x\"}",
        "{\"type\":\"response.output_item.done\",\"response_id\":\"resp_1\",\"item\":{\"type\":\"function_call\"}}"
      })
  void endsASessionThatCannotBeReadAndCountsItOnce(String garbage) {
    translated();
    ear.next(RealtimeEvent.Started.class);
    upstream.peer().say(RESPONSE, garbage);

    List<RealtimeEvent> rest = ear.rest();

    assertThat(rest).filteredOn(ResponseDone.class::isInstance).hasSize(1);
    assertThat(((RealtimeEvent.Ended) rest.getLast()).failure())
        .isInstanceOfSatisfying(
            Failure.ProviderFailed.class,
            f -> assertThat(f.kind()).isEqualTo(Failure.ProviderFailed.Kind.UNREADABLE));
  }

  @Test
  void countsAResponseThatIsCutOffOnce() {
    translated();
    ear.next(RealtimeEvent.Started.class);
    Peer peer = upstream.peer();
    peer.say(
        RESPONSE,
        "{\"type\":\"response.output_audio.delta\",\"event_id\":\"e\",\"response_id\":\"resp_1\",\"item_id\":\"item_1\",\"output_index\":0,\"content_index\":0,\"delta\":\""
            + new Blob("audio/pcm", new byte[48_000]).base64()
            + "\"}");
    ear.next(RealtimeEvent.ResponseStarted.class);
    ear.next(RealtimeEvent.AudioDelta.class);
    peer.socket().close(1011, "out of breath");

    List<RealtimeEvent> rest = ear.rest();

    ResponseDone done = (ResponseDone) rest.getFirst();
    assertThat(done.end()).isEqualTo(ResponseDone.End.FAILED);
    assertThat(done.usage().audioOutput()).isEqualTo(20);
    assertThat(done.usage().source()).isEqualTo(Usage.Source.ESTIMATED);
    assertThat(((RealtimeEvent.Ended) rest.get(1)).failure())
        .isInstanceOfSatisfying(
            Failure.ProviderFailed.class,
            f -> assertThat(f.message()).contains("code 1011 (out of breath)"));
    assertThat(rest).hasSize(2);
  }

  @Test
  void waitsForTheUsageOfAResponseWhenItIsClosedInItsMiddle() {
    RealtimeLink link = translated();
    ear.next(RealtimeEvent.Started.class);
    Peer peer = upstream.peer();
    peer.hear("session.update");
    peer.say(RESPONSE, "{\"type\":\"rate_limits.updated\",\"event_id\":\"e\",\"rate_limits\":[]}");
    ear.next(RealtimeEvent.ResponseStarted.class);
    ear.next(RealtimeEvent.Opaque.class);

    link.close();
    peer.hear("response.cancel");
    peer.say(DONE.replace("completed", "cancelled"));

    assertThat(ear.rest())
        .containsExactly(
            new ResponseDone("resp_1", ResponseDone.End.CANCELLED, USED, null),
            new RealtimeEvent.Ended(null));
  }

  @Test
  void waitsForThatNoLongerThanSeconds() {
    RealtimeLink link = translated();
    ear.next(RealtimeEvent.Started.class);
    Peer peer = upstream.peer();
    peer.hear("session.update");
    peer.say(RESPONSE, "{\"type\":\"rate_limits.updated\",\"event_id\":\"e\",\"rate_limits\":[]}");
    ear.next(RealtimeEvent.ResponseStarted.class);
    ear.next(RealtimeEvent.Opaque.class);

    link.close();
    link.close();

    List<RealtimeEvent> rest = ear.rest();
    assertThat(rest).hasSize(2);
    assertThat(((ResponseDone) rest.getFirst()).end()).isEqualTo(ResponseDone.End.CANCELLED);
  }

  @Test
  void saysWhyASessionIsNotOpened() {
    upstream.refusing(401, "{\"error\":{\"message\":\"Incorrect API key upstream-secret\"}}");
    assertThat(fails(peer -> {})).isInstanceOf(Failure.ProviderAuth.class);
  }

  @Test
  void saysThatNoSessionComesInTime() {
    assertThat(fails(peer -> {})).isInstanceOf(Failure.ProviderTimeout.class);
  }

  @Test
  void saysThatASessionCannotBeSetToWhatWasOrdered() {
    Failure failure =
        fails(peer ->
            peer.say(
                CREATED,
                "{\"type\":\"error\",\"event_id\":\"e\",\"error\":{\"type\":\"invalid_request_error\",\"code\":\"invalid_value\",\"message\":\"Invalid value: 'Kore'\",\"event_id\":\"configure\"}}"));
    assertThat(failure)
        .isInstanceOfSatisfying(
            Failure.ProviderRejected.class, f -> assertThat(f.message()).contains("Kore"));
  }

  @Test
  void saysThatASessionEndedBeforeItWasReady() {
    assertThat(fails(peer -> peer.socket().close(1013, "later")))
        .isInstanceOfSatisfying(
            Failure.ProviderFailed.class, f -> assertThat(f.message()).contains("code 1013"));
  }

  @Test
  void refusesWhatNoSessionCanBeSetTo() {
    RealtimeConfig odd =
        RealtimeConfig.of(MODEL, null)
            .withFormats(new AudioFormat(AudioFormat.Encoding.PCM16, 9_999), AudioFormat.PCM_24K);
    assertThatThrownBy(() -> open(odd, null)).hasMessageContaining("audio/pcm;rate=9999");
  }
}
