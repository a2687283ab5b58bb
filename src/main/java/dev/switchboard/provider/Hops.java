package dev.switchboard.provider;

import dev.switchboard.http.Headers;
import dev.switchboard.http.UpstreamResponse;
import dev.switchboard.ir.Failure;

/**
 * How many gateways a call has gone through, said to every provider: it may be a gateway itself,
 * even this one, and would else be asked by itself without end.
 */
public final class Hops {
  /** Where it is said, as a decimal number; a call without it comes from no gateway. */
  public static final String HEADER = "x-switchboard-hops";

  /** A call that has gone through more gateways than this is refused. */
  public static final int MOST = 4;

  private static final String CODE = "x-opper-error-code";

  private Hops() {}

  /**
   * The refusal of a call that has gone through too many.
   *
   * @param hops how many
   */
  public static Failure.LoopDetected refusal(int hops) {
    return new Failure.LoopDetected(
        "the call has gone through %d gateways (expected: at most %d); the base_url of a provider may lead back here"
            .formatted(hops, MOST));
  }

  /** The headers of a request to a provider, with the count; this gateway is one of them. */
  static Headers told(Headers headers, CallOptions options) {
    String count = Integer.toString(options.hops() + 1);
    return headers.contains(HEADER) ? headers.with(HEADER, count) : headers.plus(HEADER, count);
  }

  /** Whether a provider is a gateway that refused a call so, or was itself refused so. */
  static boolean isRefusal(UpstreamResponse response) {
    return response.status() == 508
        && response.headers().firstOr(CODE, "").equals(Failure.LoopDetected.CODE);
  }
}
