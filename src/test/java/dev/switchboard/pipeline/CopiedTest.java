package dev.switchboard.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.Blob;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.ModerationRequest;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.TranscriptionRequest;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a copy of a call holds counts, also where the call did not come as one body. */
class CopiedTest {
  private static final Content PICTURE =
      new Content.Image(new MediaSource.Inline("image/png", "A".repeat(1_000_000)), null);

  @Test
  void theWordsAndPicturesOfAConversationThatWasBuiltCount() {
    ChatRequest request =
        ChatRequest.of(
            "m", List.of(Message.of(Role.USER, new Content.Text("x".repeat(500_000)), PICTURE)));
    assertThat(Copied.of(Prompt.of(request, false)).bytes()).isBetween(1_500_000L, 1_500_100L);
  }

  @Test
  void theSoundOfATranscriptionThatWasBuiltCounts() {
    TranscriptionRequest request =
        new TranscriptionRequest(
            "m",
            new Blob("audio/wav", new byte[300_000]),
            "",
            false,
            null,
            null,
            null,
            Set.of(),
            List.of());
    assertThat(Copied.of(WorkPrompt.of(request, false)).bytes()).isEqualTo(300_000);
  }

  @Test
  void thePicturesThatAreJudgedCount() {
    ModerationRequest request = new ModerationRequest("m", List.of(List.of(PICTURE)), List.of());
    assertThat(Copied.of(WorkPrompt.of(request, false)).bytes()).isEqualTo(1_000_000);
  }
}
