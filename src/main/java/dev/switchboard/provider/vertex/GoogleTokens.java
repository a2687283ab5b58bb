package dev.switchboard.provider.vertex;

import dev.switchboard.http.Headers;
import dev.switchboard.json.Json;
import dev.switchboard.provider.Cloud;
import dev.switchboard.provider.TokenRequest;
import dev.switchboard.provider.TokenSource;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Access tokens of Google, for whichever login there is.
 *
 * @see <a href="https://developers.google.com/identity/protocols/oauth2/service-account">service
 *     accounts</a>
 * @see <a href="https://cloud.google.com/compute/docs/access/authenticate-workloads#applications">
 *     machines</a>
 */
public final class GoogleTokens {
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
  private static final String JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  private static final Duration ASSERTION_LIFE = Duration.ofHours(1);

  private GoogleTokens() {}

  /** The tokens of a login; nothing is asked for before the first call. */
  public static TokenSource of(Cloud.GoogleLogin login, TokenRequest request, Clock clock) {
    return new TokenSource(
        switch (login) {
          case Cloud.GoogleToken given ->
              () ->
                  new TokenSource.AccessToken(
                      given.token(), clock.instant().plus(Duration.ofDays(1)));
          case Cloud.GoogleMachine machine ->
              () -> request.get(machine.metadata(), Headers.of("metadata-flavor", "Google"));
          case Cloud.GoogleServiceAccount account ->
              () ->
                  request.post(
                      account.tokens(),
                      Map.of("grant_type", JWT_GRANT, "assertion", assertion(account, clock)));
          case Cloud.GoogleUser user ->
              () ->
                  request.post(
                      user.tokens(),
                      Map.of(
                          "grant_type",
                          "refresh_token",
                          "client_id",
                          user.clientId(),
                          "client_secret",
                          user.clientSecret().secret(),
                          "refresh_token",
                          user.refreshToken().secret()));
        },
        clock);
  }

  /** A JWT in which the account says who it is, signed with its key. */
  private static String assertion(Cloud.GoogleServiceAccount account, Clock clock) {
    ObjectNode head =
        Json.object().put("alg", "RS256").put("typ", "JWT").put("kid", account.keyId());
    long now = clock.instant().getEpochSecond();
    ObjectNode claims =
        Json.object()
            .put("iss", account.email())
            .put("scope", SCOPE)
            .put("aud", account.tokens().toString())
            .put("iat", now)
            .put("exp", now + ASSERTION_LIFE.toSeconds());
    String text = encoded(Json.write(head)) + "." + encoded(Json.write(claims));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(account.key());
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return text + "." + encoded(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
