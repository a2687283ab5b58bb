package dev.switchboard.provider;

import dev.switchboard.http.Headers;
import dev.switchboard.wire.WorkCall;
import dev.switchboard.wire.WorkClient;
import java.util.Optional;

/** What differs between vendors for work that is no conversation: codec, headers, passing on. */
public interface WorkEndpoint {

  /** Bytes to and from the inner language. */
  WorkClient codec();

  /** The request's headers without its content type, credential included. */
  Headers headers();

  /**
   * Prepares a caller's own bytes for passing on: only what must change is changed. Empty where the
   * vendor takes something of it differently, so that it must be rebuilt.
   */
  default Optional<WorkCall> passOn(OriginalWork original, String upstreamModel, boolean stream) {
    return Optional.empty();
  }
}
