package dev.switchboard.app;

import dev.switchboard.app.DoctorCommand.Check;
import dev.switchboard.http.Deadlines;
import dev.switchboard.http.Headers;
import dev.switchboard.http.ProxySettings;
import dev.switchboard.http.Transport;
import dev.switchboard.http.UpstreamClient;
import dev.switchboard.http.UpstreamConfig;
import dev.switchboard.http.UpstreamException;
import dev.switchboard.http.UpstreamRequest;
import dev.switchboard.http.UpstreamResponse;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.ProviderHeaders;
import dev.switchboard.wire.anthropic.AnthropicHeaders;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;

/** Asks every provider for its list of models, and compares the clocks on the way. */
final class ProviderChecks implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration TOLERANCE = Duration.ofSeconds(60);
  private static final Deadlines DEADLINES =
      new Deadlines(PATIENCE, PATIENCE, PATIENCE, PATIENCE, PATIENCE.multipliedBy(2));

  private final Transport transport;
  private final UpstreamClient client;
  private final Clock clock;
  private Optional<Duration> drift = Optional.empty();

  ProviderChecks(Map<String, String> environment, Clock clock) {
    this.clock = clock;
    this.transport = Transport.open(1);
    this.client =
        new UpstreamClient(
            transport,
            UpstreamConfig.DEFAULT.withProxies(ProxySettings.fromEnvironment(environment)));
  }

  Check check(ProviderConfig provider) {
    String subject = "provider " + provider.name();
    URI uri = models(provider);
    try (UpstreamResponse response =
        client.send(UpstreamRequest.get(uri, headers(provider), DEADLINES))) {
      note(response.headers());
      return judged(subject, provider, response.status());
    } catch (UpstreamException e) {
      return new Check(
          false, subject, e.getMessage() + "; check base_url, the network and the proxy");
    }
  }

  /** This machine's clock against the providers' answers; without one nothing can be said. */
  Check clock() {
    Instant now = clock.instant();
    if (drift.isEmpty()) {
      return new Check(true, "clock", now + ", compared with nobody");
    }
    boolean well = drift.get().compareTo(TOLERANCE) <= 0;
    return new Check(
        well,
        "clock",
        now
            + ", "
            + drift.get().toSeconds()
            + " s from the providers'"
            + (well ? "" : "; set it, or keys expire at the wrong time"));
  }

  @Override
  public void close() {
    client.close();
    transport.close();
  }

  private static Check judged(String subject, ProviderConfig provider, int status) {
    if (provider.cloud().hasLogin()) {
      return new Check(true, subject, "answers; its credentials are proven by a call only");
    }
    var credential = provider.credential();
    String source = credential == null ? "no credential" : "credential from " + credential.source();
    if (status == 401 || status == 403) {
      return new Check(
          false, subject, "refuses the " + source + " (status " + status + "); set a valid one");
    }
    if (status == 404 || status == 405) {
      return new Check(true, subject, "answers, but lists no models; " + source + " is not proven");
    }
    return status < 400 || status == 429
        ? new Check(true, subject, "answers, takes the " + source)
        : new Check(false, subject, "answers with status " + status + "; try again later");
  }

  private void note(Headers headers) {
    try {
      headers
          .first("date")
          .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant())
          .map(there -> Duration.between(there, clock.instant()).abs())
          .filter(apart -> drift.isEmpty() || apart.compareTo(drift.get()) < 0)
          .ifPresent(apart -> drift = Optional.of(apart));
    } catch (DateTimeException _) {
      // A date that is none says nothing of our clock.
    }
  }

  private static URI models(ProviderConfig provider) {
    String base = provider.baseUrl().toString();
    return URI.create(
        switch (provider.vendor().dialect()) {
          case ANTHROPIC_MESSAGES -> base + "/v1/models?limit=1";
          case GEMINI_GENERATE -> base + "/models?pageSize=1";
          case ELEVENLABS -> base + "/v1/models";
          case DEEPGRAM -> base + "/v1/projects";
          default -> base + "/models";
        });
  }

  private static Headers headers(ProviderConfig provider) {
    Headers.Builder headers = ProviderHeaders.of(provider);
    return switch (provider.vendor().dialect()) {
      case ANTHROPIC_MESSAGES ->
          headers.set(AnthropicHeaders.VERSION_HEADER, AnthropicHeaders.VERSION).build();
      default -> headers.build();
    };
  }
}
