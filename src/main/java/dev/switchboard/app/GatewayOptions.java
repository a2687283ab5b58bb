package dev.switchboard.app;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which gateway a command talks to. */
final class GatewayOptions {
  private static final String DEFAULT = "http://127.0.0.1:8080";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = {
        "The gateway's address. Default: $SWITCHBOARD_URL,",
        "else http://127.0.0.1:8080."
      })
  private @Nullable String url;

  /** Whether the command line or the environment names one. */
  boolean isGiven(Session session) {
    return url != null || session.variable("SWITCHBOARD_URL").isPresent();
  }

  /** The address without a slash at its end. */
  URI url(Session session) {
    String text =
        Optional.ofNullable(url).or(() -> session.variable("SWITCHBOARD_URL")).orElse(DEFAULT);
    try {
      URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // Falls through to the complaint that an address without a host gets.
    }
    throw new CommandException(
        ExitCode.USAGE,
        "--url: " + text + " (expected: http://host:port or https://host:port)",
        "give the address that `serve` printed");
  }
}
