package dev.switchboard.http;

/** The body of an answer under way. Used by one thread. */
public interface ResponseStream extends AutoCloseable {
  /** Sends the head now, if it has not gone out; otherwise it goes with the first piece. */
  void sendHead();

  /**
   * Sends a piece at once. Blocks while the caller has not taken enough of the earlier ones, so
   * that a stream never holds more than {@link ServerConfig#maxPendingBytes()} plus one piece.
   *
   * @param piece the bytes; must not be changed afterwards; nothing happens if empty
   * @throws CallerGoneException if the caller has left
   */
  void write(byte[] piece);

  /**
   * From now on sends this whenever nothing else went out for {@link ServerConfig#silence()}, never
   * before the first piece and never while the caller has earlier ones to take: so that whatever
   * stands between us and the caller does not take silence for the end.
   *
   * @param filler what means nothing between two pieces; nothing happens if empty
   */
  default void fillSilence(byte[] filler) {}

  /**
   * Ends the body properly.
   *
   * @throws CallerGoneException if the caller has left
   */
  void end();

  /** Sends a last piece and ends the body, in one go. */
  void end(byte[] lastPiece);

  /** Cuts the connection: the caller sees an incomplete body. Does nothing after {@link #end}. */
  void abort();

  /** Does what {@link #abort} does. */
  @Override
  default void close() {
    abort();
  }
}
