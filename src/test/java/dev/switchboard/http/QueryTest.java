package dev.switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueryTest {
  @Test
  void decodesNamesAndValues() {
    Query query = new Query("a=1&b%5B%5D=x+y&b%5B%5D=%E2%82%AC&c&=d&&e==f");
    assertThat(query.parameters())
        .containsExactly(
            new Query.Parameter("a", "1"),
            new Query.Parameter("b[]", "x y"),
            new Query.Parameter("b[]", "€"),
            new Query.Parameter("c", ""),
            new Query.Parameter("", "d"),
            new Query.Parameter("e", "=f"));
    assertThat(query.first("b[]")).contains("x y");
    assertThat(query.all("b[]")).containsExactly("x y", "€");
    assertThat(query.first("z")).isEmpty();
  }

  @Test
  void leavesBrokenEscapesAsTheyAre() {
    assertThat(new Query("a=100%&b=%zz&c=%4").parameters())
        .containsExactly(
            new Query.Parameter("a", "100%"),
            new Query.Parameter("b", "%zz"),
            new Query.Parameter("c", "%4"));
  }

  @Test
  void isEmptyWithoutQuestionMark() {
    assertThat(Query.NONE.parameters()).isEmpty();
  }

  @Test
  void showsNoKeyThatItMayCarry() {
    assertThat(new Query("key=secret").toString()).doesNotContain("secret");
  }
}
