package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HeadersTest {
  private static final Headers SOME = Headers.of("A", "1", "b", "2", "a", "3");

  @Test
  void findsNamesWithoutRegardToCase() {
    assertThat(SOME.first("a")).contains("1");
    assertThat(SOME.first("B")).contains("2");
    assertThat(SOME.first("c")).isEmpty();
    assertThat(SOME.firstOr("c", "-")).isEqualTo("-");
    assertThat(SOME.contains("B")).isTrue();
  }

  @Test
  void keepsRepeatedNamesAndTheirOrder() {
    assertThat(SOME.all("A")).containsExactly("1", "3");
    assertThat(SOME.size()).isEqualTo(3);
    StringBuilder seen = new StringBuilder();
    SOME.forEach((name, value) -> seen.append(name).append(value));
    assertThat(seen).hasToString("A1b2a3");
  }

  @Test
  void changesIntoNewHeaders() {
    assertThat(SOME.with("a", "9")).isEqualTo(Headers.of("A", "9", "b", "2"));
    assertThat(SOME.with("c", "9")).isEqualTo(Headers.of("A", "1", "b", "2", "a", "3", "c", "9"));
    assertThat(SOME.plus("b", "4").all("b")).containsExactly("2", "4");
    assertThat(SOME.without("A")).isEqualTo(Headers.of("b", "2"));
    assertThat(SOME.size()).isEqualTo(3);
  }

  @Test
  void tellsNamesApartThatAreLongerBySixtyFour() {
    String longer = "a".repeat(65);
    Headers headers = Headers.of("a", "1").with(longer, "2");

    assertThat(headers.first("a")).contains("1");
    assertThat(headers.first(longer)).contains("2");
    assertThat(Headers.of("a", "1").contains(longer)).isFalse();
    assertThat(Headers.of(longer, "2").contains("a")).isFalse();
  }

  @Test
  void setsWhatWasRemovedAtTheEnd() {
    Headers headers =
        Headers.of("one", "1", "two", "2").toBuilder().remove("one").set("One", "3").build();

    assertThat(headers).isEqualTo(Headers.of("two", "2", "One", "3"));
  }

  @Test
  void findsTokensInLists() {
    Headers headers = Headers.of("Connection", "keep-alive, Upgrade", "Connection", " x ");
    assertThat(headers.hasToken("connection", "upgrade")).isTrue();
    assertThat(headers.hasToken("connection", "x")).isTrue();
    assertThat(headers.hasToken("connection", "keep")).isFalse();
  }

  @Test
  void showsNoValues() {
    assertThat(Headers.of("Authorization", "Bearer secret").toString())
        .contains("Authorization")
        .doesNotContain("secret");
  }

  @Test
  void refusesNamesThatAreNoTokens() {
    for (String name : new String[] {"", "a b", "a:", "a\n", "é", "a\0"}) {
      assertThatThrownBy(() -> Headers.of(name, "x"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("header name");
    }
  }

  @Test
  void refusesValuesWithoutShowingThem() {
    assertThatThrownBy(() -> Headers.builder().add("Authorization", "secret\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("U+000A at 6")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> SOME.with("a", "\r")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Headers.of("a")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takesTabsBlanksAndHighBytes() {
    assertThat(Headers.of("a", "x\ty é").first("a")).contains("x\ty é");
  }
}
