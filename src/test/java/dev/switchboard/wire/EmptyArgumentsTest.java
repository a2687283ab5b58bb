package dev.switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.StreamEvent;
import dev.switchboard.ir.Usage;
import dev.switchboard.wire.anthropic.AnthropicServer;
import dev.switchboard.wire.gemini.GeminiServer;
import dev.switchboard.wire.gemini.interactions.InteractionsServer;
import dev.switchboard.wire.openai.OpenAiChatServer;
import dev.switchboard.wire.openai.responses.OpenAiResponsesServer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A call without arguments has an empty object for them, which clients parse, and not nothing. */
class EmptyArgumentsTest {
  private static final List<StreamEvent> CALL =
      List.of(
          new StreamEvent.Started("a", "m", null),
          new StreamEvent.ToolCallStarted(0, "call_1", "now", null),
          new StreamEvent.ToolCallEnded(0),
          new StreamEvent.Finished(StopReason.TOOL_CALLS, "", null, Usage.of(1, 1)));

  static Stream<Arguments> surfaces() {
    return Stream.of(
        Arguments.of(new OpenAiChatServer(), "\"function\":{\"arguments\":\"{}\"}"),
        Arguments.of(
            new OpenAiResponsesServer(), "\"response.function_call_arguments.done\",.*\"{}\""),
        Arguments.of(new AnthropicServer(), "\"input_json_delta\",\"partial_json\":\"{}\""),
        Arguments.of(new GeminiServer(true), "\"name\":\"now\",\"args\":{}"),
        Arguments.of(new InteractionsServer(), "\"arguments_delta\",\"arguments\":\"{}\""));
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void areToldInEveryStream(ServerCodec surface, String expected) {
    StreamEncoder encoder = surface.streamEncoder(StreamGoldens.HEAD);
    String told =
        CALL.stream()
            .flatMap(event -> encoder.encode(event).stream())
            .map(WireEvent::data)
            .collect(Collectors.joining("\n"));
    assertThat(told).containsPattern(expected.replace("{", "\\{").replace("}", "\\}"));
  }
}
