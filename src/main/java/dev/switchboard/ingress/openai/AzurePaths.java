package dev.switchboard.ingress.openai;

import java.util.List;

/**
 * The paths of OpenAI's SDKs when they are told to speak to Azure: the same routes below {@code
 * /openai}, some of them with the deployment before the route.
 *
 * <p>The deployment is read over: the SDKs build it from the model, which the body names too.
 */
final class AzurePaths {
  private static final String ROOT = "/openai";
  private static final String DEPLOYMENTS = ROOT + "/deployments/";

  /** What stands behind a deployment, whose own name may have slashes: it is a model's. */
  private static final List<String> ROUTES =
      List.of(
          "/chat/completions",
          "/embeddings",
          "/images/generations",
          "/images/edits",
          "/audio/speech",
          "/audio/transcriptions",
          "/audio/translations");

  private AzurePaths() {}

  /** The route that the path means; any other path is left as it is. */
  static String plain(String path) {
    if (path.startsWith(DEPLOYMENTS)) {
      return ROUTES.stream()
          .filter(route -> path.length() > DEPLOYMENTS.length() + route.length())
          .filter(path::endsWith)
          .findFirst()
          .orElse(path);
    }
    return path.startsWith(ROOT + "/") ? path.substring(ROOT.length()) : path;
  }
}
