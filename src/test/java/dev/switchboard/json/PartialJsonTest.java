package dev.switchboard.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.json.PartialJson.Event;
import dev.switchboard.json.PartialJson.FieldComplete;
import dev.switchboard.json.PartialJson.FieldDelta;
import dev.switchboard.json.PartialJson.Lead;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class PartialJsonTest {
  private static final String ALL =
      """
       { "text" : "a\\"b\\\\\\/\\b\\f\\n\\r\\t\\u00e9é\\ud83d\\ude00😀", "empty":"", "n":-1.50e+2,
      "t":true,"f" :false, "z": null,"list":[1,[ ],{},"x" , [[2]]],
      "o":{"a/b":{"m~n":"deep"}},"":0 }
      """;

  private static List<Event> read(PartialJson reader, String... fragments) {
    List<Event> events = new ArrayList<>();
    for (String fragment : fragments) {
      events.addAll(reader.feed(fragment));
    }
    events.addAll(reader.end());
    return events;
  }

  /** Joined deltas by pointer, checked against the strings that are complete. */
  private static Map<String, String> texts(List<Event> events) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Event event : events) {
      if (event instanceof FieldDelta delta) {
        assertThat(delta.delta()).isNotEmpty();
        texts.merge(delta.pointer(), delta.delta(), String::concat);
      }
    }
    return texts;
  }

  private static List<Event> completes(List<Event> events) {
    return events.stream().filter(FieldComplete.class::isInstance).toList();
  }

  @Test
  void announcesGrowthAndCompletionInOrder() {
    PartialJson reader = new PartialJson();

    assertThat(reader.feed("{\"reasoning\":\"The phr"))
        .containsExactly(new FieldDelta("/reasoning", "The phr"));
    assertThat(reader.feed("ase\",\"sentiment\":\"positive\""))
        .containsExactly(
            new FieldDelta("/reasoning", "ase"),
            new FieldComplete("/reasoning", Json.parse("\"The phrase\"")),
            new FieldDelta("/sentiment", "positive"),
            new FieldComplete("/sentiment", Json.parse("\"positive\"")));
    assertThat(reader.feed(",\"confidence\":0.9")).isEmpty();
    assertThat(reader.feed("5}"))
        .containsExactly(
            new FieldComplete("/confidence", Json.parse("0.95")),
            new FieldComplete("", reader.value().orElseThrow()));
    assertThat(reader.isComplete()).isTrue();
  }

  @Test
  void announcesEveryValueWithItsPointer() {
    assertThat(completes(read(new PartialJson(), ALL)))
        .extracting(Event::pointer)
        .containsExactly(
            "/text",
            "/empty",
            "/n",
            "/t",
            "/f",
            "/z",
            "/list/0",
            "/list/1",
            "/list/2",
            "/list/3",
            "/list/4/0/0",
            "/list/4/0",
            "/list/4",
            "/list",
            "/o/a~1b/m~0n",
            "/o/a~1b",
            "/o",
            "/",
            "");
  }

  @Test
  void saysTheSameHoweverTheTextIsCut() {
    JsonNode whole = Json.parse(ALL);
    List<Event> expected = completes(read(new PartialJson(), ALL));
    Map<String, String> texts = texts(read(new PartialJson(), ALL));
    assertThat(texts).containsEntry("/text", whole.get("text").stringValue());

    for (int cut = 0; cut <= ALL.length(); cut++) {
      for (int second = cut; second <= ALL.length(); second += 7) {
        PartialJson reader = new PartialJson();
        List<Event> events =
            read(reader, ALL.substring(0, cut), ALL.substring(cut, second), ALL.substring(second));
        assertThat(completes(events)).as("cut at %d and %d", cut, second).isEqualTo(expected);
        assertThat(texts(events)).isEqualTo(texts);
        assertThat(reader.value()).contains(whole);
      }
    }
  }

  @Test
  void saysTheSameCharacterByCharacter() {
    List<Event> events = read(new PartialJson(), ALL.split(""));

    assertThat(completes(events)).isEqualTo(completes(read(new PartialJson(), ALL)));
    assertThat(texts(events)).isEqualTo(texts(read(new PartialJson(), ALL)));
  }

  @Test
  void neverCutsASurrogatePairInTwo() {
    PartialJson reader = new PartialJson();

    assertThat(reader.feed("\"a\ud83d")).containsExactly(new FieldDelta("", "a"));
    assertThat(reader.feed("\ude00\\ud83d")).containsExactly(new FieldDelta("", "😀"));
    assertThat(reader.feed("\\ude0")).isEmpty();
    assertThat(reader.feed("0\""))
        .containsExactly(new FieldDelta("", "😀"), new FieldComplete("", Json.parse("\"a😀😀\"")));
  }

  @Test
  void passesOnHalfASurrogatePairWhenTheStringEndsThere() {
    assertThat(texts(read(new PartialJson(), "\"a\\ud83d", "\""))).containsEntry("", "a\ud83d");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "-0.5e10", "true", "null", "\"\"", "[]", "{}", " [1 , ] ", "{\"a\":1,}"})
  void completesEveryKindOfDocument(String json) {
    PartialJson reader = new PartialJson();
    read(reader, json);

    assertThat(reader.isComplete()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "{x",
        "{\"a\"1",
        "{\"a\":1 2",
        "[1 2",
        "[,",
        "nul1",
        "\"\\x",
        "\"\\u00g",
        "\"\\u00０",
        "\"\n",
        "01,",
        "[1}",
        "{]",
        "1x",
        "[--1]",
        "[1e99999]",
        "{\"a\":1,\"a\"",
        "{\"a\":1 \"b\""
      })
  void saysNothingAfterATextThatCannotBecomeJson(String json) {
    PartialJson reader = new PartialJson();
    reader.feed(json);

    assertThat(reader.isBroken()).isTrue();
    assertThat(read(reader, "1}]\"")).isEmpty();
    assertThat(reader.value()).isEmpty();
  }

  @Test
  void isNeitherCompleteNorBrokenWhileTheTextGrows() {
    for (int cut = 1; cut < ALL.stripTrailing().length(); cut++) {
      PartialJson reader = new PartialJson();
      reader.feed(ALL.substring(0, cut));
      assertThat(reader.isComplete() || reader.isBroken()).as("cut at %d", cut).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "^Sure! Here it is:\n```json\n{\"a\":1}\n```\nHope it helps {x}.^",
        "^{name} is {a: 2}, so {\"a\":1}^",
        "^{{{\"a\":1}^",
        "^[1] {\"a\":1}^",
        "^\ufeff{\"a\":1}^",
        "^{\"a\" 5} {\"a\":1}^",
      })
  void findsTheObjectBehindItsLead(String text) {
    for (int cut = 0; cut <= text.length(); cut++) {
      PartialJson reader = new PartialJson(Lead.ANYTHING_BEFORE_OBJECT);
      List<Event> events = read(reader, text.substring(0, cut), text.substring(cut));
      assertThat(events)
          .as("cut at %d", cut)
          .containsExactly(
              new FieldComplete("/a", Json.parse("1")),
              new FieldComplete("", Json.parse("{\"a\":1}")));
    }
  }

  @Test
  void findsTheArrayBehindItsLead() {
    PartialJson reader = new PartialJson(Lead.ANYTHING_BEFORE_ARRAY);
    read(reader, "The list [of things] is: [1,2]");

    assertThat(reader.value()).contains(Json.parse("[1,2]"));
  }

  @Test
  void keepsToAStartOfWhichSomethingWasAnnounced() {
    PartialJson reader = new PartialJson(Lead.ANYTHING_BEFORE_OBJECT);
    read(reader, "{\"a\":1, oops} {\"a\":2}");

    assertThat(reader.isBroken()).isTrue();
  }

  @Test
  void keepsToAStartOfWhichAStringHasBegun() {
    for (int cut = 0; cut < 8; cut++) {
      String text = "[\"f\n [1]";
      PartialJson reader = new PartialJson(Lead.ANYTHING_BEFORE_ARRAY);
      read(reader, text.substring(0, cut), text.substring(cut));
      assertThat(reader.isBroken()).as("cut at %d", cut).isTrue();
    }
  }

  @Test
  void survivesBombs() {
    PartialJson nested = new PartialJson();
    nested.feed("[".repeat(1_000_000));
    PartialJson starts = new PartialJson(Lead.ANYTHING_BEFORE_OBJECT);
    starts.feed("{".repeat(1_000_000));
    PartialJson digits = new PartialJson();
    digits.feed("1".repeat(1_000_000));

    assertThat(nested.isBroken()).isTrue();
    assertThat(starts.isBroken()).isTrue();
    assertThat(digits.isBroken()).isTrue();
  }

  @Property(tries = 2_000)
  void buildsTheTreeThatTheWholeTextHas(@ForAll long seed) {
    RandomJson some = new RandomJson(seed);
    JsonNode tree = some.value(4);
    String text = some.spell(tree);
    PartialJson reader = new PartialJson();
    List<Event> events = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      int next = Math.min(text.length(), at + 1 + some.below(5));
      events.addAll(reader.feed(text.substring(at, next)));
      at = next;
    }
    events.addAll(reader.end());

    assertThat(reader.value()).contains(tree);
    Map<String, String> texts = texts(events);
    for (Event event : completes(events)) {
      JsonNode value = ((FieldComplete) event).value();
      assertThat(JsonPointers.resolve(tree, event.pointer())).contains(value);
      if (value.isString()) {
        assertThat(texts.getOrDefault(event.pointer(), "")).isEqualTo(value.stringValue());
      }
    }
  }
}
