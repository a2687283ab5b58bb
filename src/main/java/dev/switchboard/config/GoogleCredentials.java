package dev.switchboard.config;

import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.provider.Cloud;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON files in which Google's tools keep credentials.
 *
 * @see <a href="https://google.aip.dev/auth/4110">Application Default Credentials</a>
 */
final class GoogleCredentials {
  private static final String TOKENS = "https://oauth2.googleapis.com/token";

  private GoogleCredentials() {}

  /** Who a file says we are, and the project it names. */
  record Found(Cloud.GoogleLogin login, @Nullable String project) {}

  /**
   * Reads one file.
   *
   * @param where what named it, for messages
   * @throws ConfigException naming the field that is missing or wrong; never its value
   */
  static Found read(String file, String where) {
    try {
      Fields fields = Fields.of(Json.parse(SecretFile.read(file, where)));
      String type = fields.text("type");
      return switch (type) {
        case "service_account" ->
            new Found(
                new Cloud.GoogleServiceAccount(
                    fields.text("client_email"),
                    fields.text("private_key_id"),
                    key(fields.text("private_key")),
                    tokens(fields)),
                fields.optionalText("project_id").orElse(null));
        case "authorized_user" ->
            new Found(
                new Cloud.GoogleUser(
                    fields.text("client_id"),
                    Secrets.credential(fields.text("client_secret"), "file " + file, where),
                    Secrets.credential(fields.text("refresh_token"), "file " + file, where),
                    tokens(fields)),
                fields.optionalText("quota_project_id").orElse(null));
        default ->
            throw new ConfigException(
                where,
                file + ": type: " + type + " (expected: service_account or authorized_user)");
      };
    } catch (InvalidJsonException e) {
      throw new ConfigException(where, file + ": " + e.problem() + " (expected: a JSON object)");
    } catch (InvalidFieldException e) {
      throw new ConfigException(where, file + ": " + e.pointer() + ": expected " + e.expected());
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      throw new ConfigException(
          where, file + ": private_key: cannot be read (expected: an RSA key, PEM of PKCS #8)");
    }
  }

  private static URI tokens(Fields fields) {
    return URI.create(fields.optionalText("token_uri").orElse(TOKENS));
  }

  private static PrivateKey key(String pem) throws GeneralSecurityException {
    String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    return KeyFactory.getInstance("RSA")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
  }
}
