package dev.switchboard.wire.openai.media;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchboard.ir.Blob;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.wire.FormPart;
import java.util.List;

/** Whatever a caller sends to the media routes is a request or refused with a place. */
class OpenAiWorkRequestFuzz {
  @FuzzTest
  void isReadOrRefused(byte[] bytes) {
    List<FormPart> form =
        List.of(
            new FormPart("file", "a.wav", new Blob("audio/wav", bytes)),
            new FormPart("image", "a.png", new Blob("image/png", bytes)),
            new FormPart("prompt", null, new Blob("text/plain", bytes)),
            new FormPart("temperature", null, new Blob("text/plain", bytes)),
            new FormPart("include[]", null, new Blob("text/plain", bytes)));
    for (Runnable reader :
        List.<Runnable>of(
            () -> EmbeddingRequests.read(bytes),
            () -> ImageRequests.generation(bytes, "m"),
            () -> ImageRequests.edit(bytes, "m"),
            () -> ImageRequests.edit(form, "m"),
            () -> SpeechRequests.read(bytes, "m"),
            () -> TranscriptionRequests.read(form, false, "m"),
            () -> ModerationBodies.read(bytes, "m"))) {
      try {
        reader.run();
      } catch (InvalidFieldException | InvalidJsonException e) {
        // What the routes turn into a 400.
      }
    }
  }
}
