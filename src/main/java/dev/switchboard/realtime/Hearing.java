package dev.switchboard.realtime;

import dev.switchboard.http.CancelSignal;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.ir.RealtimeEvent;
import dev.switchboard.ir.TranscriptionRequest;
import dev.switchboard.ir.TranscriptionResponse;
import dev.switchboard.ir.WorkEvent;
import dev.switchboard.ir.WorkResponse;
import dev.switchboard.json.Json;
import dev.switchboard.pipeline.CallSession;
import dev.switchboard.pipeline.WorkAnswer;
import dev.switchboard.pipeline.WorkAnswerStream;
import dev.switchboard.pipeline.WorkPrompt;
import dev.switchboard.trace.Utf8Text;
import dev.switchboard.wire.Wav;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Writes down what the caller said: one call, on a thread of its own. */
final class Hearing implements Runnable {
  private final SessionCalls calls;
  private final SessionCalls.Purpose purpose;
  private final Outbox outbox;
  private final Speech speech;
  private final CancelSignal cancellation;
  private final CompletableFuture<String> words = new CompletableFuture<>();

  /**
   * What is to be written down.
   *
   * @param pcm 16 bits, signed, little-endian
   * @param told whether the caller is told the words
   */
  record Speech(
      String itemId, Blob pcm, int rate, RealtimeConfig.Transcription wanted, boolean told) {}

  Hearing(
      SessionCalls calls,
      SessionCalls.Purpose purpose,
      Outbox outbox,
      Speech speech,
      CancelSignal cancellation) {
    this.calls = calls;
    this.purpose = purpose;
    this.outbox = outbox;
    this.speech = speech;
    this.cancellation = cancellation;
  }

  /** What was said, when it is known; fails with a {@link FailureException}. */
  CompletableFuture<String> words() {
    return words;
  }

  @Override
  public void run() {
    try (CallSession session = calls.begin(purpose, cancellation)) {
      try {
        TranscriptionResponse heard = hear(session);
        session.complete(() -> Utf8Text.json(Json.object().put("text", heard.text())), "stop");
        if (speech.told()) {
          outbox.put(
              new RealtimeEvent.TranscriptDone(
                  speech.itemId(), heard.text(), session.bill().usage()));
        }
        words.complete(heard.text());
      } catch (FailureException e) {
        session.fail(e.failure());
        throw e;
      }
    } catch (FailureException e) {
      failed(e.failure());
    } catch (RuntimeException | Error e) {
      failed(new Failure.Internal("what was said could not be written down"));
      throw e;
    }
  }

  private void failed(Failure failure) {
    if (speech.told()) {
      outbox.put(new RealtimeEvent.TranscriptFailed(speech.itemId(), failure));
    }
    words.completeExceptionally(new FailureException(failure));
  }

  private TranscriptionResponse hear(CallSession session) {
    session.asked(() ->
        Utf8Text.json(
            Json.object().put("audio_ms", speech.pcm().size() * 1_000L / (2L * speech.rate()))));
    TranscriptionRequest request =
        new TranscriptionRequest(
            purpose.models().getFirst(),
            new Blob("audio/wav", Wav.of(speech.pcm().bytes(), speech.rate())),
            "speech.wav",
            false,
            speech.wanted().language(),
            speech.wanted().prompt(),
            null,
            Set.of(),
            List.of());
    return switch (session.perform(WorkPrompt.of(request, false))) {
      case WorkAnswer.Whole whole -> transcription(whole.response());
      case WorkAnswer.Streaming streaming -> {
        try (WorkAnswerStream stream = streaming.stream()) {
          yield last(stream);
        }
      }
    };
  }

  private static TranscriptionResponse last(WorkAnswerStream stream) {
    for (var item = stream.next(); item.isPresent(); item = stream.next()) {
      for (WorkEvent event : item.get().events()) {
        switch (event) {
          case WorkEvent.Finished finished -> {
            return transcription(finished.response());
          }
          case WorkEvent.Failed failed -> throw new FailureException(failed.failure());
          case WorkEvent.AudioPiece _, WorkEvent.TextDelta _, WorkEvent.PartialImage _ -> {}
        }
      }
    }
    throw new IllegalStateException("a transcription without an end");
  }

  private static TranscriptionResponse transcription(WorkResponse response) {
    if (response instanceof TranscriptionResponse transcription) {
      return transcription;
    }
    throw new IllegalStateException("a transcription answered by " + response.getClass());
  }
}
