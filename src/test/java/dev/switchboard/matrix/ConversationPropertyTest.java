package dev.switchboard.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.StreamGrammar;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.StreamEncoder;
import dev.switchboard.wire.WireEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds of every conversation and every answer, between any two dialects. */
class ConversationPropertyTest {
  /** Long streams are cut at so many places: each is read as a whole again. Goldens at all. */
  private static final int CUTS = 1_000;

  private static final int BREAKS = 100;

  @Property(tries = 300)
  void keepsWordsCallsAndResultsInTheirOrder(@ForAll long seed) {
    ChatRequest said = new RandomTalk(seed).conversation();
    List<String> meant = Likeness.conversation(said.messages());
    for (Ingress ingress : Ingress.ALL) {
      byte[] body = ingress.caller().encodeRequest(said, "m", false, ModelTraits.UNKNOWN).bytes();
      ChatRequest heard = ingress.server().decodeRequest(body).chat();
      assertThat(Likeness.conversation(heard.messages())).as(ingress.title()).isEqualTo(meant);
      for (Egress egress : Egress.VENDORS) {
        byte[] sent = egress.client().encodeRequest(heard, "m", false, ModelTraits.UNKNOWN).bytes();
        ChatRequest arrived = egress.vendor().decodeRequest(sent).chat();
        assertThat(Likeness.conversation(arrived.messages()))
            .as("%s to %s", ingress.title(), egress.title())
            .isEqualTo(meant);
        assertThat(Likeness.system(arrived)).isEqualTo(Likeness.system(heard));
        assertThat(Likeness.tools(arrived)).isEqualTo(Likeness.tools(said));
      }
    }
  }

  @Property(tries = 300)
  void tellsAnswersAsTheyWereGivenWholeAndStreamed(@ForAll long seed) {
    ChatResponse answer = new RandomTalk(seed).answer();
    for (Egress egress : Egress.VENDORS) {
      byte[] whole = egress.vendor().encodeResponse(answer, Sse.HEAD).bytes();
      ChatResponse given = egress.client().decodeResponse(whole);
      requireSame(answer, given, egress.title());
      List<StreamEvent> events = streamed(egress, answer);
      for (Ingress ingress : Ingress.ALL) {
        String way = egress.title() + " to " + ingress.title();
        byte[] told = ingress.server().encodeResponse(given, Sse.HEAD).bytes();
        requireSame(answer, ingress.caller().decodeResponse(told), way);
        String stream = Sse.write(ingress.server(), events);
        requireSame(answer, Sse.answer(ingress.caller(), stream).orElseThrow(), way + ", streamed");
      }
    }
  }

  @Property(tries = 8)
  void meansTheSameHoweverAStreamIsCut(@ForAll long seed) {
    ChatResponse answer = new RandomTalk(seed).answer();
    for (Egress egress : Egress.VENDORS) {
      byte[] bytes =
          Sse.write(egress.vendor(), Told.events(answer)).getBytes(StandardCharsets.UTF_8);
      List<StreamEvent> whole = Sse.read(egress.client(), bytes);
      int step = Math.max(1, bytes.length / CUTS);
      for (int cut = (int) Math.floorMod(seed, (long) step); cut <= bytes.length; cut += step) {
        List<StreamEvent> pieces =
            Sse.read(
                egress.client(),
                Arrays.copyOfRange(bytes, 0, cut),
                Arrays.copyOfRange(bytes, cut, bytes.length));
        assertThat(pieces).as("%s cut at byte %d", egress.title(), cut).isEqualTo(whole);
      }
    }
  }

  @Property(tries = 8)
  void neverTellsABrokenStreamAsAWholeAnswer(@ForAll long seed) {
    ChatResponse answer = new RandomTalk(seed).answer();
    for (Egress egress : Egress.VENDORS) {
      byte[] bytes =
          Sse.write(egress.vendor(), Told.events(answer)).getBytes(StandardCharsets.UTF_8);
      for (int length = 0; length < bytes.length; length += Math.max(97, bytes.length / BREAKS)) {
        List<StreamEvent> events = Sse.read(egress.client(), Arrays.copyOf(bytes, length));
        Optional<ChatResponse> heard = Sse.whole(events);
        for (Ingress ingress : Ingress.ALL) {
          StreamEncoder encoder = ingress.server().streamEncoder(Sse.HEAD);
          List<WireEvent> told = new ArrayList<>();
          events.forEach(event -> told.addAll(encoder.encode(event)));
          Optional<ChatResponse> after =
              Sse.answer(ingress.caller(), Sse.write(ingress.server(), events));
          assertThat(after.isPresent())
              .as("%s to %s, %d bytes", egress.title(), ingress.title(), length)
              .isEqualTo(heard.isPresent());
          heard.ifPresent(whole ->
              assertThat(Likeness.answer(whole.content()))
                  .isEqualTo(Likeness.answer(answer.content())));
          assertThat(told).isNotEmpty();
        }
      }
    }
  }

  private static List<StreamEvent> streamed(Egress egress, ChatResponse answer) {
    byte[] bytes = Sse.write(egress.vendor(), Told.events(answer)).getBytes(StandardCharsets.UTF_8);
    List<StreamEvent> events = Sse.read(egress.client(), bytes);
    StreamGrammar grammar = new StreamGrammar();
    events.forEach(grammar::accept);
    return events;
  }

  private static void requireSame(ChatResponse before, ChatResponse after, String way) {
    assertThat(Likeness.answer(after.content()))
        .as(way)
        .isEqualTo(Likeness.answer(before.content()));
    assertThat(after.stopReason()).as(way).isEqualTo(before.stopReason());
    assertThat(after.usage().inputTotal()).as(way).isEqualTo(before.usage().inputTotal());
    assertThat(after.usage().outputTotal()).as(way).isEqualTo(before.usage().outputTotal());
    assertThat(after.usage().cacheRead()).as(way).isEqualTo(before.usage().cacheRead());
    assertThat(after.usage().reasoning()).as(way).isEqualTo(before.usage().reasoning());
  }
}
