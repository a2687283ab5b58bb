package dev.switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.json.TopLevel;
import dev.switchboard.wire.anthropic.AnthropicPassThrough;
import dev.switchboard.wire.gemini.GeminiPassThrough;
import dev.switchboard.wire.openai.OpenAiFlags;
import dev.switchboard.wire.openai.OpenAiPassThrough;
import dev.switchboard.wire.openai.responses.OpenAiResponsesPassThrough;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** A body that goes on untranslated is the same but for the model and what a stream needs. */
class PassThroughFuzz {
  @FuzzTest
  void saysTheSameButForTheModel(byte[] bytes) {
    for (Supplier<Optional<byte[]>> lane :
        List.<Supplier<Optional<byte[]>>>of(
            () -> AnthropicPassThrough.prepare(bytes, () -> TopLevel.scan(bytes), "up"),
            () -> GeminiPassThrough.prepare(bytes, () -> TopLevel.scan(bytes), "up"),
            () -> OpenAiResponsesPassThrough.prepare(bytes, "up"),
            () ->
                new OpenAiPassThrough(OpenAiFlags.NONE)
                    .prepare(bytes, "up")
                    .map(OpenAiPassThrough.Passage::body))) {
      try {
        lane.get().ifPresent(sent -> requireSame(bytes, sent));
      } catch (FailureException e) {
        assertThat(e.failure().message()).isNotBlank();
      }
    }
  }

  /** What within a field no reader of ours would take goes on unread, and is not compared. */
  private static void requireSame(byte[] before, byte[] after) {
    ObjectNode expected;
    try {
      expected = without(before);
    } catch (InvalidJsonException e) {
      return;
    }
    if (!expected.equals(without(after))) {
      throw new IllegalStateException("something else was changed");
    }
  }

  private static ObjectNode without(byte[] body) {
    ObjectNode fields = ((ObjectNode) Json.parse(body)).deepCopy();
    for (String field :
        List.of(
            "model",
            "stream_options",
            "max_tokens",
            "max_completion_tokens",
            "generateContentRequest",
            "generate_content_request")) {
      fields.remove(field);
    }
    return fields;
  }
}
