package dev.switchboard.provider;

import dev.switchboard.http.UpstreamBody;
import dev.switchboard.ir.FailureException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A body whose bytes count towards what all answers together may hold, until they are let go. */
final class HeldBody implements UpstreamBody {
  private final UpstreamBody body;
  private final AnswerBudget.Part room;
  private long arriving;

  HeldBody(UpstreamBody body, AnswerBudget.Part room) {
    this.body = body;
    this.room = room;
  }

  /**
   * Waits for the next piece.
   *
   * @throws FailureException with {@link dev.switchboard.ir.Failure.Overloaded} when there is no
   *     room for it; the body is closed then
   */
  @Override
  public byte @Nullable [] read() {
    byte[] piece = body.read();
    if (piece != null) {
      try {
        room.take(piece.length);
      } catch (FailureException e) {
        body.close();
        throw e;
      }
      arriving += piece.length;
    }
    return piece;
  }

  /** Counts what has arrived no more, but so much that is kept of it. */
  void keepOnly(long bytes) {
    room.shrink(room.bytes() - arriving);
    arriving = 0;
    room.take(bytes);
  }

  @Override
  public void endWithin(Duration time) {
    body.endWithin(time);
  }

  @Override
  public void close() {
    body.close();
  }
}
