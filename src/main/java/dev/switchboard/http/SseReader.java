package dev.switchboard.http;

import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The events of a response body, one at a time. Used by one thread. */
public final class SseReader implements AutoCloseable {
  private final UpstreamBody body;
  private final ArrayDeque<ServerSentEvent> ready = new ArrayDeque<>();
  private final SseParser parser;
  private boolean ended;
  private Optional<ServerSentEvent> unterminated = Optional.empty();

  /**
   * Makes a reader.
   *
   * @param body read piece by piece as events are asked for
   * @param maxEventBytes most bytes of one event
   */
  public SseReader(UpstreamBody body, int maxEventBytes) {
    this.body = body;
    parser = new SseParser(maxEventBytes, ready::add);
  }

  /**
   * Waits for the next event.
   *
   * @return the event, or null after the proper end of the body; then see {@link #unterminated}
   * @throws UpstreamException if the body does not reach its end
   * @throws EventTooLarge if an event is over its bound
   */
  public @Nullable ServerSentEvent next() {
    while (ready.isEmpty() && !ended) {
      byte[] piece = body.read();
      if (piece == null) {
        ended = true;
        unterminated = parser.finish();
      } else {
        parser.feed(piece, 0, piece.length);
      }
    }
    return ready.poll();
  }

  /**
   * What stood after the last blank line when the body ended. A proper stream leaves nothing; some
   * servers forget the last blank line, others were stopped in the middle of an event. Which of the
   * two it was, only the event itself can tell.
   */
  public Optional<ServerSentEvent> unterminated() {
    return unterminated;
  }

  /** Closes the body. */
  @Override
  public void close() {
    body.close();
  }
}
