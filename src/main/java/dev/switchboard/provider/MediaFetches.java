package dev.switchboard.provider;

import dev.switchboard.http.CancelSignal;
import dev.switchboard.http.FetchRefused;
import dev.switchboard.http.Fetched;
import dev.switchboard.http.SafeFetcher;
import dev.switchboard.http.UpstreamException;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import java.time.Duration;

/**
 * The media that one request has fetched from addresses which its caller names: 64 at most, of 64
 * MiB together, and none later than 30 s after the first. Used by one thread.
 */
public final class MediaFetches {
  /** The most that one request may have. */
  public static final int MOST_MEDIA = 64;

  private static final long MOST_BYTES = 64L << 20;

  /** After this time no further fetch begins; one that is under way has a bound of its own. */
  private static final Duration MOST_TIME = Duration.ofSeconds(30);

  private final SafeFetcher fetcher;
  private final CancelSignal signal;
  private final long began = System.nanoTime();
  private int media;
  private long bytes;

  /**
   * @param fetcher bounds each fetch by size and time
   * @param signal gives the fetch up that is under way
   */
  public MediaFetches(SafeFetcher fetcher, CancelSignal signal) {
    this.fetcher = fetcher;
    this.signal = signal;
  }

  /**
   * Fetches one.
   *
   * @param pointer where in the request its address stands
   * @throws FailureException with {@link Failure.InvalidRequest} for an address that cannot be
   *     fetched, saying why, {@link Failure.TooLarge}, and {@link Failure.CallerGone} when it was
   *     given up
   */
  public Fetched fetch(String url, String pointer) {
    media++;
    if (media > MOST_MEDIA) {
      throw invalid(pointer, "more than " + MOST_MEDIA + " media at addresses in one call");
    }
    if (System.nanoTime() - began > MOST_TIME.toNanos()) {
      throw invalid(
          pointer,
          "media cannot be fetched: those before it took "
              + MOST_TIME.toSeconds()
              + " s (expected: all of one call in that time)");
    }
    Fetched fetched = fetched(url, pointer);
    bytes += fetched.bytes().length;
    if (bytes > MOST_BYTES) {
      throw new FailureException(
          new Failure.TooLarge(
              MOST_BYTES,
              pointer + ": more than " + MOST_BYTES + " bytes of media at all addresses"));
    }
    return fetched;
  }

  private Fetched fetched(String url, String pointer) {
    try {
      return fetcher.fetch(url, signal);
    } catch (FetchRefused e) {
      if (e.reason() == FetchRefused.Reason.TOO_LARGE) {
        throw new FailureException(
            new Failure.TooLarge(
                fetcher.limits().maxBytes(), pointer + ": media at " + e.getMessage()));
      }
      throw invalid(pointer, "media cannot be fetched: " + e.getMessage());
    } catch (UpstreamException _) {
      throw signal.isCancelled()
          ? new FailureException(
              new Failure.CallerGone("the caller left while its media were fetched"))
          : invalid(pointer, "media cannot be fetched in the time that is left");
    }
  }

  private static FailureException invalid(String pointer, String what) {
    return new FailureException(Failure.InvalidRequest.at(pointer, pointer + ": " + what));
  }
}
