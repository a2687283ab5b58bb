package dev.switchboard.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One operation of the management API.
 *
 * @param template the path after {@value AdminSurface#PREFIX}, with names in braces for its parts
 *     that vary, such as {@code /keys/{id}/revoke}
 */
record Route(String method, String template, Action action) {
  Route {
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
     * @throws dev.switchboard.ir.FailureException for what becomes an error answer
     */
    void run(ManagementRequest request);
  }

  static Route get(String template, Action action) {
    return new Route("GET", template, action);
  }

  static Route post(String template, Action action) {
    return new Route("POST", template, action);
  }

  static Route put(String template, Action action) {
    return new Route("PUT", template, action);
  }

  static Route delete(String template, Action action) {
    return new Route("DELETE", template, action);
  }

  /**
   * What stands where the template has names, decoded, in order; empty if the path is another one.
   */
  Optional<List<String>> match(String path) {
    String[] wanted = template.split("/", -1);
    String[] found = path.split("/", -1);
    if (wanted.length != found.length) {
      return Optional.empty();
    }
    List<String> values = new ArrayList<>();
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].startsWith("{") && !found[i].isEmpty()) {
        values.add(decoded(found[i]));
      } else if (!wanted[i].equals(found[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  private static String decoded(String part) {
    try {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      // An escape that is none stands for itself: nothing has such an id.
      return part;
    }
  }
}
