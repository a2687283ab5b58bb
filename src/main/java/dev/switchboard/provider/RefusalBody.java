package dev.switchboard.provider;

import dev.switchboard.http.UpstreamException;
import dev.switchboard.http.UpstreamResponse;

/** What a provider says as it refuses. */
final class RefusalBody {
  private RefusalBody() {}

  /**
   * The whole body; empty for one that breaks off or is longer, since the status tells enough.
   *
   * @param mostBytes how long it may be
   */
  static byte[] of(UpstreamResponse response, int mostBytes) {
    try (response) {
      return response.body().readAll(mostBytes);
    } catch (UpstreamException _) {
      return new byte[0];
    }
  }
}
