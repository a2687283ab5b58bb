package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code ledger verify} says of a report, and with which exit code. */
class LedgerCommandTest {
  private static final String REPORT =
      """
      {"agrees":%s,
       "journal":{"calls":8,"cost":0.5,"cost_in_tables":0.5,"put_aside":0,"not_applied":0},
       "tables":{"calls":7,"cost":0.4,"attempts_cost":0.4,"unpriced_calls":0,
         "interrupted":{"calls":1,"attempts":1,"at_most":0.03},"budgets":1},
       "findings":[%s],"finding_count":%d}
      """;

  private record Said(int exitCode, String out) {}

  private static Said verified(String report) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (FakeUpstream gateway = FakeUpstream.start();
        PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      gateway.otherwise(_ -> Script.json(200, report));
      int exitCode =
          Main.run(
              new Session(
                  Map.of("SWITCHBOARD_ADMIN_TOKEN", "0123456789abcdef0123456789abcdef"),
                  new ByteArrayInputStream(new byte[0]),
                  to,
                  to),
              "ledger",
              "verify",
              "--url",
              gateway.uri("").toString());
      return new Said(exitCode, out.toString(StandardCharsets.UTF_8));
    }
  }

  @Test
  void namesWhatDoesNotAgreeAndSaysNo() {
    String finding = "{\"subject\":\"all calls\",\"text\":\"7 are in the tables, 8 were written\"}";
    Said said = verified(REPORT.formatted(false, finding, 1));
    assertThat(said.exitCode()).as(said.out()).isEqualTo(ExitCode.NO);
    assertThat(said.out())
        .contains("all calls: 7 are in the tables, 8 were written")
        .contains("the books do not agree: 1 findings");
  }

  @Test
  void showsWhatWasInterruptedInALineOfItsOwn() {
    Said said = verified(REPORT.formatted(true, "", 0));
    assertThat(said.exitCode()).as(said.out()).isEqualTo(ExitCode.DONE);
    assertThat(said.out()).containsPattern("interrupted, at most +1 +0\\.03");
    assertThat(said.out()).contains("the books agree");
  }
}
