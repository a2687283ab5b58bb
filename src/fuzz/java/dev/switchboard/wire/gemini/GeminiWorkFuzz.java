package dev.switchboard.wire.gemini;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.wire.WorkTargets;
import java.util.List;

/** Whatever comes on Google's routes for vectors and pictures is read or refused. */
class GeminiWorkFuzz {
  @FuzzTest
  void isReadOrRefused(byte[] bytes) {
    WorkTargets.answer(
        new GeminiWorkClient("p"),
        List.of(WorkTargets.EMBEDDING, WorkTargets.IMAGE, WorkTargets.SPEECH),
        bytes);
    for (Runnable reader :
        List.<Runnable>of(
            () -> GeminiWorkServer.embedding(bytes, "m"),
            () -> GeminiWorkServer.embeddings(bytes, "m"),
            () -> GeminiWorkServer.picture(bytes, "m"))) {
      try {
        reader.run();
      } catch (FailureException | InvalidFieldException | InvalidJsonException e) {
        // What the routes turn into a 400.
      }
    }
  }
}
