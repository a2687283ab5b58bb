package dev.switchboard.wire.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Role;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ModelTraits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnthropicClientTest {
  private final AnthropicClient client = new AnthropicClient("anthropic");

  @Test
  void speaksAnthropicMessages() {
    assertThat(client.dialect()).isEqualTo(Dialect.ANTHROPIC_MESSAGES);
  }

  @Test
  void hasImagesAndDocumentsFetchedOverHttpsOnly() {
    MediaSource.Url https = new MediaSource.Url("HTTPS://example.com/a");
    MediaSource.Url http = new MediaSource.Url("http://example.com/a");
    assertThat(client.takesUrl(new Content.Image(https, null), https)).isTrue();
    assertThat(client.takesUrl(new Content.Document(https, null), https)).isTrue();
    assertThat(client.takesUrl(new Content.Image(http, null), http)).isFalse();
    assertThat(client.takesUrl(new Content.Audio(https), https)).isFalse();
  }

  @Test
  void keepsTheBytesOfAHistoryThatGrows() {
    List<Message> messages =
        new ArrayList<>(
            List.of(
                Message.text(Role.SYSTEM, "Be brief."),
                Message.text(Role.USER, "Weather?"),
                Message.of(Role.ASSISTANT, new Content.ToolCall("f:0", "weather", "{}", null)),
                Message.of(
                    Role.TOOL,
                    new Content.ToolResult(
                        "f:0", null, List.of(new Content.Text("sunny")), false))));
    String before = encode(messages);
    messages.add(Message.text(Role.ASSISTANT, "Sunny."));
    messages.add(Message.text(Role.USER, "Thanks."));
    assertThat(encode(messages)).startsWith(before.substring(0, before.length() - "]}".length()));
  }

  @Test
  void doesNotTakeAMessageOfThousandsOfNestedArraysApart() {
    String deep = "[".repeat(100_000);
    Content call = new Content.ToolCall("a", "f", deep, null);
    String body = encode(List.of(Message.text(Role.USER, "x"), Message.of(Role.ASSISTANT, call)));
    assertThat(Json.parse(body).at("/messages/1/content/0/input/raw_arguments").stringValue())
        .isEqualTo(deep);
  }

  private String encode(List<Message> messages) {
    byte[] body =
        client
            .encodeRequest(
                ChatRequest.of("m", messages), "claude-sonnet-4-5", false, ModelTraits.UNKNOWN)
            .bytes();
    return new String(body, StandardCharsets.UTF_8);
  }
}
