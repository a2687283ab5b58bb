package dev.switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.switchboard.ir.FailureException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OutageTest {
  private final SQLException full = new SQLException("disk full", "53100");

  private final Logger logger = (Logger) LoggerFactory.getLogger(Outage.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Outage outage = new Outage("the database of OutageTest");

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(lines);
  }

  private List<String> said() {
    return List.copyOf(lines.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains("OutageTest"))
        .toList();
  }

  @Test
  void aDatabaseThatCanOnlyBeReadIsSaidToBeAwayOnce() {
    for (int i = 0; i < 3; i++) {
      assertThat(outage.of(Outage.Access.WRITE, full)).isInstanceOf(FailureException.class);
      outage.over(Outage.Access.READ);
    }
    assertThat(said()).containsExactly("the database of OutageTest does not answer: disk full");
  }

  @Test
  void whoeverCanWriteAgainCanReadAgain() {
    assertThat(outage.of(Outage.Access.READ, full)).isInstanceOf(FailureException.class);
    assertThat(outage.of(Outage.Access.WRITE, full)).isInstanceOf(FailureException.class);
    outage.over(Outage.Access.WRITE);
    outage.over(Outage.Access.READ);
    assertThat(said())
        .containsExactly(
            "the database of OutageTest does not answer: disk full",
            "the database of OutageTest answers again");
  }
}
