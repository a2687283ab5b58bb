package dev.switchboard.ingress.v3;

import dev.switchboard.http.Headers;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * {@code GET /v3/openapi.yaml} and {@code .json}: the contract of the native API, readable by
 * everybody. The YAML is the file as it is in {@code docs/openapi}; the JSON is made of it.
 */
final class NativeDescription {
  private static final String RESOURCE = "openapi/v3.yaml";

  /** Made at the first request for it; null until then. */
  private volatile byte @org.jspecify.annotations.Nullable [] json;

  void yaml(Incoming incoming) {
    answer(incoming, "application/yaml", file());
  }

  void json(Incoming incoming) {
    byte[] made = json;
    if (made == null) {
      String yaml = new String(file(), StandardCharsets.UTF_8);
      made = Json.write(Json.tree(new Load(LoadSettings.builder().build()).loadFromString(yaml)));
      json = made;
    }
    answer(incoming, "application/json", made);
  }

  private static void answer(Incoming incoming, String type, byte[] body) {
    incoming
        .exchange()
        .respond(200, Headers.of("content-type", type, "x-request-id", incoming.requestId()), body);
  }

  private static byte[] file() {
    try (InputStream in = NativeDescription.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + RESOURCE);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
