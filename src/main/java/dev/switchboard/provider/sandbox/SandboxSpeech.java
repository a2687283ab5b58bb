package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.SpeechResponse;
import dev.switchboard.ir.WorkEvent;
import dev.switchboard.provider.WorkStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A sound that comes in pieces, and may break. */
final class SandboxSpeech implements WorkStream {
  /** A third of a second at the usual rate. */
  private static final int PIECE = 16_000;

  private final SpeechResponse whole;
  private final @Nullable Failure failure;
  private final Pause pause;
  private final Duration pace;
  private final SandboxConfig config;
  private int sent;
  private boolean ended;

  /**
   * @param failure with which it breaks off halfway; null for not at all
   * @param pace between two pieces
   */
  SandboxSpeech(
      SpeechResponse whole,
      @Nullable Failure failure,
      Pause pause,
      Duration pace,
      SandboxConfig config) {
    this.whole = whole;
    this.failure = failure;
    this.pause = pause;
    this.pace = pace;
    this.config = config;
  }

  @Override
  public String mimeType() {
    return whole.audio().mimeType();
  }

  @Override
  public Optional<Item> next() {
    if (ended) {
      return Optional.empty();
    }
    WorkEvent event;
    try {
      if (sent > 0) {
        pause.await(pace, config.betweenEvents(), "between_events");
      }
      event = step();
    } catch (FailureException e) {
      event = new WorkEvent.Failed(e.failure());
    }
    ended = !(event instanceof WorkEvent.AudioPiece);
    return Optional.of(new Item(List.of(event), null));
  }

  private WorkEvent step() {
    byte[] bytes = whole.audio().bytes();
    if (failure != null && sent >= bytes.length / 2) {
      return new WorkEvent.Failed(failure);
    }
    if (sent == bytes.length) {
      return new WorkEvent.Finished(
          new SpeechResponse(
              whole.reportedModel(), new Blob(mimeType(), new byte[0]), whole.usage()));
    }
    int to = Math.min(bytes.length, sent + PIECE);
    byte[] piece = Arrays.copyOfRange(bytes, sent, to);
    sent = to;
    return new WorkEvent.AudioPiece(new Blob(mimeType(), piece));
  }

  @Override
  public void close() {
    ended = true;
  }
}
