package dev.switchboard.wire.gemini;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchboard.wire.CodecTargets;

/** Whatever a provider answers or streams is told to a caller of the same dialect. */
class GeminiRetoldFuzz {
  @FuzzTest
  void isToldToACaller(byte[] bytes) {
    GeminiServer server = new GeminiServer(true);
    GeminiClient client = new GeminiClient("p");
    CodecTargets.answer(server, client, "gemini-3-pro-preview", bytes);
    CodecTargets.stream(server, client, "gemini-3-pro-preview", bytes);
  }
}
