package dev.switchboard.wire.gemini.live;

import dev.switchboard.ir.Usage;

/** One response: what it has said so far. */
final class LiveClientTurn {
  /** Sound is 25 tokens a second, by the vendor's own word. */
  private static final long MILLIS_PER_TOKEN = 40;

  private static final long CHARACTERS_PER_TOKEN = 4;

  private final String response;
  private final String item;
  private long soundMillis;
  private long soundSince;
  private long characters;
  private boolean interrupted;

  LiveClientTurn(String response, String item) {
    this.response = response;
    this.item = item;
  }

  String response() {
    return response;
  }

  String item() {
    return item;
  }

  void wrote(String delta) {
    characters += delta.length();
  }

  void spoke(long millis, long nowMillis) {
    if (soundMillis == 0) {
      soundSince = nowMillis;
    }
    soundMillis += millis;
  }

  void interrupt() {
    interrupted = true;
  }

  boolean isInterrupted() {
    return interrupted;
  }

  /** How much can have been played. */
  long played(long nowMillis) {
    return soundMillis == 0 ? 0 : Math.clamp(nowMillis - soundSince, 0, soundMillis);
  }

  /** What was said, counted by us. Sound has its words beside it, which are not charged. */
  Usage estimate() {
    long audio = Math.ceilDiv(soundMillis, MILLIS_PER_TOKEN);
    long text = audio > 0 ? 0 : Math.ceilDiv(characters, CHARACTERS_PER_TOKEN);
    return audio + text == 0
        ? Usage.UNKNOWN
        : new Usage(0, 0, 0, 0, 0, 0, text, 0, audio, 0, Usage.Source.ESTIMATED, null);
  }
}
