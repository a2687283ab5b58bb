package dev.switchboard.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import tools.jackson.databind.JsonNode;

class TokensTest {
  @Property(tries = 3_000)
  void aTreeOfTokensIsTheTreeOfTheDocument(@ForAll long seed) {
    RandomJson some = new RandomJson(seed);
    byte[] spelled = utf8(some.spell(some.value(4)));

    Tokens tokens = new Tokens(spelled);

    assertThat(tokens.replyNode()).isEqualTo(Json.parseReply(spelled));
    assertThat(tokens.isEnd()).isTrue();
  }

  @Property(tries = 10_000)
  void takesAndRefusesTheSameDocumentsAsTheTree(@ForAll long seed) {
    RandomJson some = new RandomJson(seed);
    byte[] damaged = utf8(some.spell(some.value(3)));
    Random random = new Random(seed);
    for (int times = random.nextInt(3); times >= 0; times--) {
      damaged[random.nextInt(damaged.length)] =
          (byte) "{}[],:\"\\0-e.tn \u00ff".charAt(random.nextInt(16));
    }

    assertThat(walked(damaged)).isEqualTo(parsed(damaged));
  }

  @Property(tries = 2_000)
  void skipsWhatItIsToldTo(@ForAll long seed) {
    RandomJson some = new RandomJson(seed);
    Tokens tokens = new Tokens(utf8("[" + some.spell(some.value(3)) + ", 7]"));

    assertThat(tokens.array()).isTrue();
    assertThat(tokens.element()).isTrue();
    tokens.skip();
    assertThat(tokens.element()).isTrue();
    assertThat(tokens.count()).isEqualTo(7);
    assertThat(tokens.element()).isFalse();
    assertThat(tokens.isEnd()).isTrue();
  }

  @Example
  void leavesAValueOfAnotherKindWhereItIs() {
    Tokens tokens = new Tokens(utf8(" \"so\" "));

    assertThat(tokens.object()).isFalse();
    assertThat(tokens.array()).isFalse();
    assertThat(tokens.bool()).isNull();
    assertThat(tokens.isNull()).isFalse();
    assertThat(tokens.count()).isNull();
    assertThat(tokens.number()).isNull();
    assertThat(tokens.text()).isEqualTo("so");
    assertThat(tokens.isEnd()).isTrue();
  }

  @Example
  void countsAreOfPlainDigits() {
    assertThat(new Tokens(utf8("120")).count()).isEqualTo(120);
    assertThat(new Tokens(utf8("999999999999999999")).count()).isEqualTo(999_999_999_999_999_999L);
    for (String other : new String[] {"1.0", "1e2", "1E2", "-1", "01", "9999999999999999999"}) {
      assertThat(new Tokens(utf8(other)).count()).as(other).isNull();
    }
  }

  @Example
  void numbersAreFinite() {
    assertThat(new Tokens(utf8("-0.25e1")).number()).isEqualTo(-2.5);
    assertThat(new Tokens(utf8("1e400")).number()).isNull();
  }

  @Example
  void aDocumentThatEndsEarlyIsNone() {
    assertThatThrownBy(() -> new Tokens(utf8("")).skip()).isInstanceOf(InvalidJsonException.class);
    assertThatThrownBy(() -> new Tokens(utf8("[1")).replyNode())
        .isInstanceOf(InvalidJsonException.class);
  }

  private static Optional<JsonNode> walked(byte[] document) {
    try {
      Tokens tokens = new Tokens(document);
      JsonNode value = tokens.replyNode();
      return tokens.isEnd() ? Optional.of(value) : Optional.empty();
    } catch (InvalidJsonException _) {
      return Optional.empty();
    }
  }

  private static Optional<JsonNode> parsed(byte[] document) {
    try {
      return Optional.of(Json.parseReply(document));
    } catch (InvalidJsonException _) {
      return Optional.empty();
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
