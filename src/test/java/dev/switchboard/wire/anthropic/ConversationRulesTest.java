package dev.switchboard.wire.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.Origin;
import dev.switchboard.ir.Role;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ModelTraits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Histories in any order become requests that follow the dialect's rules; always the same ones. */
class ConversationRulesTest {
  private static final int HISTORIES = 3_000;

  @TestFactory
  Stream<DynamicTest> anyHistoryFollowsTheRules() {
    return Stream.of("claude-sonnet-4-5", "claude-opus-4-8", "MiniMax-M2")
        .map(model -> DynamicTest.dynamicTest(model, () -> holdsFor(model)));
  }

  private static void holdsFor(String model) {
    Random random = new Random(7);
    int sent = 0;
    for (int i = 0; i < HISTORIES; i++) {
      List<Message> messages = history(random);
      try {
        JsonNode body =
            Json.parse(
                new AnthropicClient("anthropic")
                    .encodeRequest(ChatRequest.of("m", messages), model, false, ModelTraits.UNKNOWN)
                    .bytes());
        sent++;
        check(body, messages);
      } catch (FailureException e) {
        assertThat(e.failure().message()).contains("does not go on writing");
      }
    }
    assertThat(sent).isGreaterThan(HISTORIES / 2);
  }

  private static void check(JsonNode body, List<Message> messages) {
    List<JsonNode> turns = body.path("messages").valueStream().toList();
    assertThat(turns.getFirst().path("role").stringValue()).as("%s", messages).isEqualTo("user");
    Set<String> ids = new HashSet<>();
    List<String> calls = List.of();
    String before = "";
    for (JsonNode turn : turns) {
      String role = turn.path("role").stringValue();
      assertThat(role).as("%s", messages).isNotEqualTo(before);
      before = role;
      List<JsonNode> blocks = turn.path("content").valueStream().toList();
      assertThat(blocks).as("%s", messages).isNotEmpty();
      checkResults(blocks, calls, messages);
      calls = ids(blocks, "tool_use", "id");
      for (String id : calls) {
        assertThat(ids.add(id)).as("%s comes once in %s", id, messages).isTrue();
        assertThat(id).matches("[a-zA-Z0-9_-]+");
      }
      blocks.forEach(block -> checkBlock(block, messages));
    }
    assertThat(calls).as("unanswered in %s", messages).isEmpty();
    assertThat(body.findValues("cache_control")).hasSizeLessThanOrEqualTo(4);
  }

  /** All results of the turn before, each once, before anything else. */
  private static void checkResults(
      List<JsonNode> blocks, List<String> calls, List<Message> messages) {
    List<String> results = ids(blocks, "tool_result", "tool_use_id");
    assertThat(results).as("%s", messages).containsExactlyInAnyOrderElementsOf(calls);
    for (int i = 0; i < results.size(); i++) {
      assertThat(blocks.get(i).path("type").stringValue()).isEqualTo("tool_result");
    }
  }

  private static void checkBlock(JsonNode block, List<Message> messages) {
    if (block.path("type").stringValue().equals("text")) {
      assertThat(block.path("text").stringValue()).as("%s", messages).isNotBlank();
    }
  }

  private static List<String> ids(List<JsonNode> blocks, String type, String field) {
    return blocks.stream()
        .filter(block -> block.path("type").stringValue().equals(type))
        .map(block -> block.path(field).stringValue())
        .toList();
  }

  private static List<Message> history(Random random) {
    List<Message> messages = new ArrayList<>();
    for (int length = 1 + random.nextInt(8); length > 0; length--) {
      Role role = List.of(Role.values()).get(random.nextInt(4));
      List<Content> content = new ArrayList<>();
      for (int parts = random.nextInt(4); parts > 0; parts--) {
        content.add(part(role, random));
      }
      messages.add(new Message(role, content, null));
    }
    return messages;
  }

  private static Content part(Role role, Random random) {
    String id = List.of("a", "b", "x:0", "").get(random.nextInt(4));
    int kind = random.nextInt(6);
    if (kind == 0) {
      return new Content.CachePoint(random.nextBoolean() ? "1h" : null);
    }
    if (role == Role.TOOL || (role == Role.USER && kind == 1)) {
      return new Content.ToolResult(id, null, List.of(text(random)), random.nextBoolean());
    }
    if (role == Role.ASSISTANT && kind < 4) {
      return kind == 3
          ? new Content.Reasoning("hm", signature(random))
          : new Content.ToolCall(id, "f", kind == 1 ? "{}" : "{", null);
    }
    return text(random);
  }

  private static Content.Signature signature(Random random) {
    Dialect dialect = List.of(Dialect.values()).get(random.nextInt(Dialect.values().length));
    return new Content.Signature(Content.Signature.Kind.SIGNATURE, "s", Origin.of(dialect));
  }

  private static Content.Text text(Random random) {
    return new Content.Text(List.of("", " ", "one", "two").get(random.nextInt(4)));
  }
}
