package dev.switchboard.provider;

import dev.switchboard.ir.Dialect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A kind of provider, as data: an entry of {@code resources/providers}.
 *
 * @param id what stands before the slash in {@code provider/model}
 * @param displayName for people
 * @param aliases further names of the same vendor
 * @param dialect the protocol it speaks
 * @param host the cloud whose settings it takes
 * @param baseUrl ends where the dialect's official SDK appends its path; null when the operator
 *     must say it
 * @param auth how the credential is sent
 * @param environment variables that may hold the credential, the first that is set wins
 * @param variables that {@code baseUrl} needs, as <code>${NAME}</code>
 * @param automatic whether a set variable alone is enough to configure it
 * @param credentialOptional whether it works without a credential
 * @param catalogue the catalogue's providers whose models it serves
 * @param responsesOnly models of an OpenAI vendor that answer by the Responses API alone; a star
 *     stands for any text
 * @param flags deviations from the dialect, each with its source; {@code docs/wire/vendor-flags.md}
 */
public record Vendor(
    String id,
    String displayName,
    List<String> aliases,
    Dialect dialect,
    Host host,
    @Nullable String baseUrl,
    Auth auth,
    List<String> environment,
    List<String> variables,
    boolean automatic,
    boolean credentialOptional,
    List<String> catalogue,
    List<String> responsesOnly,
    Map<String, String> flags) {
  public Vendor {
    Objects.requireNonNull(id);
    Objects.requireNonNull(displayName);
    aliases = List.copyOf(aliases);
    Objects.requireNonNull(dialect);
    Objects.requireNonNull(host);
    Objects.requireNonNull(auth);
    environment = List.copyOf(environment);
    variables = List.copyOf(variables);
    catalogue = List.copyOf(catalogue);
    responsesOnly = List.copyOf(responsesOnly);
    flags = Map.copyOf(flags);
  }

  /**
   * The same vendor with one more deviation.
   *
   * @param source where it is said
   */
  public Vendor withFlag(String flag, String source) {
    Map<String, String> more = new HashMap<>(flags);
    more.putIfAbsent(flag, source);
    return withFlags(more);
  }

  /** The same vendor without that deviation. */
  public Vendor withoutFlag(String flag) {
    Map<String, String> fewer = new HashMap<>(flags);
    fewer.remove(flag);
    return withFlags(fewer);
  }

  private Vendor withFlags(Map<String, String> others) {
    return new Vendor(
        id,
        displayName,
        aliases,
        dialect,
        host,
        baseUrl,
        auth,
        environment,
        variables,
        automatic,
        credentialOptional,
        catalogue,
        responsesOnly,
        others);
  }

  /** A cloud that a vendor is part of; see {@link Cloud}. */
  public enum Host {
    NONE,
    AWS,
    GOOGLE,
    AZURE
  }

  /** How a credential is sent. */
  public enum Auth {
    BEARER("authorization", "Bearer "),
    X_API_KEY("x-api-key", ""),
    X_GOOG_API_KEY("x-goog-api-key", ""),
    API_KEY("api-key", ""),
    XI_API_KEY("xi-api-key", ""),
    TOKEN("authorization", "Token "),
    /** No credential is sent, unless one is configured: then as a bearer token. */
    NONE("authorization", "Bearer ");

    private final String header;
    private final String prefix;

    Auth(String header, String prefix) {
      this.header = header;
      this.prefix = prefix;
    }

    /** The header's name, lower case. */
    public String header() {
      return header;
    }

    /** What stands before the secret in the header's value. */
    public String prefix() {
      return prefix;
    }
  }
}
