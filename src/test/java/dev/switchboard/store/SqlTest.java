package dev.switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlTest {
  @Test
  void namedParametersBecomeQuestionMarksInTheirOrder() {
    Sql sql = Sql.of("SELECT a FROM t WHERE a = :first AND b IN (:second_1, :first)");
    assertThat(sql.text()).isEqualTo("SELECT a FROM t WHERE a = ? AND b IN (?, ?)");
    assertThat(sql.names()).containsExactly("first", "second_1", "first");
  }

  @Test
  void quotedTextAndCastsAreLeftAlone() {
    Sql sql = Sql.of("SELECT ':no', 'it''s :no', a::text FROM t WHERE b = :yes");
    assertThat(sql.text()).isEqualTo("SELECT ':no', 'it''s :no', a::text FROM t WHERE b = ?");
    assertThat(sql.names()).containsExactly("yes");
  }

  @Test
  void aListHasAsManyParametersAsAskedFor() {
    assertThat(Sql.list("id", 3)).isEqualTo(":id0, :id1, :id2");
  }
}
