package dev.switchboard.wire.elevenlabs;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchboard.wire.WorkTargets;
import java.util.List;

/** Whatever ElevenLabs answers is an answer or a failure. */
class ElevenLabsAnswerFuzz {
  @FuzzTest
  void isAnAnswerOrAFailure(byte[] bytes) {
    WorkTargets.answer(
        new ElevenLabsWorkClient("p"),
        List.of(WorkTargets.SPEECH, WorkTargets.TRANSCRIPTION),
        bytes);
  }
}
