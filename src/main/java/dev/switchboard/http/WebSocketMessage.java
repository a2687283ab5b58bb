package dev.switchboard.http;

/** One whole message of a WebSocket. */
public sealed interface WebSocketMessage {
  /** Its length on the wire, in bytes, frames not counted. */
  int length();

  /**
   * Valid UTF-8.
   *
   * @param length in bytes of UTF-8
   */
  record Text(String text, int length) implements WebSocketMessage {}

  /** Bytes. The array belongs to whoever receives the message. */
  final class Binary implements WebSocketMessage {
    private final byte[] bytes;

    Binary(byte[] bytes) {
      this.bytes = bytes;
    }

    /** The message itself. */
    public byte[] bytes() {
      return bytes;
    }

    @Override
    public int length() {
      return bytes.length;
    }
  }
}
