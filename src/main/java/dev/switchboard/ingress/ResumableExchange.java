package dev.switchboard.ingress;

import dev.switchboard.http.CallerGoneException;
import dev.switchboard.http.Exchange;
import dev.switchboard.http.Headers;
import dev.switchboard.http.ResponseStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request whose stream outlives its connection: the events get ids and are kept, and the work
 * hears that the caller left only when nobody came back in time.
 */
final class ResumableExchange extends WrappedExchange {
  private final Function<Headers, KeptStream> opener;
  private final List<Runnable> whenGone = new ArrayList<>();
  private @Nullable KeptStream kept;
  private boolean gone;

  /**
   * @param opener keeps a stream with that head
   */
  ResumableExchange(Exchange origin, Function<Headers, KeptStream> opener) {
    super(origin);
    this.opener = opener;
    origin.onCallerGone(this::departed);
  }

  /** The connection is gone, on a thread of its own. */
  private void departed() {
    KeptStream stream;
    synchronized (this) {
      stream = kept;
    }
    if (stream != null) {
      stream.left();
      if (!stream.awaitLoneliness(ResumableStreams.PATIENCE)) {
        return;
      }
      stream.forget();
    }
    List<Runnable> actions;
    synchronized (this) {
      gone = true;
      actions = List.copyOf(whenGone);
      whenGone.clear();
    }
    actions.forEach(Runnable::run);
  }

  @Override
  public ResponseStream stream(int status, Headers headers) {
    ResponseStream out = inner().stream(status, headers);
    boolean events = headers.firstOr("content-type", "").startsWith("text/event-stream");
    if (status != 200 || !events) {
      return out;
    }
    KeptStream stream = opener.apply(headers);
    synchronized (this) {
      kept = stream;
    }
    return new Recorded(out, stream);
  }

  @Override
  public void onCallerGone(Runnable action) {
    synchronized (this) {
      if (!gone) {
        whenGone.add(action);
        return;
      }
    }
    action.run();
  }

  @Override
  public synchronized boolean isCallerGone() {
    return gone;
  }

  /** Writes what is kept, for as long as the connection is there. */
  private final class Recorded implements ResponseStream {
    private final ResponseStream out;
    private final KeptStream stream;
    private boolean cut;

    Recorded(ResponseStream out, KeptStream stream) {
      this.out = out;
      this.stream = stream;
    }

    @Override
    public void sendHead() {
      attempt(out::sendHead);
    }

    @Override
    public void write(byte[] piece) {
      byte[] numbered = numbered(piece);
      attempt(() -> out.write(numbered));
    }

    @Override
    public void fillSilence(byte[] filler) {
      out.fillSilence(filler);
    }

    @Override
    public void end() {
      stream.end(true);
      attempt(out::end);
    }

    @Override
    public void end(byte[] lastPiece) {
      byte[] numbered = numbered(lastPiece);
      stream.end(true);
      attempt(() -> out.end(numbered));
    }

    @Override
    public void abort() {
      stream.end(false);
      out.abort();
    }

    /** A caller who left may come back, so the work goes on until nobody did. */
    private void attempt(Runnable writing) {
      if (isCallerGone()) {
        throw new CallerGoneException("the caller left and did not come back");
      }
      if (!cut) {
        try {
          writing.run();
        } catch (CallerGoneException _) {
          cut = true;
        }
      }
    }

    /** The piece with an id before each of its events, which are kept. */
    private byte[] numbered(byte[] piece) {
      ByteArrayOutputStream all = new ByteArrayOutputStream(piece.length + 64);
      int start = 0;
      for (int i = 1; i < piece.length; i++) {
        if (piece[i] == '\n' && piece[i - 1] == '\n') {
          all.writeBytes(event(piece, start, i + 1));
          start = i + 1;
        }
      }
      all.write(piece, start, piece.length - start);
      return all.toByteArray();
    }

    private byte[] event(byte[] piece, int from, int to) {
      String head = "id: " + stream.id() + "-" + (stream.size() + 1) + "\n";
      ByteArrayOutputStream event = new ByteArrayOutputStream(to - from + head.length());
      event.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
      event.write(piece, from, to - from);
      byte[] whole = event.toByteArray();
      stream.add(whole);
      return whole;
    }
  }
}
