package dev.switchboard.http;

import dev.switchboard.http.UpstreamException.Kind;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * A compressed body, decompressed as it is read: gzip (several members too) and deflate, the latter
 * with and without the zlib wrapping that servers disagree about.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</a>
 */
final class InflatedBody implements UpstreamBody {
  private enum State {
    HEADER,
    DATA,
    TRAILER
  }

  private static final int PIECE_BYTES = 16 * 1024;
  private static final int TRAILER_BYTES = 8;

  /** Output beyond this many times the input is an attack; honest text stays below 100. */
  private static final long MAX_RATIO = 200;

  private static final long RATIO_FREE_BYTES = 1024 * 1024;

  private final UpstreamBody source;
  private final String authority;
  private final boolean gzip;
  private final CRC32 sum = new CRC32();
  private @Nullable Inflater inflater;
  private GzipHeader header = new GzipHeader();
  private State state;
  private byte[] input = {};
  private int at;
  private long inBytes;
  private long outBytes;
  private long memberBytes;
  private long trailer;
  private int trailerBytes;

  private InflatedBody(UpstreamBody source, String authority, boolean gzip) {
    this.source = source;
    this.authority = authority;
    this.gzip = gzip;
    state = State.HEADER;
  }

  /**
   * The plain body behind a {@code Content-Encoding}.
   *
   * @throws UpstreamException with {@link Kind#PROTOCOL} for a coding that is not known
   */
  static UpstreamBody of(UpstreamBody source, Headers headers, String authority) {
    String coding = String.join(",", headers.all("Content-Encoding")).toLowerCase(Locale.ROOT);
    return switch (coding) {
      case "identity", "" -> source;
      case "gzip", "x-gzip" -> new InflatedBody(source, authority, true);
      case "deflate" -> new InflatedBody(source, authority, false);
      default -> {
        source.close();
        throw new UpstreamException(
            Kind.PROTOCOL, authority + ": content coding not known (expected: gzip or deflate)");
      }
    };
  }

  @Override
  public byte @Nullable [] read() {
    try {
      while (true) {
        byte[] piece = state == State.DATA ? inflate() : null;
        if (piece != null) {
          return piece;
        }
        if (at == input.length) {
          byte[] more = source.read();
          if (more == null) {
            return atEnd();
          }
          input = more;
          at = 0;
          inBytes += more.length;
        }
        consume();
      }
    } catch (DataFormatException e) {
      throw broken("does not decompress");
    } catch (UpstreamException e) {
      release();
      throw e;
    }
  }

  /** Takes what is not compressed data; hands the rest to the inflater. */
  private void consume() {
    switch (state) {
      case HEADER -> {
        while (gzip && at < input.length && !header.isComplete()) {
          if (!header.accept(input[at++] & 0xff)) {
            throw broken("is not gzip");
          }
        }
        if (!gzip || header.isComplete()) {
          beginData();
        }
      }
      case DATA -> {
        inflater().setInput(input, at, input.length - at);
        at = input.length;
      }
      case TRAILER -> {
        while (at < input.length && trailerBytes < TRAILER_BYTES) {
          trailer |= (input[at++] & 0xffL) << (8 * trailerBytes++);
        }
        if (trailerBytes == TRAILER_BYTES) {
          checkTrailer();
        }
      }
    }
  }

  private void beginData() {
    boolean wrapped = !gzip && at < input.length && (input[at] & 0x8f) == 0x08;
    Inflater known = inflater;
    if (known == null) {
      inflater = new Inflater(!wrapped);
    } else {
      known.reset();
    }
    state = State.DATA;
  }

  private Inflater inflater() {
    Inflater known = inflater;
    if (known == null) {
      throw new UpstreamException(Kind.CANCELLED, authority + ": cancelled");
    }
    return known;
  }

  private byte @Nullable [] inflate() throws DataFormatException {
    Inflater active = inflater();
    byte[] piece = new byte[PIECE_BYTES];
    int length = active.inflate(piece);
    if (active.needsDictionary()) {
      throw broken("needs a dictionary");
    }
    if (active.finished()) {
      at -= active.getRemaining();
      state = State.TRAILER;
      trailer = 0;
      trailerBytes = gzip ? 0 : TRAILER_BYTES;
    }
    if (length == 0) {
      return null;
    }
    outBytes += length;
    memberBytes += length;
    if (outBytes > RATIO_FREE_BYTES && outBytes > MAX_RATIO * inBytes) {
      source.close();
      throw new UpstreamException(
          Kind.TOO_LARGE, authority + ": body decompresses beyond " + MAX_RATIO + " to 1");
    }
    if (gzip) {
      sum.update(piece, 0, length);
    }
    return length == piece.length ? piece : Arrays.copyOf(piece, length);
  }

  private void checkTrailer() {
    if (!gzip) {
      throw broken("goes on after its end");
    }
    if ((trailer & 0xffffffffL) != sum.getValue()
        || trailer >>> 32 != (memberBytes & 0xffffffffL)) {
      throw broken("has a wrong checksum");
    }
    sum.reset();
    memberBytes = 0;
    header = new GzipHeader();
    state = State.HEADER;
  }

  private byte @Nullable [] atEnd() {
    boolean between = state == State.HEADER && !header.hasStarted();
    boolean done = gzip ? between : state == State.TRAILER || inBytes == 0;
    if (!done) {
      throw new UpstreamException(Kind.CUT, authority + ": compressed body ended early");
    }
    release();
    return null;
  }

  private UpstreamException broken(String what) {
    source.close();
    release();
    return new UpstreamException(Kind.PROTOCOL, authority + ": compressed body " + what);
  }

  private void release() {
    Inflater known = inflater;
    inflater = null;
    if (known != null) {
      known.end();
    }
  }

  /**
   * Closes the source. The inflater is the reader's: a later {@link #read} frees it, or else the
   * garbage collector.
   */
  @Override
  public void endWithin(Duration time) {
    source.endWithin(time);
  }

  @Override
  public void close() {
    source.close();
  }
}
