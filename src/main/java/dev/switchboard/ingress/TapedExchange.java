package dev.switchboard.ingress;

import dev.switchboard.http.CallerGoneException;
import dev.switchboard.http.Exchange;
import dev.switchboard.http.Headers;
import dev.switchboard.http.ResponseStream;
import org.jspecify.annotations.Nullable;

/** An exchange whose answer goes on a tape too. */
final class TapedExchange extends WrappedExchange {
  private final Tape tape;
  private final byte[] body;
  private final boolean outlivesCaller;
  private final Runnable beforeEnd;

  /**
   * @param body the request's, which can be read once only
   * @param outlivesCaller whether the work goes on when the caller has left
   * @param beforeEnd run when the answer is on the tape and its last byte has not gone out
   */
  TapedExchange(
      Exchange inner, Tape tape, byte[] body, boolean outlivesCaller, Runnable beforeEnd) {
    super(inner);
    this.tape = tape;
    this.body = body;
    this.outlivesCaller = outlivesCaller;
    this.beforeEnd = beforeEnd;
  }

  @Override
  public byte[] body() {
    return body;
  }

  @Override
  public boolean isCallerGone() {
    return !outlivesCaller && inner().isCallerGone();
  }

  @Override
  public void onCallerGone(Runnable action) {
    if (!outlivesCaller) {
      inner().onCallerGone(action);
    }
  }

  @Override
  public boolean isAnswered() {
    return tape.hasBegun() || inner().isAnswered();
  }

  @Override
  public void respond(int status, Headers headers, byte[] answer) {
    tape.begin(status, headers, false);
    tape.add(answer);
    beforeEnd.run();
    tape.end();
    reach(() -> inner().respond(status, headers, answer));
  }

  @Override
  public ResponseStream stream(int status, Headers headers) {
    tape.begin(status, headers, true);
    return new TapedStream(status, headers);
  }

  /** Does something that the caller sees, if it is still there. */
  private void reach(Runnable step) {
    try {
      step.run();
    } catch (CallerGoneException e) {
      if (!outlivesCaller) {
        throw e;
      }
    }
  }

  private final class TapedStream implements ResponseStream {
    private @Nullable ResponseStream out;
    private boolean done;

    TapedStream(int status, Headers headers) {
      reach(() -> out = inner().stream(status, headers));
    }

    private void onward(java.util.function.Consumer<ResponseStream> step) {
      ResponseStream to = out;
      if (to != null) {
        reach(() -> step.accept(to));
      }
    }

    @Override
    public void sendHead() {
      onward(ResponseStream::sendHead);
    }

    @Override
    public void write(byte[] piece) {
      tape.add(piece);
      onward(to -> to.write(piece));
    }

    @Override
    public void end() {
      done = true;
      beforeEnd.run();
      tape.end();
      onward(ResponseStream::end);
    }

    @Override
    public void end(byte[] lastPiece) {
      done = true;
      tape.add(lastPiece);
      beforeEnd.run();
      tape.end();
      onward(to -> to.end(lastPiece));
    }

    @Override
    public void abort() {
      if (!done) {
        done = true;
        tape.cut();
      }
      ResponseStream to = out;
      if (to != null) {
        to.abort();
      }
    }
  }
}
