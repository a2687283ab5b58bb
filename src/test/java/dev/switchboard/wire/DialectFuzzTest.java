package dev.switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.ResponseAccumulator;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.StreamGrammar;
import dev.switchboard.wire.bedrock.BedrockClient;
import dev.switchboard.wire.cohere.CohereClient;
import dev.switchboard.wire.ollama.OllamaClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Goldens of dialects that only providers speak, damaged at random but the same way each time. */
class DialectFuzzTest {
  private static final int ROUNDS = 60;

  static Stream<ClientCodec> clients() {
    return Stream.of(new BedrockClient("p"), new OllamaClient("p"), new CohereClient("p"));
  }

  @ParameterizedTest
  @MethodSource("clients")
  void damagedAnswersAreFailuresAndNothingElse(ClientCodec client) throws IOException {
    new DamagedGoldens()
        .feed(
            client.dialect().label(),
            "upstream-",
            ROUNDS,
            bytes -> {
              try {
                sendBack(client, client.decodeResponse(bytes).content());
              } catch (FailureException e) {
                assertThat(e.failure().message()).isNotBlank();
              }
              assertThat(client.decodeFailure(400, bytes, null).message()).isNotBlank();
            });
  }

  @ParameterizedTest
  @MethodSource("clients")
  void damagedStreamsFollowTheGrammar(ClientCodec client) throws IOException {
    new DamagedGoldens()
        .feed(
            client.dialect().label(),
            "upstream-response.sse",
            ROUNDS * 5,
            bytes -> {
              StreamDecoder decoder = client.streamDecoder();
              List<StreamEvent> events = new ArrayList<>();
              for (WireEvent event : SseEvents.read(bytes)) {
                events.addAll(decoder.decode(event.event(), event.data()));
              }
              events.addAll(decoder.end());
              events.addAll(decoder.end());
              StreamGrammar grammar = new StreamGrammar();
              ResponseAccumulator answer = new ResponseAccumulator();
              events.forEach(grammar::accept);
              events.forEach(answer::accept);
              assertThat(grammar.ended()).isTrue();
              sendBack(client, answer.content());
            });
  }

  private static void sendBack(ClientCodec client, List<Content> content) {
    ChatRequest request =
        ChatRequest.of(
            "m",
            List.of(
                Message.text(Role.USER, "Go"),
                new Message(Role.ASSISTANT, content, null),
                Message.text(Role.USER, "On")));
    try {
      client.encodeRequest(request, "m", false, ModelTraits.UNKNOWN);
    } catch (FailureException e) {
      assertThat(e.failure().message()).isNotBlank();
    }
  }
}
