package dev.switchboard.app;

import dev.switchboard.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.node.ObjectNode;

/** A short life of a gateway, from which the launcher makes the cache of loaded classes. */
public final class Training {
  private static final int CALLS = 20;
  private static final long POLL_NANOS = 5_000_000;
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final String KEY = "only-for-the-training-of-a-start";

  private Training() {}

  /**
   * Runs {@code serve} on a free port as the command line does, calls the sandbox, stops.
   *
   * @param args a data folder that does not exist yet
   */
  public static void main(String[] args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Session session =
        new Session(
            Map.of("SWITCHBOARD_INITIAL_KEY", KEY),
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            System.err);
    Thread.ofPlatform()
        .daemon()
        .start(() -> Main.run(session, "serve", "--port", "0", "--data", args[0], "--log", "json"));
    boolean called = call(awaitReady(out));
    System.exit(called ? ExitCode.DONE : ExitCode.UNAVAILABLE);
  }

  private static Optional<URI> awaitReady(ByteArrayOutputStream out) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() < deadline) {
      String said = out.toString(StandardCharsets.UTF_8);
      int ready = said.indexOf(Banner.READY);
      if (ready >= 0 && said.endsWith("\n")) {
        return Optional.of(URI.create(said.substring(ready + Banner.READY.length()).strip()));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return Optional.empty();
  }

  private static boolean call(Optional<URI> url) {
    if (url.isEmpty()) {
      return false;
    }
    try (ApiClient client = new ApiClient(url.get(), Optional.of(KEY), Map.of())) {
      for (int i = 0; i < CALLS; i++) {
        client.post("/v3/call", call());
        client.post("/v3/compat/chat/completions", chat());
      }
      client.stream("/v3/call/stream", call()).close();
      client.get("/health/ready");
    }
    return true;
  }

  private static ObjectNode call() {
    ObjectNode call = Json.object();
    call.put("name", "respond");
    call.put("instructions", "Respond in Swedish");
    call.put("input", "What are the benefits of using an AI gateway?");
    return call;
  }

  private static ObjectNode chat() {
    ObjectNode chat = Json.object();
    chat.put("model", SandboxCatalog.PROVIDER + "/chat");
    chat.putArray("messages").addObject().put("role", "user").put("content", "Good day");
    return chat;
  }
}
