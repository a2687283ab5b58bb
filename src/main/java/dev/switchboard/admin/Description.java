package dev.switchboard.admin;

import dev.switchboard.http.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** {@code GET /openapi.yaml}: the contract of this API, readable by everybody. */
final class Description {
  private static final String RESOURCE = "openapi/management.yaml";

  List<Route> routes() {
    return List.of(Route.get("/openapi.yaml", Description::yaml));
  }

  /** The file as it is in {@code docs/openapi}. */
  static byte[] file() {
    try (InputStream in = Description.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + RESOURCE);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void yaml(ManagementRequest request) {
    Headers headers =
        Headers.of(
            "content-type", "application/yaml", "x-request-id", request.incoming().requestId());
    request.incoming().exchange().respond(200, headers, file());
  }
}
