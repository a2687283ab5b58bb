package dev.switchboard.app;

import dev.switchboard.catalog.Catalog;
import dev.switchboard.config.Vendors;
import dev.switchboard.provider.Vendor;
import java.util.Optional;

/** Says what an operator must set so that a provider can be used. */
final class MissingCredential {
  private final Catalog catalog;

  MissingCredential(Catalog catalog) {
    this.catalog = catalog;
  }

  /** A sentence for the provider of that catalogue id. */
  String howToConfigure(String provider) {
    Optional<Vendor> vendor = Vendors.load().find(provider);
    String setting = "providers." + provider + " in switchboard.yaml";
    if (vendor.isEmpty() || vendor.get().environment().isEmpty()) {
      return catalog.provider(provider).isPresent()
          ? "set " + setting
          : "set " + setting + " with kind, base_url and api_key";
    }
    return "set " + vendor.get().environment().getFirst() + " in the environment, or " + setting;
  }
}
