package dev.switchboard.wire.openai.realtime;

import dev.switchboard.ir.AudioFormat;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.ir.Usage;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** One response: what it has said so far. */
final class RealtimeClientResponse {
  /** Of spoken sound, by the vendor's own word. */
  private static final long MILLIS_PER_TOKEN = 50;

  private static final long CHARACTERS_PER_TOKEN = 4;

  private final String id;
  private final Set<String> calls = new HashSet<>();
  private String speaking = "";
  private long soundBytes;
  private long soundSince;
  private long characters;

  /** Of items before the one that is spoken now. */
  private long earlierBytes;

  RealtimeClientResponse(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  void wrote(String delta) {
    characters += delta.length();
  }

  void spoke(String item, long bytes, long nowMillis) {
    if (!item.equals(speaking)) {
      earlierBytes += soundBytes;
      soundBytes = 0;
      soundSince = nowMillis;
      speaking = item;
    }
    soundBytes += bytes;
  }

  /** Whether a call is new. */
  boolean called(String callId) {
    return calls.add(callId);
  }

  /**
   * That the caller speaks into it; empty if all of it has been played.
   *
   * @param open whether more would have come
   */
  Optional<RealtimeEvent> interrupted(AudioFormat format, long nowMillis, boolean open) {
    long said = format.millis(soundBytes);
    long played = Math.max(0, nowMillis - soundSince);
    return open || played < said
        ? Optional.of(new RealtimeEvent.Interrupted(id, speaking, Math.min(played, said)))
        : Optional.empty();
  }

  /** What was said, counted by us. Sound has its words beside it, which are not charged. */
  Usage estimate(AudioFormat format) {
    long audio = Math.ceilDiv(format.millis(earlierBytes + soundBytes), MILLIS_PER_TOKEN);
    long text = audio > 0 ? 0 : Math.ceilDiv(characters, CHARACTERS_PER_TOKEN);
    return audio + text == 0
        ? Usage.UNKNOWN
        : new Usage(0, 0, 0, 0, 0, 0, text, 0, audio, 0, Usage.Source.ESTIMATED, null);
  }
}
