package dev.switchboard.ingress.gemini;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.ingress.CompatCount;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ir.Dialect;
import dev.switchboard.provider.RawBody;
import dev.switchboard.wire.gemini.GeminiCount;
import dev.switchboard.wire.gemini.GeminiServer;

/** {@code :countTokens} for any model: the provider's count where it has one, else an estimate. */
public final class CountTokens {
  private static final CompatCount.Manner MANNER =
      new CompatCount.Manner(
          "countTokens",
          "x-request-id",
          body -> GeminiServer.decodeCount(body.bytes()),
          GeminiCount::encode);

  private final CompatCount count;
  private final Credentials credentials;

  public CountTokens(CompatCount count, Credentials credentials) {
    this.count = count;
    this.credentials = credentials;
  }

  void handle(Incoming incoming, String model) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    GenerateContent.requireNamed(model);
    RawBody body = new RawBody(Dialect.GEMINI_GENERATE, incoming.body());
    count.serve(incoming, key, MANNER, body, model);
  }
}
