package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import org.junit.jupiter.api.Test;

class ProblemTest {
  @Test
  void aStartThatWaitsForTheDatabaseInVainIsNotUnexpected() {
    Problem problem =
        Problem.of(
            new FailureException(new Failure.Overloaded("the database does not have all calls")));
    assertThat(problem.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(problem.what()).isEqualTo("the database does not have all calls");
    assertThat(problem.fix()).contains("disk");
  }
}
