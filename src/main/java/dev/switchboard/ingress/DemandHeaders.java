package dev.switchboard.ingress;

import dev.switchboard.http.Exchange;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Prefer;
import dev.switchboard.routing.Demand;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a request's headers say to routes. */
final class DemandHeaders {
  private static final String PREFER = "x-switchboard-prefer";
  private static final String REGION = "x-switchboard-region";
  private static final String SESSION = "x-switchboard-session";
  private static final int LONGEST_SESSION = 256;
  private static final Pattern REGIONS = Pattern.compile("[a-z][a-z0-9-]{1,31}");

  private DemandHeaders() {}

  /**
   * What the body says, and the headers above it.
   *
   * @throws FailureException with {@link Failure.InvalidRequest} naming the header
   */
  static Demand over(Exchange exchange, Demand body) {
    Optional<String> prefer = given(exchange, PREFER);
    Optional<String> region = given(exchange, REGION);
    Optional<String> session = given(exchange, SESSION);
    if (prefer.isEmpty() && region.isEmpty() && session.isEmpty()) {
      return body;
    }
    return new Demand(
        prefer.map(DemandHeaders::prefer).orElse(body.prefer()),
        region.map(DemandHeaders::region).orElse(body.region()),
        session.map(DemandHeaders::session).orElse(body.session()),
        body.said());
  }

  private static Optional<String> given(Exchange exchange, String name) {
    return exchange.header(name).map(String::strip).filter(value -> !value.isEmpty());
  }

  private static Prefer prefer(String word) {
    return Prefer.ofWord(word)
        .orElseThrow(() -> CallHeaders.wrong(PREFER, word, "fast, cheap, quality or balanced"));
  }

  private static String region(String name) {
    if (!REGIONS.matcher(name).matches()) {
      throw CallHeaders.wrong(REGION, name, "a region such as eu or eu-west-1");
    }
    return name;
  }

  private static String session(String name) {
    if (name.length() > LONGEST_SESSION) {
      throw CallHeaders.wrong(
          SESSION, name.length() + " characters", "at most " + LONGEST_SESSION + " characters");
    }
    return name;
  }
}
