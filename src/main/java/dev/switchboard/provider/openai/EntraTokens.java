package dev.switchboard.provider.openai;

import dev.switchboard.provider.Cloud;
import dev.switchboard.provider.TokenRequest;
import dev.switchboard.provider.TokenSource;
import java.time.Clock;
import java.util.Map;

/**
 * Access tokens of Microsoft Entra for an application with a secret.
 *
 * @see <a
 *     href="https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow">
 *     source</a>
 */
public final class EntraTokens {
  private static final String SCOPE = "https://cognitiveservices.azure.com/.default";

  private EntraTokens() {}

  /** The tokens of one application. */
  public static TokenSource of(Cloud.EntraLogin login, TokenRequest request, Clock clock) {
    return new TokenSource(
        () ->
            request.post(
                login.tokens(),
                Map.of(
                    "grant_type",
                    "client_credentials",
                    "client_id",
                    login.clientId(),
                    "client_secret",
                    login.clientSecret().secret(),
                    "scope",
                    SCOPE)),
        clock);
  }
}
