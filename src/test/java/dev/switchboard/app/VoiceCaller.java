package dev.switchboard.app;

import dev.switchboard.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Someone who speaks with a gateway over a WebSocket; its sound is 16 bits at 24 kHz. */
final class VoiceCaller implements AutoCloseable {
  private static final int BYTES_PER_SECOND = 48_000;

  private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
  private final WebSocket socket;

  private VoiceCaller(WebSocket.Builder builder, URI address) {
    this.socket = builder.buildAsync(address, new Ear()).join();
  }

  /** Connects with the gateway's first key. */
  static VoiceCaller of(RunningGateway gateway, HttpClient client, String path) {
    return of(gateway, client, path, gateway.key());
  }

  /** Connects with another key. */
  static VoiceCaller of(RunningGateway gateway, HttpClient client, String path, String key) {
    return new VoiceCaller(
        client.newWebSocketBuilder().header("Authorization", "Bearer " + key),
        address(gateway, path));
  }

  /** Connects with the gateway's first key and with these headers. */
  static VoiceCaller with(
      RunningGateway gateway, HttpClient client, String path, String... headers) {
    WebSocket.Builder builder =
        client.newWebSocketBuilder().header("Authorization", "Bearer " + gateway.key());
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    return new VoiceCaller(builder, address(gateway, path));
  }

  /**
   * Connects to a gateway of another process.
   *
   * @param base such as {@code http://127.0.0.1:8080}
   */
  static VoiceCaller at(String base, HttpClient client, String path, String key) {
    return new VoiceCaller(
        client.newWebSocketBuilder().header("Authorization", "Bearer " + key),
        URI.create((base + path).replaceFirst("^http", "ws")));
  }

  /** Connects as a browser does, with what is offered as sub-protocols alone. */
  static VoiceCaller ofBrowser(
      RunningGateway gateway, HttpClient client, String path, String first, String... others) {
    return new VoiceCaller(
        client.newWebSocketBuilder().subprotocols(first, others), address(gateway, path));
  }

  private static URI address(RunningGateway gateway, String path) {
    return URI.create(gateway.uri(path).toString().replaceFirst("^http", "ws"));
  }

  /** The sandbox's voice saying a text. */
  static byte[] spoken(RunningGateway gateway, String text) {
    return spoken(gateway.uri("").toString(), gateway.key(), text);
  }

  /** The same of a gateway of another process. */
  static byte[] spoken(String base, String key, String text) {
    ObjectNode body =
        Json.object()
            .put("model", "sandbox/speech")
            .put("input", text)
            .put("response_format", "pcm")
            .put("speed", 4);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/v3/compat/audio/speech"))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(body)))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new AssertionError("no speech: " + new String(answer.body(), StandardCharsets.UTF_8));
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static byte[] silence(long millis) {
    return new byte[(int) (millis * BYTES_PER_SECOND / 1_000)];
  }

  /** A sound in base64, in pieces of a tenth of a second. */
  static List<String> pieces(byte[]... sounds) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] sound : sounds) {
      all.writeBytes(sound);
    }
    byte[] bytes = all.toByteArray();
    List<String> pieces = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += BYTES_PER_SECOND / 10) {
      pieces.add(
          Base64.getEncoder()
              .encodeToString(
                  Arrays.copyOfRange(
                      bytes, from, Math.min(bytes.length, from + BYTES_PER_SECOND / 10))));
    }
    return pieces;
  }

  /** Sends a sound in the seed's frames. */
  void say(byte[]... sounds) {
    pieces(sounds).forEach(data -> send(Json.object().put("type", "audio").put("data", data)));
  }

  /** Sends a sound as events of this type, in this field. */
  void say(String type, byte[]... sounds) {
    pieces(sounds).forEach(data -> send(Json.object().put("type", type).put("audio", data)));
  }

  void send(JsonNode message) {
    sendText(Json.text(message));
  }

  void sendText(String text) {
    socket.sendText(text, true).join();
  }

  /** The next message; the end of the connection is one of type {@code closed}. */
  JsonNode next() {
    try {
      JsonNode message = messages.poll(20, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("no message within 20 s");
      }
      return message;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The messages up to the first that fits, which is the last. */
  List<JsonNode> until(Predicate<JsonNode> last) {
    List<JsonNode> seen = new ArrayList<>();
    while (true) {
      JsonNode message = next();
      seen.add(message);
      if (last.test(message)) {
        return seen;
      }
      if (message.path("type").asString().equals("closed")) {
        throw new AssertionError("closed before that: " + seen);
      }
    }
  }

  List<JsonNode> until(String type) {
    return until(message -> message.path("type").asString().equals(type));
  }

  /** The sound of messages of this type, in this field. */
  static byte[] sound(List<JsonNode> messages, String type, String field) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (JsonNode message : messages) {
      if (message.path("type").asString().equals(type)) {
        all.writeBytes(Base64.getDecoder().decode(message.path(field).asString()));
      }
    }
    return all.toByteArray();
  }

  static List<String> types(List<JsonNode> messages) {
    return messages.stream().map(message -> message.path("type").asString()).toList();
  }

  /** Breaks the connection off. */
  void cut() {
    socket.abort();
  }

  @Override
  public void close() {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").orTimeout(5, TimeUnit.SECONDS).join();
  }

  /** The sub-protocol that the gateway chose. */
  String subprotocol() {
    return socket.getSubprotocol();
  }

  private final class Ear implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        messages.add(Json.parse(text.toString()));
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      messages.add(Json.object().put("type", "closed").put("code", code).put("reason", reason));
      return null;
    }
  }
}
