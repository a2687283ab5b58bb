package dev.switchboard.config;

import dev.switchboard.http.AddressPolicy;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads where events are told. */
final class WebhookReader {
  private static final int SHORTEST_SECRET = 16;

  private WebhookReader() {}

  /** The webhook that is told of budgets; null for none. */
  static Config.@Nullable Webhook budgets(Optional<Section> found) {
    if (found.isEmpty()) {
      return null;
    }
    try (Section webhooks = found.get()) {
      Optional<Section> section = webhooks.section("budgets");
      if (section.isEmpty()) {
        return null;
      }
      try (Section budgets = section.get()) {
        return webhook(budgets);
      }
    }
  }

  private static Config.Webhook webhook(Section section) {
    List<String> allow = section.texts("allow").orElse(List.of());
    try {
      var _ = AddressPolicy.publicAnd(allow);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(section.place("allow"), String.valueOf(e.getMessage()));
    }
    String expected = allow.isEmpty() ? "an https address" : "an https or http address";
    String text = section.text("url").orElseThrow(() -> section.missing("url", expected));
    URI url = uri(section, text, expected);
    boolean plain = "http".equalsIgnoreCase(url.getScheme()) && !allow.isEmpty();
    if ((!plain && !"https".equalsIgnoreCase(url.getScheme()))
        || url.getHost() == null
        || url.getUserInfo() != null) {
      throw section.invalid("url", text, expected + " without credentials");
    }
    String secret =
        section
            .text("secret")
            .orElseThrow(() -> section.missing("secret", "best as ${NAME}, 16 characters or more"));
    if (secret.length() < SHORTEST_SECRET) {
      throw section.invalid(
          "secret", secret.length() + " characters", "at least " + SHORTEST_SECRET);
    }
    if (secret.startsWith("whsec_")) {
      try {
        var _ = Base64.getDecoder().decode(secret.substring("whsec_".length()));
      } catch (IllegalArgumentException _) {
        throw section.invalid("secret", "not base 64 after whsec_", "base 64, or any other text");
      }
    }
    return new Config.Webhook(url, secret, allow);
  }

  private static URI uri(Section section, String text, String expected) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException _) {
      throw section.invalid("url", text, expected);
    }
  }
}
