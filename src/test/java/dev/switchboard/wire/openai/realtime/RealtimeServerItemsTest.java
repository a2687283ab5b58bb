package dev.switchboard.wire.openai.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.RealtimeCommand;
import dev.switchboard.ir.RealtimeConfig;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Items as their caller reads them again that added them. */
class RealtimeServerItemsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"input_text\",\"text\":\"hi\"}",
        "{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,iVBORw0KGgo=\"}",
        "{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,iVBORw0KGgo=\",\"detail\":\"low\"}",
        "{\"type\":\"input_image\",\"image_url\":\"https://example.com/a.png\",\"detail\":\"high\"}",
      })
  void holdEveryPartThatWasSaid(String part) {
    JsonNode event =
        Json.parse(
            """
            {"type": "conversation.item.create",
             "item": {"type": "message", "role": "user", "content": [%s]}}
            """
                .formatted(part));
    RealtimeCommand command =
        RealtimeServerCommands.read(Fields.of(event), RealtimeConfig.of("sandbox/chat", null));
    assertThat(command).isInstanceOf(RealtimeCommand.AddItem.class);
    JsonNode item =
        RealtimeServerItems.item("item_1", ((RealtimeCommand.AddItem) command).message());
    assertThat(item.path("content").toString()).isEqualTo("[" + part + "]");
  }
}
