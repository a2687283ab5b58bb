package dev.switchboard.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.slf4j.event.KeyValuePair;

/** An event as a line for people. */
final class TextLineEncoder extends LineEncoder {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

  TextLineEncoder(boolean debug) {
    super(debug);
  }

  @Override
  String line(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    line.append(TIME.format(event.getInstant())).append(' ');
    String level = event.getLevel().toString();
    line.append(level).repeat(' ', Math.max(1, 6 - level.length()));
    line.append(oneLine(event.getFormattedMessage()));
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        line.append(' ').append(pair.key).append('=').append(oneLine(String.valueOf(pair.value)));
      }
    }
    IThrowableProxy failure = event.getThrowableProxy();
    if (failure != null) {
      line.append(" (").append(oneLine(failure(failure))).append(')');
      if (debug()) {
        line.append('\n').append(ThrowableProxyUtil.asString(failure).stripTrailing());
      }
    }
    return line.toString();
  }

  private static String oneLine(String text) {
    boolean clean = text.chars().noneMatch(Character::isISOControl);
    return clean ? text : text.replaceAll("\\p{Cntrl}+", " ");
  }
}
