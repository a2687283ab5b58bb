package dev.switchboard.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads frames and puts messages together, from bytes cut anywhere. Pure. Of no use after a fault
 * or a closing frame.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-5">RFC 6455, section 5</a>
 */
final class WebSocketDecoder {
  /** Where what is read goes. Arrays belong to the sink. */
  interface Sink {
    /** Whether there is memory for a message that has grown to so many bytes. */
    boolean room(int bytes);

    void message(WebSocketMessage message);

    void ping(byte[] payload);

    void pong();

    void close(WebSocketClose close);
  }

  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  static final int MAX_CONTROL_BYTES = 125;
  private static final int LONGEST_HEAD = 14;
  private static final int FIRST_BYTES = 1024;
  private static final byte[] NO_BYTES = {};

  private final boolean masked;
  private final int maxFrameBytes;
  private final int maxMessageBytes;
  private final Utf8Check utf8 = new Utf8Check();

  private final byte[] head = new byte[LONGEST_HEAD];
  private int headLength;
  private int headNeeded = 2;

  private boolean inPayload;
  private boolean last;
  private int opcode;
  private int frameLength;
  private int frameRead;

  private final byte[] control = new byte[MAX_CONTROL_BYTES];

  /** The opcode of the message under way; {@link #CONTINUATION} for none. */
  private int messageOpcode = CONTINUATION;

  private byte[] message = NO_BYTES;
  private int messageLength;
  private boolean closed;

  /**
   * Makes a decoder.
   *
   * @param masked whether the peer is a client, whose frames must be masked; a server's must not
   */
  WebSocketDecoder(boolean masked, int maxFrameBytes, int maxMessageBytes) {
    this.masked = masked;
    this.maxFrameBytes = maxFrameBytes;
    this.maxMessageBytes = maxMessageBytes;
  }

  /** Takes what has arrived, up to and including a closing frame. */
  void read(ByteBuf in, Sink sink) throws WebSocketFault {
    boolean more = true;
    while (more && !closed) {
      more = inPayload ? payload(in, sink) : head(in);
    }
  }

  private boolean head(ByteBuf in) throws WebSocketFault {
    while (in.isReadable()) {
      head[headLength++] = in.readByte();
      if (headLength == 1) {
        first(head[0] & 0xff);
      } else if (headLength == 2) {
        second(head[1] & 0xff);
      }
      if (headLength == headNeeded) {
        begin();
        return true;
      }
    }
    return false;
  }

  private void first(int b) throws WebSocketFault {
    if ((b & 0x70) != 0) {
      throw fault("reserved bits set (expected: none, as no extension was agreed on)");
    }
    last = (b & 0x80) != 0;
    opcode = b & 0x0f;
    switch (opcode) {
      case CONTINUATION -> {
        if (messageOpcode == CONTINUATION) {
          throw fault("a continuation of no message");
        }
      }
      case TEXT, BINARY -> {
        if (messageOpcode != CONTINUATION) {
          throw fault("a new message within another (expected: its continuation)");
        }
      }
      case CLOSE, PING, PONG -> {
        if (!last) {
          throw fault("a control frame in pieces (expected: whole)");
        }
      }
      default -> throw fault("opcode " + opcode + " (expected: 0, 1, 2, 8, 9 or 10)");
    }
  }

  private void second(int b) throws WebSocketFault {
    if ((b & 0x80) != 0 != masked) {
      throw fault(masked ? "a frame that is not masked" : "a masked frame");
    }
    int length = b & 0x7f;
    if (isControl() && length > MAX_CONTROL_BYTES) {
      throw fault("a control frame beyond 125 bytes");
    }
    headNeeded = 2 + (length == 126 ? 2 : length == 127 ? 8 : 0) + (masked ? 4 : 0);
  }

  private boolean isControl() {
    return opcode >= CLOSE;
  }

  private void begin() throws WebSocketFault {
    long length = head[1] & 0x7f;
    if (length >= 126) {
      int count = length == 126 ? 2 : 8;
      length = 0;
      for (int i = 0; i < count; i++) {
        length = (length << 8) | (head[2 + i] & 0xff);
      }
      if (length < 0 || length < (count == 2 ? 126 : 0x10000)) {
        throw fault("a length not in its shortest form");
      }
    }
    if (length > maxFrameBytes) {
      throw tooBig("a frame of " + length + " bytes (expected: at most " + maxFrameBytes + ")");
    }
    if (!isControl()) {
      if (length > maxMessageBytes - messageLength) {
        throw tooBig("a message beyond " + maxMessageBytes + " bytes");
      }
      if (opcode != CONTINUATION) {
        messageOpcode = opcode;
      }
    }
    frameLength = (int) length;
    frameRead = 0;
    inPayload = true;
  }

  private boolean payload(ByteBuf in, Sink sink) throws WebSocketFault {
    int count = Math.min(in.readableBytes(), frameLength - frameRead);
    if (isControl()) {
      in.readBytes(control, frameRead, count);
      unmask(control, frameRead, count);
    } else if (count > 0) {
      grow(count, sink);
      in.readBytes(message, messageLength, count);
      unmask(message, messageLength, count);
      if (messageOpcode == TEXT && !utf8.accept(message, messageLength, messageLength + count)) {
        throw notUtf8();
      }
      messageLength += count;
    }
    frameRead += count;
    if (frameRead < frameLength) {
      return false;
    }
    inPayload = false;
    headLength = 0;
    headNeeded = 2;
    if (isControl()) {
      control(sink);
    } else if (last) {
      message(sink);
    }
    return true;
  }

  private void unmask(byte[] bytes, int at, int count) {
    if (masked) {
      int mask = headNeeded - 4;
      for (int i = 0; i < count; i++) {
        bytes[at + i] ^= head[mask + (frameRead + i & 3)];
      }
    }
  }

  /** Makes room for what has come, never for what was only announced. */
  private void grow(int count, Sink sink) throws WebSocketFault {
    int needed = messageLength + count;
    if (needed > message.length) {
      int doubled = (int) Math.min(2L * message.length, maxMessageBytes);
      int size = Math.max(needed, Math.max(doubled, Math.min(FIRST_BYTES, maxMessageBytes)));
      if (last && messageLength - frameRead + frameLength < size) {
        size = Math.max(needed, messageLength - frameRead + frameLength);
      }
      if (!sink.room(size)) {
        throw new WebSocketFault(
            WebSocketClose.TRY_AGAIN_LATER, "no memory for this message; try again later");
      }
      message = Arrays.copyOf(message, size);
    }
  }

  private void message(Sink sink) throws WebSocketFault {
    int kind = messageOpcode;
    byte[] bytes = message;
    int length = messageLength;
    messageOpcode = CONTINUATION;
    message = NO_BYTES;
    messageLength = 0;
    if (kind == TEXT) {
      if (!utf8.end()) {
        throw notUtf8();
      }
      sink.message(
          new WebSocketMessage.Text(new String(bytes, 0, length, StandardCharsets.UTF_8), length));
    } else {
      sink.message(
          new WebSocketMessage.Binary(
              bytes.length == length ? bytes : Arrays.copyOf(bytes, length)));
    }
  }

  private void control(Sink sink) throws WebSocketFault {
    switch (opcode) {
      case PING -> sink.ping(Arrays.copyOf(control, frameLength));
      case PONG -> sink.pong();
      default -> {
        closed = true;
        sink.close(close());
      }
    }
  }

  private WebSocketClose close() throws WebSocketFault {
    if (frameLength == 0) {
      return new WebSocketClose(WebSocketClose.NO_STATUS, "");
    }
    int code = frameLength == 1 ? -1 : ((control[0] & 0xff) << 8) | (control[1] & 0xff);
    if (!WebSocketClose.isOnTheWire(code)) {
      throw fault(
          code < 0
              ? "a closing frame of one byte (expected: none, or a code of two)"
              : "close code " + code + " (expected: one that may be sent)");
    }
    Utf8Check check = new Utf8Check();
    if (!check.accept(control, 2, frameLength) || !check.end()) {
      throw new WebSocketFault(WebSocketClose.INVALID_DATA, "a reason to close that is not UTF-8");
    }
    return new WebSocketClose(
        code, new String(control, 2, frameLength - 2, StandardCharsets.UTF_8));
  }

  private static WebSocketFault fault(String what) {
    return new WebSocketFault(WebSocketClose.PROTOCOL_ERROR, what);
  }

  private static WebSocketFault tooBig(String what) {
    return new WebSocketFault(WebSocketClose.TOO_BIG, what);
  }

  private static WebSocketFault notUtf8() {
    return new WebSocketFault(WebSocketClose.INVALID_DATA, "a text that is not UTF-8");
  }
}
