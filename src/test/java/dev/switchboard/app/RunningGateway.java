package dev.switchboard.app;

import dev.switchboard.access.KeyText;
import dev.switchboard.config.ConfigReader;
import dev.switchboard.config.Flags;
import dev.switchboard.config.Vendors;
import dev.switchboard.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A whole gateway in this process, on a free port and a fresh data folder, with its first key. */
public final class RunningGateway implements AutoCloseable {
  private final Gateway gateway;
  private final Path data;
  private final String key;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private RunningGateway(Gateway gateway, Path data, String key) {
    this.gateway = gateway;
    this.data = data;
    this.key = key;
  }

  /** Starts with this {@code switchboard.yaml}; empty for the defaults. */
  public static RunningGateway start(Path folder, String yaml) {
    return start(folder, yaml, false);
  }

  /** Starts; {@code sandbox} as with the flag of that name. */
  public static RunningGateway start(Path folder, String yaml, boolean sandbox) {
    return start(folder, yaml, sandbox, Map.of());
  }

  /** Starts with a clock of the test's. */
  static RunningGateway start(Path folder, String yaml, Clock clock) {
    return start(folder, yaml, false, Map.of(), clock);
  }

  /** Starts; with {@code SWITCHBOARD_INITIAL_KEY} in the environment that is the key. */
  static RunningGateway start(
      Path folder, String yaml, boolean sandbox, Map<String, String> environment) {
    return start(folder, yaml, sandbox, environment, Clock.systemUTC());
  }

  private static RunningGateway start(
      Path folder, String yaml, boolean sandbox, Map<String, String> environment, Clock clock) {
    try {
      Path file = folder.resolve("switchboard.yaml");
      Files.writeString(file, yaml);
      ConfigReader reader = new ConfigReader(environment, Vendors.load());
      Path data = folder.resolve("data");
      Flags flags = new Flags(null, 0, data.toString(), file.toString(), sandbox);
      ConfigWatch watch = new ConfigWatch(file);
      Gateway gateway = Gateway.start(reader.read(flags), Map.of(), clock);
      gateway.follow(watch, () -> reader.read(flags));
      String given = environment.getOrDefault("SWITCHBOARD_INITIAL_KEY", "");
      String key =
          gateway.welcome().flatMap(FirstStart.Welcome::key).map(KeyText::reveal).orElse(given);
      return new RunningGateway(gateway, data, key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts anew on the same folder, after this one was closed; the key is the same. */
  RunningGateway again(Path folder, String yaml) {
    RunningGateway started = start(folder, yaml);
    return new RunningGateway(started.gateway, started.data, key);
  }

  public String key() {
    return key;
  }

  public int port() {
    return gateway.port();
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  /** Every operation that its surfaces have of their own, as method and path template. */
  List<String> operations() {
    return gateway.operations();
  }

  /** Posts with the first key. */
  public HttpResponse<String> post(String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + key)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  /** Gets with the first key. */
  public HttpResponse<String> get(String path) {
    return send(
        HttpRequest.newBuilder(uri(path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + key));
  }

  /** Asks the management API as its operator. */
  HttpResponse<String> manage(String method, String path, String body) {
    return send(
        HttpRequest.newBuilder(uri("/management/v1" + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + adminToken())
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  /** What the management API has at a path. */
  JsonNode managed(String path) {
    return done(manage("GET", path, ""));
  }

  /** What the management API has done with a body. */
  JsonNode managed(String path, String body) {
    return done(manage("POST", path, body));
  }

  private static JsonNode done(HttpResponse<String> answer) {
    if (answer.statusCode() >= 300) {
      throw new AssertionError(answer.request().uri() + " was refused: " + answer.body());
    }
    return Json.parse(answer.body());
  }

  private String adminToken() {
    try {
      return Files.readString(data.resolve("admin-token")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a command says that is told of this gateway and ends well. */
  String command(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--url", uri("").toString(), "--data", data.toString()));
    CommandRun run = CommandRun.of(Map.of(), all.toArray(String[]::new));
    if (run.exitCode() != ExitCode.DONE) {
      throw new AssertionError(all + " ended with " + run);
    }
    return run.out().strip();
  }

  /** Sends as it is. */
  public HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The trace that an answer names. */
  public JsonNode traceOf(HttpResponse<String> answer) {
    String id = answer.headers().firstValue("x-opper-trace-id").orElseThrow();
    return Json.parse(getFound("/v3/traces/" + id).body()).path("data");
  }

  /** Gets what is there before long: on a busy machine records become rows late. */
  private HttpResponse<String> getFound(String path) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    HttpResponse<String> answer = get(path);
    while (answer.statusCode() == 404 && System.nanoTime() < deadline) {
      answer = get(path);
    }
    return answer;
  }

  /** Stops with another bound for answers under way than a process has. */
  void close(Duration grace) {
    http.close();
    gateway.close(grace);
  }

  @Override
  public void close() {
    http.close();
    gateway.close();
  }
}
