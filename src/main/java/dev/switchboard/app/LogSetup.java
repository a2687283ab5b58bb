package dev.switchboard.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;

/**
 * Sets up logging: one line per event on standard error. In code, because reading a file of XML is
 * a tenth of a second of every start.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
  private static final String FORMAT = "switchboard.log.format";
  private static final String DEBUG = "switchboard.log.debug";

  /** Chooses for this process; before the first logger is made. */
  static void choose(LogFormat format, boolean debug) {
    System.setProperty(FORMAT, format.name());
    System.setProperty(DEBUG, Boolean.toString(debug));
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    boolean debug = Boolean.getBoolean(DEBUG);
    LogFormat format = LogFormat.valueOf(System.getProperty(FORMAT, LogFormat.TEXT.name()));
    LineEncoder encoder =
        format == LogFormat.JSON ? new JsonLineEncoder(debug) : new TextLineEncoder(debug);
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    context.getLogger("dev.switchboard").setLevel(debug ? Level.DEBUG : Level.INFO);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
