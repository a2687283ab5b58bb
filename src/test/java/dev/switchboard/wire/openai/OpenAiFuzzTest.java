package dev.switchboard.wire.openai;

import dev.switchboard.wire.DamagedGoldens;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class OpenAiFuzzTest {

  @Test
  void damagedAnswersAreFailuresAndNothingElse() throws IOException {
    new DamagedGoldens().feed("openai.chat", "upstream-", 12, OpenAiFuzz::fuzzerTestOneInput);
  }

  @Test
  void damagedRequestsAreFailuresAndNothingElse() throws IOException {
    new DamagedGoldens().feed("openai.chat", "client-request", 60, OpenAiFuzz::fuzzerTestOneInput);
  }
}
