package dev.switchboard.config;

import dev.switchboard.ir.Dialect;
import dev.switchboard.provider.Vendor;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides whether a provider of OpenAI's dialect is asked at {@code /responses}: as the
 * configuration says, else where the vendor's own servers do.
 *
 * <p>A server at an address of the operator's may be anything that speaks chat completions, and
 * most of them answer {@code /responses} with 404.
 */
final class ResponsesReader {
  /** The label of {@code OpenAiFlag.RESPONSES}. */
  static final String FLAG = "responses";

  private static final String KEY = "responses";

  private ResponsesReader() {}

  /** The vendor, with or without the flag. */
  static Vendor read(Section section, Vendor vendor, URI baseUrl) {
    Optional<Boolean> said = section.bool(KEY);
    if (said.isEmpty()) {
      return isVendors(vendor, baseUrl) ? vendor : vendor.withoutFlag(FLAG);
    }
    boolean serves = said.get();
    if (vendor.dialect() == Dialect.OPENAI_RESPONSES && serves) {
      return vendor;
    }
    if (vendor.dialect() == Dialect.OPENAI_RESPONSES) {
      throw section.invalid(KEY, "false", "true, since this kind speaks nothing else");
    }
    if (vendor.dialect() != Dialect.OPENAI_CHAT) {
      throw section.invalid(
          KEY, String.valueOf(serves), "nothing; only kinds of OpenAI's dialect have it");
    }
    return serves ? vendor.withFlag(FLAG, "the configuration") : vendor.withoutFlag(FLAG);
  }

  /** Whether an address is the vendor's: its host, or a region's below it; all of Azure's are. */
  private static boolean isVendors(Vendor vendor, URI baseUrl) {
    String own = vendor.baseUrl();
    if (own == null
        || vendor.host() != Vendor.Host.NONE
        || vendor.dialect() != Dialect.OPENAI_CHAT) {
      return true;
    }
    int start = own.indexOf("://") + 3;
    int end = own.indexOf('/', start);
    String host = end < 0 ? own.substring(start) : own.substring(start, end);
    String asked = baseUrl.getHost();
    return asked.equalsIgnoreCase(host) || asked.toLowerCase(Locale.ROOT).endsWith("." + host);
  }
}
