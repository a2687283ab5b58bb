package dev.switchboard.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.ir.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallRecordCodecTest {
  private final SampleCalls calls = new SampleCalls(1);

  @Test
  void readsBackWhatItWrote() {
    CallRecord call = calls.typical();
    assertThat(CallRecordCodec.decode(CallRecordCodec.encode(call))).isEqualTo(call);
  }

  @Test
  void readsBackACallWithNothingInIt() {
    CallRecord call =
        new CallRecord(
            new CallRecord.Identity("t", "s", null, "r"),
            new CallRecord.Caller("p", "k", "openai.chat", Map.of(), null),
            new CallRecord.Task("chat", null, "", false, "{}"),
            Instant.EPOCH,
            0,
            new CallRecord.Outcome(CallRecord.Status.FAILED, 404, "model_not_found", "no", null),
            new CallRecord.Bill(Usage.UNKNOWN, null, List.of(), null),
            List.of(),
            List.of(),
            CallRecord.Content.NONE);
    assertThat(CallRecordCodec.decode(CallRecordCodec.encode(call))).isEqualTo(call);
  }

  @Test
  void anUnknownCostStaysUnknownAndAKnownZeroStaysZero() {
    CallRecord unknown = SampleCalls.withCost(calls.typical(), null);
    CallRecord zero = SampleCalls.withCost(calls.typical(), 0L);
    assertThat(roundTrip(unknown).bill().costPicos()).isNull();
    assertThat(roundTrip(zero).bill().costPicos()).isZero();
  }

  @Test
  void keepsContentThatIsNotJsonAndContentWithLineBreaks() {
    CallRecord call =
        SampleCalls.withContent(calls.typical(), CallRecord.Content.of("{oops\n\n", ""));
    assertThat(roundTrip(call)).isEqualTo(call);
  }

  @Test
  void keepsContentThatIsNoUtf8AndShowsWhatCanBeShown() {
    Utf8Text odd = Utf8Text.of(new byte[] {'"', (byte) 0xff, 0, (byte) 0xc3});
    CallRecord call = SampleCalls.withContent(calls.typical(), new CallRecord.Content(odd, odd));
    CallRecord read = roundTrip(call);
    assertThat(read).isEqualTo(call);
    assertThat(read.content().output()).extracting(Utf8Text::text).isEqualTo("\"\ufffd\0\ufffd");
  }

  @Test
  void tellsMissingContentFromEmptyContent() {
    CallRecord call = SampleCalls.withContent(calls.typical(), CallRecord.Content.of(null, ""));
    assertThat(roundTrip(call).content()).isEqualTo(CallRecord.Content.of(null, ""));
  }

  @Test
  void aLoneSurrogateFromACallerDoesNotStopTheRecord() {
    CallRecord call = calls.typical();
    CallRecord hostile =
        SampleCalls.withTask(
            call, new CallRecord.Task("x", null, "gpt\ud800\u0000\n", false, "{}"));
    assertThat(roundTrip(hostile).task().requestedModel()).isEqualTo("gpt?\u0000\n");
  }

  @Test
  void skipsFieldsOfLaterWritersWhateverTheyHold() {
    CallRecord call = calls.typical();
    String text = new String(CallRecordCodec.encode(call), StandardCharsets.UTF_8);
    String later =
        text.replaceFirst(
            "\\{", "{\"new\":{\"a\":[1,2.5,null,{\"b\":true}]},\"newer\":null,\"newest\":1.5,");
    assertThat(CallRecordCodec.decode(later.getBytes(StandardCharsets.UTF_8))).isEqualTo(call);
  }

  @Test
  void refusesAVersionItDoesNotKnow() {
    String text = new String(CallRecordCodec.encode(calls.typical()), StandardCharsets.UTF_8);
    byte[] later = text.replaceFirst("\"v\":1", "\"v\":2").getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> CallRecordCodec.decode(later))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessage("v: 2 (expected: 1 to 1)");
  }

  @Test
  void refusesBytesCutAnywhere() {
    byte[] whole = CallRecordCodec.encode(calls.typical());
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> CallRecordCodec.decode(cut))
          .isInstanceOf(UnreadableRecordException.class);
    }
  }

  @Test
  void anyFlippedByteIsReadAsARecordOrRefusedButNothingElse() {
    byte[] whole = CallRecordCodec.encode(calls.typical());
    for (int at = 0; at < whole.length; at++) {
      for (byte with : new byte[] {'"', '9', (byte) 0xFF}) {
        byte[] bad = whole.clone();
        bad[at] = with;
        try {
          CallRecordCodec.decode(bad);
        } catch (UnreadableRecordException expected) {
          assertThat(expected).hasMessageNotContaining("Hej");
        }
      }
    }
  }

  private static CallRecord roundTrip(CallRecord call) {
    return CallRecordCodec.decode(CallRecordCodec.encode(call));
  }
}
