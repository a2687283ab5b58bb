package dev.switchboard.wire;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Goldens of voice sessions, damaged at random but the same way each time. */
class RealtimeFuzzTest {
  private static final int ROUNDS = 300;

  @Test
  void damagedFramesOfCallersAreCommandsOrRefused() throws IOException {
    DamagedGoldens damaged = new DamagedGoldens();
    damaged.feed("openai.realtime", "client-frames", ROUNDS, RealtimeFuzz::openAiCaller);
    damaged.feed("gemini.live", "caller-frames", ROUNDS, RealtimeFuzz::geminiCaller);
  }

  @Test
  void damagedFramesOfProvidersAreEventsOrFailures() throws IOException {
    DamagedGoldens damaged = new DamagedGoldens();
    damaged.feed("openai.realtime", "server-frames", ROUNDS, RealtimeFuzz::openAiProvider);
    damaged.feed("gemini.live", "server-frames", ROUNDS, RealtimeFuzz::geminiProvider);
  }
}
