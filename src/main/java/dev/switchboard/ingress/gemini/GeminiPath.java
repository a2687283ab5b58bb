package dev.switchboard.ingress.gemini;

import dev.switchboard.http.PercentText;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path below {@code /v3/compat}, as Google's SDKs and those that follow them write it.
 *
 * <p>A model's name may hold slashes, encoded or not, and comes with or without {@code models/}
 * before it: clients drop that prefix when a name has a slash. What follows the last colon is the
 * method.
 *
 * @param version such as {@code v1beta}; empty for none
 * @param resource what stands between the version and the method, decoded
 * @param method such as {@code generateContent}; empty for none
 */
record GeminiPath(String version, String resource, String method) {
  private static final Pattern VERSION =
      Pattern.compile("/(v[1-9][0-9]*(?:(?:alpha|beta)[0-9]*)?)(?=/|$)");
  private static final Pattern METHOD = Pattern.compile("[a-z][A-Za-z]*");
  private static final Pattern PUBLISHED =
      Pattern.compile("(?:projects/[^/]+/locations/[^/]+/)?publishers/([^/]+)/models/(.+)");
  private static final String MODELS = "models/";

  /**
   * @param path as sent, without the base
   */
  static GeminiPath of(String path) {
    Matcher matcher = VERSION.matcher(path);
    boolean versioned = matcher.lookingAt();
    String version = versioned ? matcher.group(1) : "";
    String rest = PercentText.decodePath(versioned ? path.substring(matcher.end()) : path);
    String resource = rest.startsWith("/") ? rest.substring(1) : rest;
    int colon = resource.lastIndexOf(':');
    return colon > 0 && METHOD.matcher(resource.substring(colon + 1)).matches()
        ? new GeminiPath(version, resource.substring(0, colon), resource.substring(colon + 1))
        : new GeminiPath(version, resource, "");
  }

  /** Whether no other dialect has such a version. */
  boolean isGooglesVersion() {
    return version.contains("alpha") || version.contains("beta");
  }

  /**
   * The model that the resource names, as callers of all dialects name it: {@code
   * publishers/gcp/models/gemini-2.5-flash} is {@code gcp/gemini-2.5-flash}.
   */
  String model() {
    String name = resource.startsWith(MODELS) ? resource.substring(MODELS.length()) : resource;
    Matcher published = PUBLISHED.matcher(name);
    return published.matches() ? published.group(1) + "/" + published.group(2) : name;
  }

  /** The model of {@code models/…} where there is no method; empty for any other resource. */
  Optional<String> namedModel() {
    boolean isModel = resource.startsWith(MODELS) || PUBLISHED.matcher(resource).matches();
    return isModel && !model().isEmpty() ? Optional.of(model()) : Optional.empty();
  }
}
