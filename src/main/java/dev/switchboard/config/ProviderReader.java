package dev.switchboard.config;

import dev.switchboard.provider.Cloud;
import dev.switchboard.provider.Credential;
import dev.switchboard.provider.ProviderConfig;
import dev.switchboard.provider.Vendor;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the configured providers: those of the file, then those whose credential is in the
 * environment.
 */
final class ProviderReader {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final int DEFAULT_RETRIES = 2;

  private final Map<String, String> environment;
  private final Vendors vendors;
  private final CloudReader clouds;

  ProviderReader(Map<String, String> environment, Vendors vendors) {
    this.environment = environment;
    this.vendors = vendors;
    this.clouds = new CloudReader(environment);
  }

  List<Config.ConfiguredProvider> read(Optional<Section> found) {
    List<Config.ConfiguredProvider> providers = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    if (found.isPresent()) {
      try (Section section = found.get()) {
        for (String name : section.names()) {
          providers.add(fromFile(section, name));
          taken.add(name);
        }
      }
    }
    for (Vendor vendor : vendors.all()) {
      if (vendor.automatic() && !taken.contains(vendor.id())) {
        fromEnvironment(vendor).ifPresent(providers::add);
      }
    }
    return providers;
  }

  private Optional<Config.ConfiguredProvider> fromEnvironment(Vendor vendor) {
    Optional<Credential> credential = credentialFromEnvironment(vendor);
    Optional<Cloud> cloud = clouds.fromEnvironment(vendor);
    Optional<String> baseUrl = cloud.flatMap(c -> vendorBaseUrl(vendor, c));
    if (credential.isEmpty() || cloud.isEmpty() || baseUrl.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Config.ConfiguredProvider(
            new ProviderConfig(
                vendor.id(),
                vendor,
                URI.create(baseUrl.get()),
                credential.get(),
                cloud.get(),
                CloudReader.regionOf(cloud.get()).orElse(null),
                Map.of(),
                ProviderConfig.Timeouts.DEFAULT,
                DEFAULT_RETRIES),
            credential.get().source(),
            null));
  }

  private Optional<Credential> credentialFromEnvironment(Vendor vendor) {
    for (String variable : vendor.environment()) {
      String value = environment.get(variable);
      if (value != null && !value.isBlank()) {
        return Optional.of(
            Secrets.credential(
                value.strip(), "environment " + variable, "environment " + variable));
      }
    }
    return Optional.empty();
  }

  private Config.ConfiguredProvider fromFile(Section providers, String name) {
    if (!NAME.matcher(name).matches()) {
      throw providers.invalid(name, name, "a name of lower-case letters, digits, dot, dash");
    }
    Section section =
        providers.section(name).orElseThrow(() -> providers.missing(name, "a mapping of settings"));
    try (section) {
      Vendor vendor = vendor(section, name);
      Cloud cloud = clouds.fromFile(section, vendor);
      URI baseUrl = baseUrl(section, vendor, cloud);
      return new Config.ConfiguredProvider(
          new ProviderConfig(
              name,
              ResponsesReader.read(section, vendor, baseUrl),
              baseUrl,
              cloud.hasLogin() ? null : credential(section, vendor),
              cloud,
              section.text("region").or(() -> CloudReader.regionOf(cloud)).orElse(null),
              headers(section),
              timeouts(section.section("timeouts")),
              section.integer("retries", 0, 10).orElse(DEFAULT_RETRIES)),
          "configuration",
          section.section("concurrency").map(ResilienceReader::lane).orElse(null));
    }
  }

  private Vendor vendor(Section section, String name) {
    Optional<String> kind = section.text("kind");
    String wanted = kind.orElse(name);
    return vendors
        .find(wanted)
        .orElseThrow(() ->
            kind.isPresent()
                ? section.invalid("kind", wanted, "a known vendor" + near(wanted))
                : section.missing(
                    "kind", "a known vendor, since " + name + " is none" + near(wanted)));
  }

  private String near(String wanted) {
    return Nearest.of(wanted, vendors.names()).map(n -> "; did you mean " + n + "?").orElse("");
  }

  /** The vendor's address with its variables filled in; empty when one of them is not set. */
  private Optional<String> vendorBaseUrl(Vendor vendor, Cloud cloud) {
    Optional<String> address = CloudReader.address(cloud);
    String url = vendor.baseUrl();
    if (url == null || address.isPresent()) {
      return address;
    }
    if (!environment.keySet().containsAll(vendor.variables())) {
      return Optional.empty();
    }
    return Optional.of(new Variables(environment).fill(url, "vendor " + vendor.id(), "base_url"));
  }

  private URI baseUrl(Section section, Vendor vendor, Cloud cloud) {
    Optional<String> text = section.text("base_url").or(() -> vendorBaseUrl(vendor, cloud));
    if (text.isEmpty()) {
      throw section.missing("base_url", "the address of " + vendor.displayName());
    }
    String url = text.get();
    String trimmed = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    try {
      URI uri = new URI(trimmed);
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // Falls through to the complaint that an address without a host gets.
    }
    throw section.invalid("base_url", url, "an http or https address with a host");
  }

  private @Nullable Credential credential(Section section, Vendor vendor) {
    return Secrets.of(section, "api_key").or(() -> credentialFromEnvironment(vendor)).orElse(null);
  }

  private static Map<String, String> headers(Section section) {
    Map<String, String> headers = new LinkedHashMap<>();
    Optional<Section> found = section.section("headers");
    if (found.isPresent()) {
      try (Section names = found.get()) {
        for (String name : names.names()) {
          names.text(name).ifPresent(value -> headers.put(name, value));
        }
      }
    }
    return headers;
  }

  private static ProviderConfig.Timeouts timeouts(Optional<Section> found) {
    ProviderConfig.Timeouts defaults = ProviderConfig.Timeouts.DEFAULT;
    if (found.isEmpty()) {
      return defaults;
    }
    try (Section section = found.get()) {
      Duration total = section.duration("total").orElse(defaults.total());
      return new ProviderConfig.Timeouts(
          section.duration("connect").orElse(defaults.connect()),
          section.duration("first_event").orElse(defaults.firstEvent()),
          section.duration("between_events").orElse(defaults.betweenEvents()),
          total);
    }
  }
}
