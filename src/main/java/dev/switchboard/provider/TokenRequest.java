package dev.switchboard.provider;

import dev.switchboard.http.Deadlines;
import dev.switchboard.http.Headers;
import dev.switchboard.http.UpstreamClient;
import dev.switchboard.http.UpstreamException;
import dev.switchboard.http.UpstreamRequest;
import dev.switchboard.http.UpstreamResponse;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.ProviderText;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Asks an OAuth 2 token endpoint or a metadata server for an access token.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5">RFC 6749, 5</a>
 */
public final class TokenRequest {
  private static final int MAX_BYTES = 64 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Deadlines DEADLINES =
      new Deadlines(Duration.ofSeconds(5), PATIENCE, PATIENCE, PATIENCE, PATIENCE);
  private static final long LONGEST_SECONDS = Duration.ofDays(1).toSeconds();

  private final String provider;
  private final UpstreamClient client;
  private final Clock clock;

  /**
   * @param provider the configured provider's name, for failures
   */
  public TokenRequest(String provider, UpstreamClient client, Clock clock) {
    this.provider = provider;
    this.client = client;
    this.clock = clock;
  }

  /**
   * Posts a form.
   *
   * @throws FailureException with {@link Failure.ProviderAuth} if no token comes of it
   */
  public TokenSource.AccessToken post(URI address, Map<String, String> form) {
    String body =
        new TreeMap<>(form)
            .entrySet().stream()
                .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    return send(
        UpstreamRequest.post(
            address,
            Headers.of(
                "content-type", "application/x-www-form-urlencoded", "accept", "application/json"),
            body.getBytes(StandardCharsets.UTF_8),
            DEADLINES));
  }

  /**
   * Gets.
   *
   * @throws FailureException with {@link Failure.ProviderAuth} if no token comes of it
   */
  public TokenSource.AccessToken get(URI address, Headers headers) {
    return send(UpstreamRequest.get(address, headers, DEADLINES));
  }

  private TokenSource.AccessToken send(UpstreamRequest request) {
    try (UpstreamResponse response = client.send(request)) {
      byte[] body = response.body().readAll(MAX_BYTES);
      if (response.status() != 200) {
        throw refused("status " + response.status() + reason(body));
      }
      Fields answer = Fields.of(Json.parseReply(body));
      String type = answer.optionalText("token_type").orElse("Bearer");
      if (!type.equalsIgnoreCase("Bearer")) {
        throw refused("a token that is no bearer token");
      }
      long seconds = answer.optionalInteger("expires_in", 0, LONGEST_SECONDS).orElse(300);
      return new TokenSource.AccessToken(
          new Credential(answer.text("access_token"), "token endpoint"),
          clock.instant().plusSeconds(seconds));
    } catch (UpstreamException e) {
      throw refused("its token endpoint cannot be reached: " + e.kind());
    } catch (InvalidJsonException | InvalidFieldException | IllegalArgumentException _) {
      throw refused("an answer without a token");
    }
  }

  /** The endpoint's own code and words; never what was sent. */
  private static String reason(byte[] body) {
    try {
      Fields answer = Fields.of(Json.parseReply(body));
      String words = answer.optionalText("error_description").orElse("");
      String text = ProviderText.clean(answer.optionalText("error").orElse("") + " " + words);
      return text.isEmpty() ? "" : ": " + text;
    } catch (InvalidJsonException | InvalidFieldException _) {
      return "";
    }
  }

  private FailureException refused(String what) {
    return new FailureException(
        new Failure.ProviderAuth(provider, provider + ": no access token was given: " + what));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
