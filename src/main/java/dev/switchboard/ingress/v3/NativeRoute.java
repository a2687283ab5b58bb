package dev.switchboard.ingress.v3;

import dev.switchboard.ingress.Incoming;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/**
 * One operation of the native API.
 *
 * @param template the whole path; may hold one name in braces, which stands for any text that is
 *     not empty, slashes included
 */
record NativeRoute(String method, String template, Action action) {
  NativeRoute {
    Objects.requireNonNull(method);
    Objects.requireNonNull(template);
    Objects.requireNonNull(action);
  }

  /** Does what the route is for. */
  @FunctionalInterface
  interface Action {
    /**
     * Answers the request.
     *
     * @param name what stands where the template has braces, decoded; empty when it has none
     * @throws dev.switchboard.ir.FailureException for what becomes an error answer
     */
    void run(Incoming incoming, String name);
  }

  /** What the path has where the template has braces; empty if the path is another one. */
  Optional<String> match(String path) {
    int open = template.indexOf('{');
    if (open < 0) {
      return path.equals(template) ? Optional.of("") : Optional.empty();
    }
    String suffix = template.substring(template.indexOf('}') + 1);
    int end = path.length() - suffix.length();
    return path.startsWith(template.substring(0, open)) && end > open && path.endsWith(suffix)
        ? Optional.of(decoded(path.substring(open, end)))
        : Optional.empty();
  }

  private static String decoded(String part) {
    try {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      // An escape that is none stands for itself: nothing has such a name.
      return part;
    }
  }
}
