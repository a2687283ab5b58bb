package dev.switchboard.app;

import dev.switchboard.http.Exchange;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.LimitDialect;
import dev.switchboard.ingress.Repeats;
import dev.switchboard.ingress.Surface;
import dev.switchboard.ir.Failure;
import java.util.List;
import java.util.Optional;

/** A surface whose requests with an {@code Idempotency-Key} are answered once. */
record Repeatable(Surface surface, Repeats repeats, Credentials credentials) implements Surface {
  @Override
  public boolean owns(Exchange exchange) {
    return surface.owns(exchange);
  }

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

  @Override
  public List<String> operations() {
    return surface.operations();
  }

  @Override
  public LimitDialect limitDialect() {
    return surface.limitDialect();
  }

  @Override
  public byte[] failureBody(Failure failure, String requestId) {
    return surface.failureBody(failure, requestId);
  }

  @Override
  public String requestIdHeader() {
    return surface.requestIdHeader();
  }
}
