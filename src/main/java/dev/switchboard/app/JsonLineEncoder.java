package dev.switchboard.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import dev.switchboard.json.Json;
import java.util.Locale;
import org.slf4j.event.KeyValuePair;
import tools.jackson.databind.node.ObjectNode;

/** An event as one JSON object. */
final class JsonLineEncoder extends LineEncoder {
  JsonLineEncoder(boolean debug) {
    super(debug);
  }

  @Override
  String line(ILoggingEvent event) {
    ObjectNode node = Json.object();
    node.put("time", event.getInstant().toString());
    node.put("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
    node.put("logger", event.getLoggerName());
    node.put("thread", event.getThreadName());
    node.put("message", event.getFormattedMessage());
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        node.put(pair.key, String.valueOf(pair.value));
      }
    }
    IThrowableProxy failure = event.getThrowableProxy();
    if (failure != null) {
      node.put("error", failure(failure));
      if (debug()) {
        node.put("stack", ThrowableProxyUtil.asString(failure));
      }
    }
    return Json.text(node);
  }
}
