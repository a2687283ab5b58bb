package dev.switchboard.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.Content;
import dev.switchboard.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class Utf8TextTest {
  private static final byte[] LONGER = "wörd and more".getBytes(StandardCharsets.UTF_8);

  @Test
  void isNoMoreOfItsArrayThanItsSize() {
    Utf8Text text = Utf8Text.of(LONGER, 5);
    byte[] copy = new byte[7];

    text.copyTo(copy, 1);

    assertThat(text.text()).isEqualTo("wörd");
    assertThat(text.size()).isEqualTo(5);
    assertThat(text.buffer().remaining()).isEqualTo(5);
    assertThat(copy).isEqualTo(new byte[] {0, 'w', (byte) 0xC3, (byte) 0xB6, 'r', 'd', 0});
  }

  @Test
  void isEqualToTheSameTextInAnotherArray() {
    Utf8Text text = Utf8Text.of(LONGER, 5);

    assertThat(text).isEqualTo(Utf8Text.of("wörd")).hasSameHashCodeAs(Utf8Text.of("wörd"));
    assertThat(text).isNotEqualTo(Utf8Text.of("wörd and more"));
  }

  @Test
  void whatIsKeptOfAnAnswerIsItsJson() {
    for (String said : List.of("", "plain", "ö\"\n".repeat(500), "x".repeat(3 << 20))) {
      List<Content> content = List.of(new Content.Text(said), new Content.Text("b"));

      Utf8Text kept = ContentJson.kept(content);

      assertThat(kept.text()).isEqualTo(ContentJson.text(content));
      assertThat(Json.parse(kept.text()).path(0).path("text").stringValue()).isEqualTo(said);
    }
  }
}
