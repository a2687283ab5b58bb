package dev.switchboard.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response body that arrives piece by piece. Read by one thread; closed by any. */
public interface UpstreamBody extends AutoCloseable {
  /**
   * Waits for the next piece. Bytes are taken off the socket only as fast as they are read here: at
   * most about 128 KiB wait in memory.
   *
   * @return a piece, never empty, or null after a proper end
   * @throws UpstreamException if the body does not reach its end; {@link
   *     UpstreamException.Kind#CUT} if the peer stopped short
   */
  byte @Nullable [] read();

  /**
   * Reads to the end.
   *
   * @param maxBytes how much is too much
   * @throws UpstreamException as for {@link #read}, and {@link UpstreamException.Kind#TOO_LARGE}
   */
  default byte[] readAll(int maxBytes) {
    List<byte[]> pieces = new ArrayList<>(4);
    int length = 0;
    for (byte[] piece = read(); piece != null; piece = read()) {
      if (piece.length > maxBytes - length) {
        close();
        throw new UpstreamException(
            UpstreamException.Kind.TOO_LARGE, "body: more than " + maxBytes + " bytes");
      }
      length += piece.length;
      pieces.add(piece);
    }
    if (pieces.size() == 1) {
      return pieces.getFirst();
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] piece : pieces) {
      System.arraycopy(piece, 0, all, at, piece.length);
      at += piece.length;
    }
    return all;
  }

  /**
   * Waits no longer than this, from now on, for what has not come yet: then {@link #read} fails
   * with {@link UpstreamException.Kind#TOTAL_TIMEOUT}. A later word replaces an earlier one; the
   * call's own deadlines stay. Called by the reader.
   */
  void endWithin(Duration time);

  /**
   * Gives the response up. Before its end this closes the connection and wakes a blocked reader
   * with {@link UpstreamException.Kind#CANCELLED}; afterwards it does nothing.
   */
  @Override
  void close();
}
