package dev.switchboard.ingress.openai;

/**
 * The paths of OpenAI's SDKs when they are told to speak to Azure: the same routes below {@code
 * /openai}, some of them with the deployment before the route.
 *
 * <p>The deployment is read over: the SDKs build it from the model, which the body names too.
 */
final class AzurePaths {
  private static final String ROOT = "/openai";
  private static final String DEPLOYMENTS = ROOT + "/deployments/";

  private AzurePaths() {}

  /** The route that the path means; any other path is left as it is. */
  static String plain(String path) {
    if (path.startsWith(DEPLOYMENTS)) {
      int end = deploymentEnd(path);
      return end < 0 ? path : path.substring(end);
    }
    return path.startsWith(ROOT + "/") ? path.substring(ROOT.length()) : path;
  }

  /**
   * A deployment's name may have a slash, for it is a model's; a route begins with one of these.
   */
  private static int deploymentEnd(String path) {
    for (String route : new String[] {"/chat/", "/embeddings", "/images/", "/audio/"}) {
      int at = path.indexOf(route, DEPLOYMENTS.length() + 1);
      if (at > 0) {
        return at;
      }
    }
    return -1;
  }
}
