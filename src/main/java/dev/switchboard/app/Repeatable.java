package dev.switchboard.app;

import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.Repeats;
import dev.switchboard.ingress.Surface;
import dev.switchboard.ingress.WrappedSurface;
import java.util.Optional;

/** A surface whose requests with an {@code Idempotency-Key} are answered once. */
record Repeatable(Surface surface, Repeats repeats, Credentials credentials)
    implements WrappedSurface {
  @Override
  public void handle(Incoming incoming) {
    Optional<String> key = Repeats.keyOf(incoming.exchange());
    if (key.isEmpty()) {
      surface.handle(incoming);
    } else {
      repeats.serve(
          incoming, credentials.authenticate(incoming.exchange()), key.get(), surface::handle);
    }
  }
}
