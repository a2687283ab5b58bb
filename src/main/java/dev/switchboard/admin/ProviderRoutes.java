package dev.switchboard.admin;

import dev.switchboard.json.Json;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /providers}: what can be called, and from where its credential was read. */
public final class ProviderRoutes implements AdminSurface.Noun {
  private final List<Provider> providers;

  public ProviderRoutes(List<Provider> providers) {
    this.providers = List.copyOf(providers);
  }

  /**
   * A configured provider.
   *
   * @param name what stands before the slash in {@code provider/model}
   * @param vendor its kind
   * @param dialect the protocol it speaks
   * @param baseUrl null for one that is built in
   * @param source where it was found, such as {@code environment OPENAI_API_KEY}
   * @param credentialSource where its credential was read; null when it has none
   */
  public record Provider(
      String name,
      String vendor,
      String displayName,
      String dialect,
      @Nullable String baseUrl,
      @Nullable String region,
      String source,
      @Nullable String credentialSource) {
    public Provider {
      Objects.requireNonNull(name);
      Objects.requireNonNull(vendor);
      Objects.requireNonNull(displayName);
      Objects.requireNonNull(dialect);
      Objects.requireNonNull(source);
    }
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/providers", this::list));
  }

  private void list(ManagementRequest request) {
    request.allowParameters(Set.of());
    ObjectNode answer = Json.object();
    ArrayNode data = answer.putArray("data");
    for (Provider provider : providers) {
      ObjectNode node = data.addObject();
      node.put("id", provider.name());
      node.put("name", provider.name());
      node.put("vendor", provider.vendor());
      node.put("display_name", provider.displayName());
      node.put("dialect", provider.dialect());
      node.put("base_url", provider.baseUrl());
      node.put("region", provider.region());
      node.put("source", provider.source());
      node.put("credential_source", provider.credentialSource());
    }
    answer.putNull("next_cursor");
    request.answer(200, answer);
  }
}
