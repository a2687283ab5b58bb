package dev.switchboard.conversation;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where answers are kept that callers may ask for again under a key of their own choice.
 *
 * <p>Every method throws {@link dev.switchboard.ir.FailureException} with {@link
 * dev.switchboard.ir.Failure.Overloaded} while the database does not answer.
 */
public interface RepeatedAnswers {

  /**
   * One request that may come again.
   *
   * @param scope whose request under which key, as 64 hexadecimal digits
   * @param fingerprint what was asked, as 64 hexadecimal digits
   * @param owner the process that answers it, the same name after it was started again
   */
  record Request(String scope, String fingerprint, String owner) {
    public Request {
      Objects.requireNonNull(scope);
      Objects.requireNonNull(fingerprint);
      Objects.requireNonNull(owner);
    }
  }

  /** An answer that only who sealed it can read. */
  final class Sealed {
    private final byte[] bytes;

    /**
     * @param bytes not copied, not to be changed
     */
    public Sealed(byte[] bytes) {
      this.bytes = bytes;
    }

    /** The bytes; not a copy, not to be changed. */
    public byte[] bytes() {
      return bytes;
    }
  }

  /** What was found. */
  sealed interface Found {
    /** Nobody has answered it: whoever asked is to do it now. */
    record Nothing() implements Found {}

    /** Somebody answers it. */
    record Running(String fingerprint) implements Found {}

    /**
     * It was answered.
     *
     * @param answer null if it was too large to be kept
     */
    record Kept(String fingerprint, @Nullable Sealed answer) implements Found {}
  }

  /**
   * Finds the request, or takes it on where there is none.
   *
   * @param until others may take it on if nothing is heard until then
   */
  Found claim(Request request, Instant now, Instant until);

  /**
   * Keeps the answer of a request that was taken on.
   *
   * @param answer null if it is too large
   */
  void keep(Request request, @Nullable Sealed answer, Instant expiresAt);

  /** Gives a request up: the next one to ask takes it on. */
  void release(Request request);

  /** Gives up all that this process had taken on before it was started again. */
  void releaseAll(String owner);

  /** Forgets what has expired and, of more than is allowed, the oldest. */
  void sweep(Instant now);
}
