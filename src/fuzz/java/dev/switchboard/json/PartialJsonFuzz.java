package dev.switchboard.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.switchboard.json.PartialJson.Event;
import dev.switchboard.json.PartialJson.FieldComplete;
import dev.switchboard.json.PartialJson.FieldDelta;
import dev.switchboard.json.PartialJson.Lead;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** However a growing text is cut, the same is said about it, and it is what the whole text says. */
class PartialJsonFuzz {
  @FuzzTest
  void saysTheSameHoweverTheTextIsCut(FuzzedDataProvider data) {
    Lead lead = data.pickValue(Lead.values());
    byte[] cuts = data.consumeBytes(8);
    String text = data.consumeRemainingAsString();
    PartialJson whole = new PartialJson(lead);
    List<Event> expected = new ArrayList<>(whole.feed(text));
    expected.addAll(whole.end());

    PartialJson pieces = new PartialJson(lead);
    List<Event> seen = new ArrayList<>();
    int at = 0;
    for (int i = 0; at < text.length(); i++) {
      int length = cuts.length == 0 ? 1 : 1 + (cuts[i % cuts.length] & 7);
      int next = Math.min(text.length(), at + length);
      seen.addAll(pieces.feed(text.substring(at, next)));
      at = next;
    }
    seen.addAll(pieces.end());

    assertThat(completes(seen)).isEqualTo(completes(expected));
    assertThat(pieces.value()).isEqualTo(whole.value());
    if (!whole.isBroken()) {
      assertThat(texts(seen)).isEqualTo(texts(expected));
    }
    if (lead == Lead.NOTHING && !text.startsWith("\uFEFF")) {
      try {
        assertThat(whole.value()).contains(Json.parse(text));
      } catch (InvalidJsonException e) {
        // What is refused at once may have been read: a field name with half a surrogate pair.
      }
    }
  }

  private static List<Event> completes(List<Event> events) {
    return events.stream().filter(FieldComplete.class::isInstance).toList();
  }

  private static Map<String, String> texts(List<Event> events) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Event event : events) {
      if (event instanceof FieldDelta delta) {
        texts.merge(delta.pointer(), delta.delta(), String::concat);
      }
    }
    return texts;
  }
}
