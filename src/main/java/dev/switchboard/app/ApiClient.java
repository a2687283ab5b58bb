package dev.switchboard.app;

import dev.switchboard.http.Deadlines;
import dev.switchboard.http.Headers;
import dev.switchboard.http.ProxySettings;
import dev.switchboard.http.Transport;
import dev.switchboard.http.UpstreamClient;
import dev.switchboard.http.UpstreamConfig;
import dev.switchboard.http.UpstreamRequest;
import dev.switchboard.http.UpstreamResponse;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A gateway as a command reaches it. */
final class ApiClient implements AutoCloseable {
  private static final String NO_TARGET =
      "give the gateway what is named and start it again, or ask for a model that"
          + " `switchboard models` lists";
  private static final int MAX_ANSWER_BYTES = 256 << 20;
  private static final Deadlines DEADLINES =
      new Deadlines(
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofMinutes(15),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30));

  private final URI base;
  private final Headers headers;
  private final Transport transport;
  private final UpstreamClient client;

  /**
   * @param base the gateway's address, without a path
   * @param credential sent as a bearer token; empty for none
   * @param environment for proxies
   */
  ApiClient(URI base, Optional<String> credential, Map<String, String> environment) {
    this.base = base;
    Headers.Builder builder =
        Headers.builder().add("content-type", "application/json").add("user-agent", "switchboard");
    credential.ifPresent(secret -> builder.add("authorization", "Bearer " + secret));
    this.headers = builder.build();
    this.transport = Transport.open(1);
    this.client =
        new UpstreamClient(
            transport,
            UpstreamConfig.DEFAULT.withProxies(ProxySettings.fromEnvironment(environment)));
  }

  /** A gateway refused what was asked. */
  static CommandException refused(int status, byte[] body) {
    String code = "http_" + status;
    String message = "the gateway answered with status " + status;
    try {
      JsonNode error = Json.parse(body).path("error");
      code = error.path("code").asString(code);
      message = error.path("message").asString(message);
    } catch (InvalidJsonException _) {
      // Not ours, or cut: the status has to do.
    }
    String fix =
        switch (status) {
          case 401, 403 -> "give a credential that may do this; see --help for where it is read";
          case 404 -> "check the name or id; if even the route is unknown, check --url";
          case 429 -> "try again in a moment";
          case 503 -> code.equals("no_target") ? NO_TARGET : "try again in a moment";
          case 502, 504 -> "see `switchboard doctor` and the gateway's log";
          default -> "correct the request; `--help` says what is expected";
        };
    return new CommandException(
        ExitCode.NO, code + ": " + message.replaceAll("\\s*[\\r\\n]+\\s*", " "), fix);
  }

  /** The JSON at a path. */
  JsonNode get(String path) {
    return answer(UpstreamRequest.get(base.resolve(path), headers, DEADLINES));
  }

  /** The JSON that comes back for a body. */
  JsonNode post(String path, JsonNode body) {
    return answer(request("POST", path, Json.write(body)));
  }

  /** The JSON that comes back for a body that is put in the place of what was there. */
  JsonNode put(String path, JsonNode body) {
    return answer(request("PUT", path, Json.write(body)));
  }

  /** The JSON that says that something is gone. */
  JsonNode delete(String path) {
    return answer(request("DELETE", path, new byte[0]));
  }

  /** The answer as it arrives; the caller closes it. */
  UpstreamResponse stream(String path, JsonNode body) {
    UpstreamResponse response = client.send(request("POST", path, Json.write(body)));
    if (response.status() >= 300) {
      try (response) {
        throw refused(response.status(), response.body().readAll(MAX_ANSWER_BYTES));
      }
    }
    return response;
  }

  @Override
  public void close() {
    client.close();
    transport.close();
  }

  private UpstreamRequest request(String method, String path, byte[] body) {
    return new UpstreamRequest(method, base.resolve(path), headers, body, DEADLINES);
  }

  private JsonNode answer(UpstreamRequest request) {
    try (UpstreamResponse response = client.send(request)) {
      byte[] body = response.body().readAll(MAX_ANSWER_BYTES);
      if (response.status() >= 300) {
        throw refused(response.status(), body);
      }
      return Json.parse(body);
    } catch (InvalidJsonException e) {
      throw new CommandException(
          ExitCode.NO,
          base + " does not answer like a gateway",
          "check the address given by --url");
    }
  }

  /** The text as one part of a path or as a query's value. */
  static String encoded(String text) {
    return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
