package dev.switchboard.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlainDeltaTest {
  @Test
  void readsATextAndWhatIsNullBesideIt() {
    assertThat(
            PlainDelta.text(
                "{\"id\":\"a\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,"
                    + "\"delta\":{\"role\":\"assistant\",\"content\":\"a\",\"refusal\":null},"
                    + "\"finish_reason\":null}],\"usage\":null}"))
        .isEqualTo("a");
  }

  @Test
  void leavesWhatIsGivenTwice() {
    for (String chunk :
        List.of(
            "{\"choices\":[{\"delta\":{\"content\":\"a\",\"content\":null}}]}",
            "{\"choices\":[{\"delta\":{\"content\":null,\"content\":\"a\"}}]}",
            "{\"choices\":[{\"delta\":{\"content\":\"a\",\"content\":\"b\"}}]}",
            "{\"choices\":[{\"delta\":{\"content\":\"a\"},\"delta\":{}}]}",
            "{\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"choices\":[{\"delta\":{}}]}")) {
      assertThat(PlainDelta.text(chunk)).as(chunk).isNull();
    }
  }
}
