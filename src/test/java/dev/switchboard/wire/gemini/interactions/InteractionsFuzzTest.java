package dev.switchboard.wire.gemini.interactions;

import dev.switchboard.wire.DamagedGoldens;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class InteractionsFuzzTest {
  private static final int ROUNDS = 60;
  private static final String GOLDENS = "gemini.interactions";

  @Test
  void damagedRequestsAreFailuresAndNothingElse() throws IOException {
    new DamagedGoldens().feed(GOLDENS, "client-request", ROUNDS, InteractionsFuzz::request);
  }

  @Test
  void damagedInteractionsAreToldAgainAsFarAsTheyGo() throws IOException {
    new DamagedGoldens().feed(GOLDENS, "client-response.json", ROUNDS, InteractionsFuzz::replay);
  }
}
