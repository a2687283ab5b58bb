package dev.switchboard.wire.gemini.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** What is left of a bearer's first frame under the settings of its token. */
class LiveConstraintsTest {
  private static final String BEARERS =
      "{\"model\":\"models/mine\",\"generationConfig\":{\"temperature\":1,\"topP\":0.5},"
          + "\"system_instruction\":{\"parts\":[{\"text\":\"mine\"}]}}";

  private static String applied(String setup, String mask, String bearers) {
    LiveConstraints constraints =
        new LiveConstraints(
            (ObjectNode) Json.parse(setup), mask.isEmpty() ? List.of() : List.of(mask.split(" ")));
    String frame = constraints.apply("{\"setup\":" + bearers + "}");
    return Json.parse(frame).path("setup").toString();
  }

  @Test
  void nothingWithoutAMaskButAModelWhereTheTokenNamesNone() {
    assertThat(applied("{\"generationConfig\":{\"temperature\":0}}", "", BEARERS))
        .isEqualTo("{\"generationConfig\":{\"temperature\":0},\"model\":\"models/mine\"}");
    assertThat(applied("{\"model\":\"models/ours\"}", "", BEARERS))
        .isEqualTo("{\"model\":\"models/ours\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "generationConfig.temperature  | {\"model\":\"models/mine\",\"system_instruction\":{\"parts\":[{\"text\":\"mine\"}]},\"generationConfig\":{\"topP\":0.5}}",
        "generation_config.temperature | {\"model\":\"models/mine\",\"system_instruction\":{\"parts\":[{\"text\":\"mine\"}]},\"generationConfig\":{\"topP\":0.5}}",
        "systemInstruction             | {\"model\":\"models/mine\",\"generationConfig\":{\"temperature\":1,\"topP\":0.5}}",
        "model                         | {\"generationConfig\":{\"temperature\":1,\"topP\":0.5},\"system_instruction\":{\"parts\":[{\"text\":\"mine\"}]},\"model\":\"models/ours\"}",
      })
  void allButTheFieldsOfTheMaskAlsoWhereTheTokenHasNoneOfThem(String mask, String left) {
    assertThat(applied("{\"model\":\"models/ours\"}", mask, BEARERS)).isEqualTo(left);
  }

  @Test
  void theTokensValueOfAFieldOfTheMask() {
    String ours = "{\"generationConfig\":{\"temperature\":0,\"topP\":0.9}}";
    assertThat(applied(ours, "generationConfig.temperature", "{\"model\":\"m\"}"))
        .isEqualTo("{\"model\":\"m\",\"generationConfig\":{\"temperature\":0}}");
  }

  @Test
  void aFrameThatIsNoSetupAsItIs() {
    LiveConstraints constraints =
        new LiveConstraints((ObjectNode) Json.parse("{\"model\":\"m\"}"), List.of());
    assertThat(constraints.apply("{\"clientContent\":{}}")).isEqualTo("{\"clientContent\":{}}");
    assertThat(constraints.apply("{")).isEqualTo("{");
  }
}
