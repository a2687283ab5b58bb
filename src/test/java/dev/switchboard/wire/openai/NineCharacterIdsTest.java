package dev.switchboard.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NineCharacterIdsTest {

  @Test
  void keepsAnIdThatHasTheFormAlready() {
    assertThat(NineCharacterIds.of("D681PevKs")).isEqualTo("D681PevKs");
  }

  @Test
  void givesTheSameIdForTheSameIdInEveryTurn() {
    assertThat(NineCharacterIds.of("call_abc")).isEqualTo(NineCharacterIds.of("call_abc"));
  }

  @Test
  void makesNineLettersOrDigitsOfAnything() {
    for (String id : new String[] {"", "call_abc", "ÄÖÜäöüßßß", "123456789 ", "a".repeat(10_000)}) {
      assertThat(NineCharacterIds.of(id)).matches("[A-Za-z0-9]{9}");
    }
  }

  @Test
  void keepsManyIdsApart() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      ids.add(NineCharacterIds.of("call_" + i));
    }
    assertThat(ids).hasSize(100_000);
  }
}
