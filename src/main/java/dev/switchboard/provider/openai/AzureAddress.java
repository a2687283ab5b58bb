package dev.switchboard.provider.openai;

import dev.switchboard.wire.PathStep;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where Azure's routes are: under a deployment's name with an {@code api-version}, or under {@code
 * /openai/v1}, where the body names the deployment.
 *
 * @param base what comes before the route; the deployment's name is missing in it where {@code
 *     byDeployment}
 * @param query what comes after the route
 * @see <a href="https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle">source
 *     </a>
 */
record AzureAddress(String base, boolean byDeployment, String query) {
  /** Versions of the v1 API; any other is a date. */
  private static final Set<String> V1 = Set.of("v1", "preview", "latest");

  /**
   * The address that a configuration means.
   *
   * @param baseUrl the resource's, with or without {@code /openai}, {@code /openai/v1} or {@code
   *     /openai/deployments/name}
   */
  static AzureAddress of(String baseUrl, @Nullable String version) {
    String query = version == null ? "" : "?api-version=" + version;
    int openai = baseUrl.indexOf("/openai");
    boolean hasPath = baseUrl.indexOf('/', baseUrl.indexOf("://") + 3) >= 0;
    if (baseUrl.contains("/deployments/") || (openai < 0 && hasPath && version == null)) {
      return new AzureAddress(baseUrl, false, query);
    }
    String root = openai < 0 ? baseUrl : baseUrl.substring(0, openai);
    return version == null || V1.contains(version)
        ? new AzureAddress(root + "/openai/v1", false, query)
        : new AzureAddress(root + "/openai/deployments/", true, query);
  }

  /** The same for a route whose body names the deployment under every version. */
  AzureAddress withoutDeployment() {
    return byDeployment
        ? new AzureAddress(
            base.substring(0, base.length() - "/deployments/".length()), false, query)
        : this;
  }

  /**
   * The address of a route.
   *
   * @param route begins with a slash
   */
  String route(String deployment, String route) {
    return base + (byDeployment ? PathStep.of(deployment) : "") + route + query;
  }
}
