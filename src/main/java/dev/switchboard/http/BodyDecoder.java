package dev.switchboard.http;

import io.netty.buffer.ByteBuf;

/**
 * Finds the body of one message in the bytes that follow its head.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-6">RFC 9112, section 6</a>
 */
final class BodyDecoder {
  /** Where body bytes go. */
  interface Sink {
    /** Reads exactly {@code length} bytes from {@code in}. */
    void accept(ByteBuf in, int length);
  }

  private enum State {
    FIXED,
    UNTIL_CLOSE,
    CHUNK_SIZE,
    CHUNK_EXTENSION,
    CHUNK_SIZE_LF,
    CHUNK_DATA,
    CHUNK_CR,
    CHUNK_LF,
    TRAILER,
    TRAILER_LF,
    DONE
  }

  /** Most bytes of chunk extensions, and of trailers, before they count as an attack. */
  private static final int MAX_OVERHEAD = 16 * 1024;

  private State state;
  private long remaining;
  private int digits;
  private int overhead;
  private boolean trailerLineEmpty = true;

  private BodyDecoder(State state, long remaining) {
    this.state = state;
    this.remaining = remaining;
  }

  static BodyDecoder fixed(long length) {
    return new BodyDecoder(length == 0 ? State.DONE : State.FIXED, length);
  }

  static BodyDecoder chunked() {
    return new BodyDecoder(State.CHUNK_SIZE, 0);
  }

  static BodyDecoder untilClose() {
    return new BodyDecoder(State.UNTIL_CLOSE, 0);
  }

  boolean isDone() {
    return state == State.DONE;
  }

  /** Whether the end of the connection is the end of the body. */
  boolean endsWithConnection() {
    return state == State.UNTIL_CLOSE;
  }

  /** Bytes still owed by a body of known length; at least one more for the others. */
  long remaining() {
    return switch (state) {
      case DONE -> 0;
      case FIXED -> remaining;
      default -> Long.MAX_VALUE;
    };
  }

  /**
   * Reads what {@code in} holds of the body; what follows the body stays.
   *
   * @throws ProtocolException for framing that is not valid
   */
  void read(ByteBuf in, Sink sink) throws ProtocolException {
    while (state != State.DONE && in.isReadable()) {
      switch (state) {
        case FIXED -> {
          data(in, sink);
          if (remaining == 0) {
            state = State.DONE;
          }
        }
        case UNTIL_CLOSE -> sink.accept(in, in.readableBytes());
        case CHUNK_DATA -> {
          data(in, sink);
          if (remaining == 0) {
            state = State.CHUNK_CR;
          }
        }
        default -> framing(in.readByte() & 0xff);
      }
    }
  }

  private void data(ByteBuf in, Sink sink) {
    int length = (int) Math.min(remaining, in.readableBytes());
    sink.accept(in, length);
    remaining -= length;
  }

  private void framing(int b) throws ProtocolException {
    switch (state) {
      case CHUNK_SIZE -> chunkSize(b);
      case CHUNK_EXTENSION -> {
        if (b == '\r') {
          state = State.CHUNK_SIZE_LF;
        } else {
          spend(b);
        }
      }
      case CHUNK_SIZE_LF -> {
        expect(b, '\n');
        digits = 0;
        state = remaining == 0 ? State.TRAILER : State.CHUNK_DATA;
      }
      case CHUNK_CR -> {
        expect(b, '\r');
        state = State.CHUNK_LF;
      }
      case CHUNK_LF -> {
        expect(b, '\n');
        state = State.CHUNK_SIZE;
      }
      case TRAILER -> {
        if (b == '\r') {
          state = State.TRAILER_LF;
        } else {
          spend(b);
          trailerLineEmpty = false;
        }
      }
      case TRAILER_LF -> {
        expect(b, '\n');
        state = trailerLineEmpty ? State.DONE : State.TRAILER;
        trailerLineEmpty = true;
      }
      case FIXED, UNTIL_CLOSE, CHUNK_DATA, DONE ->
          throw new IllegalStateException("state: " + state + " (expected: between chunks)");
    }
  }

  private void chunkSize(int b) throws ProtocolException {
    int digit = HttpText.hexDigit(b);
    if (digit >= 0) {
      if (++digits > 15) {
        throw new ProtocolException(400, "chunk size: more than 15 digits");
      }
      remaining = remaining << 4 | digit;
    } else if (digits == 0) {
      throw new ProtocolException(
          400, "chunk size: byte 0x%02x (expected: a hexadecimal digit)".formatted(b));
    } else if (b == '\r') {
      state = State.CHUNK_SIZE_LF;
    } else if (b == ';' || b == ' ' || b == '\t') {
      state = State.CHUNK_EXTENSION;
    } else {
      throw new ProtocolException(
          400, "chunk size: byte 0x%02x (expected: a hexadecimal digit or CRLF)".formatted(b));
    }
  }

  private void spend(int b) throws ProtocolException {
    if (!HttpText.isValueChar(b)) {
      throw new ProtocolException(400, "chunk framing: byte 0x%02x".formatted(b));
    }
    if (++overhead > MAX_OVERHEAD) {
      throw new ProtocolException(400, "chunk framing: more than " + MAX_OVERHEAD + " bytes");
    }
  }

  private static void expect(int b, char expected) throws ProtocolException {
    if (b != expected) {
      throw new ProtocolException(
          400, "chunk framing: byte 0x%02x (expected: 0x%02x)".formatted(b, (int) expected));
    }
  }
}
