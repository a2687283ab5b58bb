package dev.switchboard.catalog;

import java.util.List;
import java.util.Optional;

/** What a requested model name means. */
public sealed interface Resolution {

  /**
   * One provider's model.
   *
   * @param provider the configured name, or the catalogue's when it is not configured
   * @param upstreamModel what to send as the model
   * @param entry what the catalogue knows; empty for a model it does not, whose price is unknown
   * @param region the region that the name asked for
   */
  record Offer(
      String provider, String upstreamModel, Optional<ModelEntry> entry, Optional<String> region) {}

  /**
   * The name pins a provider. The provider may be unconfigured and the model unknown.
   *
   * @param offer the one meant
   * @param configured whether the provider is among the configured ones
   */
  record Pinned(Offer offer, boolean configured) implements Resolution {}

  /**
   * A bare name that configured providers serve.
   *
   * @param offers one per provider, in the order in which they are configured; never empty
   */
  record Pool(List<Offer> offers) implements Resolution {
    public Pool {
      offers = List.copyOf(offers);
    }
  }

  /**
   * A bare name that the catalogue knows, but only at providers which are not configured.
   *
   * @param providers their catalogue ids, at most ten; never empty
   * @param nearest names that look alike and that configured providers serve, at most five
   */
  record Unserved(List<String> providers, List<String> nearest) implements Resolution {
    public Unserved {
      providers = List.copyOf(providers);
      nearest = List.copyOf(nearest);
    }
  }

  /**
   * A bare name that nobody knows.
   *
   * @param nearest names that resolve and look alike, best first, at most five
   */
  record Unknown(List<String> nearest) implements Resolution {
    public Unknown {
      nearest = List.copyOf(nearest);
    }
  }
}
