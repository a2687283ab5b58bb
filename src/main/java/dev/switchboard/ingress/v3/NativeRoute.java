package dev.switchboard.ingress.v3;

import dev.switchboard.http.PercentText;
import dev.switchboard.ingress.Incoming;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One operation of the native API.
 *
 * @param template the whole path; may hold names in braces: the first stands for any text that is
 *     not empty, slashes included, the others for text without a slash
 * @param form what paths of the template look like
 */
record NativeRoute(String method, String template, Pattern form, Action action) {
  private static final Pattern BRACES = Pattern.compile("\\{[^}]*}");

  NativeRoute {
    Objects.requireNonNull(method);
    Objects.requireNonNull(template);
    Objects.requireNonNull(form);
    Objects.requireNonNull(action);
  }

  NativeRoute(String method, String template, Action action) {
    this(method, template, form(template), action);
  }

  /** Does what the route is for. */
  @FunctionalInterface
  interface Action {
    /**
     * Answers the request.
     *
     * @param names what stands where the template has braces, decoded
     * @throws dev.switchboard.ir.FailureException for what becomes an error answer
     */
    void run(Incoming incoming, List<String> names);
  }

  /** What the path has where the template has braces; empty if the path is another one. */
  Optional<List<String>> match(String path) {
    Matcher matcher = form.matcher(path);
    return matcher.matches()
        ? Optional.of(
            IntStream.rangeClosed(1, matcher.groupCount())
                .mapToObj(group -> PercentText.decodePath(matcher.group(group)))
                .toList())
        : Optional.empty();
  }

  private static Pattern form(String template) {
    StringBuilder form = new StringBuilder();
    int from = 0;
    Matcher braces = BRACES.matcher(template);
    while (braces.find()) {
      form.append(Pattern.quote(template.substring(from, braces.start())))
          .append(from == 0 ? "(.+)" : "([^/]+)");
      from = braces.end();
    }
    return Pattern.compile(form.append(Pattern.quote(template.substring(from))).toString());
  }
}
