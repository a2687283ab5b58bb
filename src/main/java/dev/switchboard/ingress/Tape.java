package dev.switchboard.ingress;

import dev.switchboard.http.CallerGoneException;
import dev.switchboard.http.Exchange;
import dev.switchboard.http.Headers;
import dev.switchboard.http.ResponseStream;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.provider.AnswerBudget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer while it is made, for others who asked for the same and follow it as it comes.
 *
 * <p>What is taped counts among the bytes of answers that are held for all callers together, until
 * its owner and the last who follows it have done with it. Where there is no room it is not taped
 * further, and cannot be given again.
 */
final class Tape implements AutoCloseable {
  private static final long LOOK_MILLIS = 500;

  private final long mostBytes;
  private final AnswerBudget.Part room;
  private final List<Blob> pieces = new ArrayList<>();
  private int status;
  private @Nullable Headers headers;
  private boolean stream;
  private long bytes;
  private boolean tooLarge;
  private boolean ended;
  private boolean spoilt;
  private @Nullable FailureException failure;

  /** Its owner, and those who follow it. */
  private int users = 1;

  /**
   * @param mostBytes of what is taped; a longer answer is not
   * @param answers what is held of all answers
   */
  Tape(long mostBytes, AnswerBudget answers) {
    this.mostBytes = mostBytes;
    this.room = answers.part();
  }

  /** Its owner has done with it. */
  @Override
  public void close() {
    leave();
  }

  private synchronized void leave() {
    users--;
    if (users == 0) {
      room.close();
    }
  }

  /**
   * Makes room for an answer that is to be played.
   *
   * @throws FailureException with {@link Failure.Overloaded} if there is none
   */
  synchronized void makeRoom(long size) {
    room.take(size);
  }

  synchronized void begin(int answerStatus, Headers answerHeaders, boolean asStream) {
    status = answerStatus;
    headers = answerHeaders;
    stream = asStream;
    notifyAll();
  }

  synchronized void add(byte[] piece) {
    bytes += piece.length;
    if (!tooLarge && !hasRoom(piece.length)) {
      tooLarge = true;
      pieces.clear();
      room.shrink(0);
    } else if (!tooLarge && piece.length > 0) {
      pieces.add(KeptAnswer.piece(piece));
    }
    notifyAll();
  }

  private boolean hasRoom(int more) {
    try {
      if (bytes <= mostBytes) {
        room.take(more);
        return true;
      }
      return false;
    } catch (FailureException _) {
      return false;
    }
  }

  /** The whole answer; null if it is too large, or there was no room for it. */
  synchronized @Nullable KeptAnswer answer() {
    Headers known = headers;
    return tooLarge || known == null ? null : new KeptAnswer(status, known, stream, pieces);
  }

  synchronized boolean hasBegun() {
    return headers != null;
  }

  /** Nothing more comes. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Nothing comes but this; only the first word counts. */
  synchronized void fail(FailureException with) {
    if (!ended) {
      failure = with;
      end();
    }
  }

  /** What was taped is a failure: who comes now has the work done anew. */
  synchronized void spoil() {
    spoilt = true;
  }

  synchronized boolean isSpoilt() {
    return spoilt;
  }

  /** The answer is there already. */
  synchronized void play(KeptAnswer answer) {
    begin(answer.status(), answer.headers(), answer.stream());
    pieces.addAll(answer.pieces());
    end();
  }

  /** The answer broke off: those who follow it break off too. */
  void cut() {
    fail(new FailureException(new Failure.Overloaded("the answer broke off; try again")));
  }

  /**
   * Gives the answer to another caller as it comes.
   *
   * @param more headers that it has beside those of the answer
   * @throws FailureException as the one whose answer it is failed
   */
  void follow(Exchange exchange, Headers more) {
    synchronized (this) {
      users++;
    }
    try {
      give(exchange, more);
    } finally {
      leave();
    }
  }

  private void give(Exchange exchange, Headers more) {
    Headers known = awaitHead(exchange);
    Headers.Builder with = known.toBuilder();
    more.forEach(with::set);
    if (!stream) {
      awaitEnd(exchange);
      KeptAnswer whole = answer();
      if (whole == null) {
        throw tooLarge();
      }
      whole.give(exchange, with.build());
      return;
    }
    try (ResponseStream out = exchange.stream(status, with.build())) {
      int at = 0;
      while (true) {
        Blob piece = awaitPiece(exchange, at++);
        if (piece == null) {
          out.end();
          return;
        }
        out.write(piece.bytes());
      }
    }
  }

  private synchronized Headers awaitHead(Exchange exchange) {
    while (headers == null && !ended) {
      pause(exchange);
    }
    Headers known = headers;
    if (known == null || tooLarge) {
      FailureException with = failure;
      throw with == null ? tooLarge() : with;
    }
    return known;
  }

  private synchronized void awaitEnd(Exchange exchange) {
    while (!ended) {
      pause(exchange);
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Null at the end; cuts the answer that cannot be followed any more. */
  private synchronized @Nullable Blob awaitPiece(Exchange exchange, int at) {
    while (at >= pieces.size() && !ended && !tooLarge) {
      pause(exchange);
    }
    if (tooLarge || (at >= pieces.size() && failure != null)) {
      throw new CallerGoneException("what is followed cannot be followed to its end");
    }
    return at < pieces.size() ? pieces.get(at) : null;
  }

  @SuppressWarnings("WaitNotInLoop") // Every caller looks again in a loop.
  private void pause(Exchange exchange) {
    if (exchange.isCallerGone()) {
      throw new CallerGoneException("the caller left while it waited for its twin");
    }
    try {
      wait(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CallerGoneException("interrupted");
    }
  }

  private static FailureException tooLarge() {
    return new FailureException(
        new Failure.Conflict(
            "a request with this Idempotency-Key was answered, and its answer cannot be given again:"
                + " it is too large, or there was no room for it"));
  }
}
