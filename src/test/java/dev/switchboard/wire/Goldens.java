package dev.switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.json.Json;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * Runs every case in {@code golden/<dialect>/}; a dialect's test extends this and names its codecs.
 *
 * <p>The file names and their meaning are in {@code src/test/resources/golden/README.md}.
 */
public abstract class Goldens {
  static final Type EVENTS = listOf(StreamEvent.class);
  private static final Type NOTES = listOf(Note.class);
  private static final String[] ERRORS = {
    "upstream-error.json", "upstream-error.html", "upstream-error.txt"
  };

  private final String dialect;

  /**
   * @param dialect the folder's name
   */
  protected Goldens(String dialect) {
    this.dialect = dialect;
  }

  /** The dialect as we speak it to callers; empty if we do not. */
  protected Optional<ServerCodec> server() {
    return Optional.empty();
  }

  /**
   * The dialect as we speak it to providers; empty if we do not.
   *
   * @param target the case's {@code target.json}, for what a codec is configured with
   */
  protected Optional<ClientCodec> client(JsonNode target) {
    return Optional.empty();
  }

  @TestFactory
  Stream<DynamicTest> goldens() {
    return GoldenFolder.of(dialect).stream()
        .map(folder -> DynamicTest.dynamicTest(folder.name(), () -> run(folder)));
  }

  /** Requests before answers, ours before theirs: an output may be the input of a later step. */
  private void run(GoldenFolder folder) {
    Optional<ServerCodec> server = server();
    Optional<ClientCodec> client = client(folder.target());
    boolean ran = server.isPresent() && decodesRequest(folder, server.get());
    if (client.isPresent()) {
      ran |= encodesRequest(folder, client.get());
      ran |= decodesResponse(folder, client.get());
      ran |= decodesStream(folder, client.get());
      ran |= decodesFailure(folder, client.get());
    }
    if (server.isPresent()) {
      ran |= encodesAnswer(folder, server.get());
    }
    assertThat(ran).as("%s holds an input", folder.name()).isTrue();
  }

  private boolean decodesRequest(GoldenFolder folder, ServerCodec server) {
    if (!folder.has("client-request.json")) {
      return false;
    }
    try {
      CallerRequest request = server.decodeRequest(folder.bytes("client-request.json"));
      folder.expect("ir-request.json", IrJson.print(request.chat(), ChatRequest.class));
      if (!request.delivery().equals(Delivery.WHOLE)) {
        folder.expect("ir-delivery.json", IrJson.print(request.delivery(), Delivery.class));
      } else {
        folder.expectNone("ir-delivery.json");
      }
    } catch (FailureException e) {
      folder.expectNone("ir-request.json");
      folder.expect("ir-failure.json", IrJson.print(e.failure(), Failure.class));
    }
    return true;
  }

  private boolean encodesRequest(GoldenFolder folder, ClientCodec client) {
    if (!folder.has("ir-request.json")) {
      return false;
    }
    JsonNode target = folder.target();
    ChatRequest request =
        (ChatRequest) IrJson.read(folder.text("ir-request.json"), ChatRequest.class);
    ModelTraits traits =
        target.has("traits")
            ? (ModelTraits) IrJson.read(Json.text(target.get("traits")), ModelTraits.class)
            : ModelTraits.UNKNOWN;
    boolean stream = target.path("stream").asBoolean(delivery(folder, Delivery.WHOLE).stream());
    try {
      WireBody body =
          client.encodeRequest(
              request, target.path("upstreamModel").asString("upstream-model"), stream, traits);
      folder.expectNone("upstream-refusal.json");
      folder.expectJson("upstream-request.json", body.bytes());
      expectNotes(folder, "upstream-notes.json", body.notes());
    } catch (FailureException e) {
      folder.expectNone("upstream-request.json");
      folder.expectNone("upstream-notes.json");
      folder.expect("upstream-refusal.json", IrJson.print(e.failure(), Failure.class));
    }
    return true;
  }

  private boolean decodesResponse(GoldenFolder folder, ClientCodec client) {
    Optional<String> file =
        folder.first("upstream-response.json", "upstream-response.html", "upstream-response.txt");
    if (file.isEmpty()) {
      return false;
    }
    try {
      ChatResponse response = client.decodeResponse(folder.bytes(file.get()));
      folder.expectNone("ir-failure.json");
      folder.expect("ir-response.json", IrJson.print(response, ChatResponse.class));
    } catch (FailureException e) {
      folder.expectNone("ir-response.json");
      folder.expect("ir-failure.json", IrJson.print(e.failure(), Failure.class));
    }
    return true;
  }

  private boolean decodesStream(GoldenFolder folder, ClientCodec client) {
    if (!folder.has("upstream-response.sse")) {
      return false;
    }
    StreamReplay replay =
        new StreamReplay(folder.bytes("upstream-response.sse"), client::streamDecoder);
    folder.expect("ir-events.json", IrJson.print(replay.events(), EVENTS));
    replay.survivesEveryCut();
    replay.neverFakesAnEnd();
    return true;
  }

  private boolean decodesFailure(GoldenFolder folder, ClientCodec client) {
    Optional<String> file = folder.first(ERRORS);
    if (file.isEmpty()) {
      return false;
    }
    JsonNode target = folder.target();
    Failure failure =
        client.decodeFailure(
            target.path("status").asInt(500),
            folder.bytes(file.get()),
            target.has("retryAfterMillis") ? target.get("retryAfterMillis").longValue() : null);
    folder.expect("ir-failure.json", IrJson.print(failure, Failure.class));
    return true;
  }

  private boolean encodesAnswer(GoldenFolder folder, ServerCodec server) {
    boolean ran = false;
    if (folder.has("ir-response.json")) {
      ran = true;
      ChatResponse response =
          (ChatResponse) IrJson.read(folder.text("ir-response.json"), ChatResponse.class);
      WireBody body = server.encodeResponse(response, head(delivery(folder, Delivery.WHOLE)));
      folder.expectJson("client-response.json", body.bytes());
      expectNotes(folder, "client-notes.json", body.notes());
    }
    if (folder.has("ir-events.json")) {
      ran = true;
      StreamEncoder encoder = server.streamEncoder(head(delivery(folder, Delivery.STREAM)));
      List<WireEvent> events = new ArrayList<>();
      for (Object event : (List<?>) IrJson.read(folder.text("ir-events.json"), EVENTS)) {
        events.addAll(encoder.encode((StreamEvent) event));
      }
      folder.expect("client-response.sse", SseEvents.write(events));
    }
    if (folder.has("ir-failure.json")) {
      ran = true;
      Failure failure = (Failure) IrJson.read(folder.text("ir-failure.json"), Failure.class);
      byte[] body = server.encodeFailure(failure, "req_golden");
      assertThat(new String(body, StandardCharsets.UTF_8)).isNotBlank();
      folder.expectJson("client-error.json", body);
    }
    return ran;
  }

  private static void expectNotes(GoldenFolder folder, String file, List<Note> notes) {
    if (notes.isEmpty()) {
      folder.expectNone(file);
    } else {
      folder.expect(file, IrJson.print(notes, NOTES));
    }
  }

  private static Delivery delivery(GoldenFolder folder, Delivery otherwise) {
    return folder.has("ir-delivery.json")
        ? (Delivery) IrJson.read(folder.text("ir-delivery.json"), Delivery.class)
        : otherwise;
  }

  private static AnswerHead head(Delivery delivery) {
    return new AnswerHead("answer-1", "requested/model", 1_700_000_000, delivery);
  }

  static Type listOf(Class<?> element) {
    return new ParameterizedType() {
      @Override
      public Type[] getActualTypeArguments() {
        return new Type[] {element};
      }

      @Override
      public Type getRawType() {
        return List.class;
      }

      @Override
      public Type getOwnerType() {
        return Goldens.class;
      }
    };
  }
}
