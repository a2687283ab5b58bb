package dev.switchboard.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchboard.json.JsonExtraction.Found;
import java.nio.charset.StandardCharsets;

/** Any text has a value or a reason why not; JSON is always found as it is. */
class JsonExtractionFuzz {
  @FuzzTest
  void neverFails(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    JsonExtraction extraction = JsonExtraction.from(text);
    if (extraction instanceof Found found) {
      String json = Json.text(found.value());
      assertThat(Json.text(Json.parse(json))).isEqualTo(json);
    }
    try {
      assertThat(JsonExtraction.find(text)).contains(Json.parse(text));
    } catch (InvalidJsonException e) {
      // Not JSON as a whole: then there is nothing to compare with.
    }
  }
}
