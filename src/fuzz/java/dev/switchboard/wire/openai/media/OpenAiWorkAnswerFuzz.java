package dev.switchboard.wire.openai.media;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchboard.wire.WorkTargets;
import dev.switchboard.wire.openai.OpenAiFlags;
import java.util.List;

/** Whatever a vendor's media routes answer is an answer or a failure; their streams end once. */
class OpenAiWorkAnswerFuzz {
  @FuzzTest
  void isAnAnswerOrAFailure(byte[] bytes) {
    OpenAiWorkClient client = new OpenAiWorkClient("p", OpenAiFlags.NONE);
    WorkTargets.answer(
        client,
        List.of(
            WorkTargets.EMBEDDING,
            WorkTargets.IMAGE,
            WorkTargets.SPEECH,
            WorkTargets.TRANSCRIPTION,
            WorkTargets.MODERATION),
        bytes);
    WorkTargets.stream(
        client, List.of(WorkTargets.IMAGE, WorkTargets.SPEECH, WorkTargets.TRANSCRIPTION), bytes);
  }
}
