package dev.switchboard.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.Role;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.ToolChoice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class InputSizeTest {
  private static final List<String> PIECES =
      List.of(
          "word",
          "necessary",
          " ",
          "\n ",
          ".",
          "\"}]",
          "12345",
          "é",
          "漢字",
          "😀",
          "\ud83d",
          "\ude00");

  @Property(tries = 5_000)
  void isTheSizeOfAllWordsPutTogether(@ForAll long seed) {
    ChatRequest request = request(new Random(seed));
    String input = UsageEstimate.input(request);

    InputSize size = InputSize.of(request);

    assertThat(size.bytes()).isEqualTo(input.getBytes(StandardCharsets.UTF_8).length);
    assertThat(size.tokens()).isEqualTo(RoughCount.of(input));
  }

  @Property(tries = 5_000)
  void roughlyIsTheCountByTheRoughEstimator(@ForAll long seed) {
    ChatRequest request = request(new Random(seed));

    assertThat(UsageEstimate.roughly(request, InputSize.of(request)))
        .isEqualTo(UsageEstimate.count(request, RoughCount::of));
  }

  @Example
  void aCharacterMayBeCutBetweenTwoParts() {
    ChatRequest request =
        ChatRequest.of(
            "m",
            List.of(
                Message.of(
                    Role.USER,
                    new Content.Text("a".repeat(3_000) + " \ud83d"),
                    new Content.Text("\ude00 " + "b".repeat(3_000)))));

    assertThat(InputSize.of(request).bytes()).isEqualTo(6_000 + 2 + 4 + 1);
  }

  @Example
  void aRequestOfNothingIsItsLineEnds() {
    ChatRequest request =
        ChatRequest.of("m", List.of(Message.text(Role.USER, ""), Message.text(Role.USER, "")));

    assertThat(InputSize.of(request)).isEqualTo(new InputSize(2, 1));
  }

  private static ChatRequest request(Random random) {
    List<Message> messages = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      List<Content> content = new ArrayList<>();
      for (int j = random.nextInt(3); j >= 0; j--) {
        content.add(part(random));
      }
      messages.add(new Message(Role.USER, content, null));
    }
    ChatRequest request = ChatRequest.of("m", messages);
    if (random.nextInt(3) == 0) {
      request =
          request.withTools(
              List.of(new Tool.Function("f", text(random), text(random), null, null)),
              new ToolChoice.Auto());
    }
    return random.nextInt(4) == 0
        ? request.withOutput(new OutputFormat.JsonSchema("s", text(random), null, null))
        : request;
  }

  private static Content part(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> new Content.ToolCall("c", text(random), text(random), null);
      case 1 -> new Content.ToolResult("c", null, List.of(new Content.Text(text(random))), false);
      case 2 -> new Content.Refusal(text(random));
      default -> new Content.Text(text(random));
    };
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int pieces = random.nextInt(10) * (random.nextInt(4) == 0 ? 300 : 1);
    int kinds = random.nextBoolean() ? 1 + random.nextInt(3) : PIECES.size();
    for (int i = 0; i < pieces; i++) {
      text.append(PIECES.get(random.nextInt(kinds)));
    }
    return text.toString();
  }
}
