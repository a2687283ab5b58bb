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
