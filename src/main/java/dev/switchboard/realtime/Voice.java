package dev.switchboard.realtime;

import dev.switchboard.http.CancelSignal;
import dev.switchboard.ir.AudioFormat;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.ir.SpeechRequest;
import dev.switchboard.ir.SpeechResponse;
import dev.switchboard.ir.Usage;
import dev.switchboard.ir.WorkEvent;
import dev.switchboard.json.Json;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.WorkAnswer;
import dev.switchboard.pipeline.WorkAnswerStream;
import dev.switchboard.pipeline.WorkPrompt;
import dev.switchboard.provider.WorkStream;
import dev.switchboard.trace.Utf8Text;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Speaks one answer, sentence by sentence, on a thread of its own while the rest is still being
 * written: one call with an attempt per sentence. Never speaks further ahead of what can have been
 * played than {@link RealtimeLimits#LOOK_AHEAD}, so that an interruption does not leave much that
 * was paid for nothing.
 */
final class Voice implements Runnable {
  private static final int END_OF_TEXT = -1;

  /** What ends the queue. */
  private static final Sentence END = new Sentence("", END_OF_TEXT);

  private final SessionCalls calls;
  private final SessionCalls.Purpose purpose;
  private final Outbox outbox;
  private final Answer answer;
  private final CancelSignal cancellation;
  private final BlockingQueue<Sentence> sentences = new LinkedBlockingQueue<>();
  private long spokenMillis;
  private volatile @Nullable Failure failure;
  private volatile Usage usage = Usage.NONE;

  /**
   * What is spoken.
   *
   * @param config how
   * @param text grows while it is spoken
   */
  record Answer(String responseId, String itemId, RealtimeConfig config, SpokenText text) {}

  /**
   * A part of the text.
   *
   * @param end how many characters of the text there are up to its end
   */
  private record Sentence(String text, int end) {
    boolean isEnd() {
      return end == END_OF_TEXT;
    }
  }

  Voice(
      SessionCalls calls,
      SessionCalls.Purpose purpose,
      Outbox outbox,
      Answer answer,
      CancelSignal cancellation) {
    this.calls = calls;
    this.purpose = purpose;
    this.outbox = outbox;
    this.answer = answer;
    this.cancellation = cancellation;
  }

  /** Will speak a sentence when its turn has come. */
  void say(String text, int end) {
    sentences.add(new Sentence(text, end));
  }

  /** Nothing more is to be said. */
  void end() {
    sentences.add(END);
  }

  /** Why not everything was said; empty when nothing went wrong. */
  Optional<Failure> failure() {
    return Optional.ofNullable(failure);
  }

  /** What it used. */
  Usage usage() {
    return usage;
  }

  @Override
  public void run() {
    try {
      Sentence first = sentences.take();
      if (!first.isEnd()) {
        speak(first);
      }
    } catch (FailureException e) {
      failure = e.failure();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void speak(Sentence first) throws InterruptedException {
    try (CallSession session = calls.begin(purpose, cancellation)) {
      try {
        StringBuilder said = new StringBuilder();
        for (Sentence next = first; !next.isEnd(); next = sentences.take()) {
          if (!outbox.awaitPlayed(
              answer.responseId(),
              answer.itemId(),
              spokenMillis - RealtimeLimits.LOOK_AHEAD.toMillis())) {
            throw left();
          }
          said.append(next.text());
          speak(session, next);
        }
        session.asked(() -> Utf8Text.json(Json.object().put("input", said.toString())));
        session.complete(() -> Utf8Text.json(Json.object().put("audio_ms", spokenMillis)), "stop");
      } catch (FailureException e) {
        session.fail(e.failure());
        throw e;
      } finally {
        usage = session.bill().usage();
      }
    }
  }

  private void speak(CallSession session, Sentence sentence) {
    if (sentence.text().isBlank()) {
      return;
    }
    answer.text().speaking(sentence.end());
    RealtimeConfig.Voice voice = answer.config().voice();
    SpeechRequest request =
        new SpeechRequest(
            purpose.models().getFirst(),
            sentence.text().strip(),
            voice.name(),
            "pcm",
            voice.speed(),
            null,
            List.of());
    switch (session.perform(WorkPrompt.of(request, true))) {
      case WorkAnswer.Whole whole -> {
        if (whole.response() instanceof SpeechResponse speech) {
          SpokenPcm pcm = new SpokenPcm(answer.config().output());
          sound(pcm.take(speech.audio()));
          sound(pcm.end());
        }
      }
      case WorkAnswer.Streaming streaming -> {
        try (WorkAnswerStream stream = streaming.stream()) {
          stream(stream);
        }
      }
    }
    answer.text().spoken(spokenMillis);
  }

  private void stream(WorkStream stream) {
    SpokenPcm pcm = new SpokenPcm(answer.config().output());
    for (var item = stream.next(); item.isPresent(); item = stream.next()) {
      for (WorkEvent event : item.get().events()) {
        switch (event) {
          case WorkEvent.AudioPiece piece -> sound(pcm.take(piece.audio()));
          case WorkEvent.Failed failed -> throw new FailureException(failed.failure());
          case WorkEvent.TextDelta _, WorkEvent.PartialImage _, WorkEvent.Finished _ -> {}
        }
      }
    }
    sound(pcm.end());
  }

  private void sound(byte[] samples) {
    AudioFormat format = answer.config().output();
    if (samples.length == 0) {
      return;
    }
    spokenMillis += format.millis(samples.length);
    if (!outbox.speech(
        new RealtimeEvent.AudioDelta(
            answer.responseId(), answer.itemId(), new Blob(format.mimeType(), samples)),
        format)) {
      throw left();
    }
  }

  private static FailureException left() {
    return new FailureException(
        new Failure.CallerGone("the answer was interrupted before it was spoken to its end"));
  }
}
