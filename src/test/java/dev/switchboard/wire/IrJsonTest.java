package dev.switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Origin;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.ReasoningRequest;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.Sampling;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.ToolChoice;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class IrJsonTest {

  @Test
  void readsBackTheRequestItPrinted() {
    Content.Signature signature =
        new Content.Signature(
            Content.Signature.Kind.SIGNATURE, "c2ln", Origin.of(Dialect.GEMINI_GENERATE));
    ChatRequest request =
        new ChatRequest(
            "m",
            List.of(
                Message.text(Role.SYSTEM, ""),
                Message.of(
                    Role.USER,
                    new Content.Image(new MediaSource.Inline("image/png", "AA=="), null),
                    new Content.CachePoint(null)),
                Message.of(Role.ASSISTANT, new Content.ToolCall("c", "f", "{\"a\":1}", signature)),
                Message.of(Role.TOOL, new Content.ToolResult("c", null, List.of(), true))),
            List.of(new Tool.Function("f", null, "{}", true, null)),
            new ToolChoice.Allowed(List.of("f"), true),
            false,
            new OutputFormat.JsonSchema("response", "{}", null, null),
            Sampling.DEFAULT.withMaxOutputTokens(7),
            new ReasoningRequest(ReasoningRequest.Effort.LOW, null, true),
            "user-1",
            List.of(new Extension(Dialect.OPENAI_CHAT, "x", "[1.0]")));

    assertThat(IrJson.read(IrJson.print(request, ChatRequest.class), ChatRequest.class))
        .isEqualTo(request);
  }

  @Test
  void readsBackTheFailureItPrinted() {
    Failure failure = new Failure.ProviderLimited("p", Duration.ofMillis(1500), "slow down");

    assertThat(IrJson.read(IrJson.print(failure, Failure.class), Failure.class)).isEqualTo(failure);
  }

  @Test
  void refusesAComponentThatTheRecordDoesNotHave() {
    assertThatThrownBy(() -> IrJson.read("{\"is\":\"Internal\",\"mesage\":\"x\"}", Failure.class))
        .hasMessageContaining("mesage");
  }
}
