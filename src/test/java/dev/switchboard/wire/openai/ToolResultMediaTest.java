package dev.switchboard.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Role;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ModelTraits;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Pictures of tools, which have no slot in this dialect's results, behind all results. */
class ToolResultMediaTest {
  private static final Message CALLS =
      Message.of(
          Role.ASSISTANT,
          new Content.ToolCall("a", "draw", "{}", null),
          new Content.ToolCall("b", "draw", "{}", null));

  @Test
  void followAllResultsOfTheTurnAlsoWhenNothingElseFollows() {
    JsonNode messages = written(Message.text(Role.USER, "Draw."), CALLS, result("a"), result("b"));
    assertThat(messages.valueStream().map(message -> message.path("role").stringValue()))
        .containsExactly("user", "assistant", "tool", "tool", "user");
    assertThat(Json.text(messages.get(4))).contains("image_url", "call a:", "call b:");
  }

  private static Message result(String id) {
    return new Message(
        Role.TOOL,
        List.of(
            new Content.ToolResult(
                id,
                "draw",
                List.of(new Content.Image(new MediaSource.Inline("image/png", "AAAA"), null)),
                false)),
        null);
  }

  private static JsonNode written(Message... messages) {
    return Json.parse(
            new OpenAiChatClient("p", OpenAiFlags.NONE)
                .encodeRequest(
                    ChatRequest.of("m", List.of(messages)), "m", false, ModelTraits.UNKNOWN)
                .bytes())
        .path("messages");
  }
}
