package dev.switchboard.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchboard.wire.ollama.OllamaClient;
import dev.switchboard.wire.openai.OpenAiChatServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lines are the same wherever they are cut, and whatever they say follows the grammar. */
class LineFramerFuzz {
  @FuzzTest
  void areReadTheSameWayInPieces(byte[] bytes) {
    List<WireEvent> whole = read(bytes, bytes.length);
    if (!whole.equals(read(bytes, bytes.length / 2))) {
      throw new IllegalStateException("other lines in pieces");
    }
    StringBuilder events = new StringBuilder();
    whole.forEach(event -> events.append("data: ").append(event.data()).append('\n'));
    CodecTargets.stream(
        new OpenAiChatServer(),
        new OllamaClient("p"),
        "m",
        events.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static List<WireEvent> read(byte[] bytes, int cut) {
    LineFramer framer = new LineFramer(1 << 16);
    List<WireEvent> events = new ArrayList<>();
    try {
      events.addAll(framer.feed(Arrays.copyOf(bytes, cut)));
      events.addAll(framer.feed(Arrays.copyOfRange(bytes, cut, bytes.length)));
      framer.finish().ifPresent(events::add);
    } catch (FramingException e) {
      return List.of();
    }
    return events;
  }
}
