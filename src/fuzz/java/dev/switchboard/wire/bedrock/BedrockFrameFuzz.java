package dev.switchboard.wire.bedrock;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchboard.wire.FramingException;
import dev.switchboard.wire.WireEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Any bytes are messages or refused, and the same in pieces. */
class BedrockFrameFuzz {
  @FuzzTest
  void areReadTheSameWayInPieces(byte[] bytes) {
    List<WireEvent> whole = read(bytes, bytes.length);
    if (!whole.equals(read(bytes, bytes.length / 2))) {
      throw new IllegalStateException("other messages in pieces");
    }
  }

  private static List<WireEvent> read(byte[] bytes, int cut) {
    EventStreamFramer framer = new EventStreamFramer(1 << 16);
    List<WireEvent> events = new ArrayList<>();
    try {
      events.addAll(framer.feed(Arrays.copyOf(bytes, cut)));
      events.addAll(framer.feed(Arrays.copyOfRange(bytes, cut, bytes.length)));
    } catch (FramingException e) {
      return List.of();
    }
    return events;
  }
}
