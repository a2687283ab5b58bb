package dev.switchboard.task.media;

import dev.switchboard.ir.ImageRequest;
import dev.switchboard.task.TaskCall;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How an input says that pictures are to be made and sounds are to be heard; what the options of a
 * model say goes before it.
 */
final class Wishes {
  private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,4})x([1-9][0-9]{0,4})");
  private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2}");

  private final String size;
  private final String language;

  /** Reads the fields {@code size} and {@code language} of an input that is an object. */
  Wishes(JsonNode input) {
    this.size = input.path("size").asString("");
    this.language = input.path("language").asString("");
  }

  ImageRequest.@Nullable Size size(TaskCall.MediaOptions options) {
    Matcher matcher = SIZE.matcher(options.size() == null ? size : options.size());
    return matcher.matches()
        ? new ImageRequest.Size(
            Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
        : null;
  }

  @Nullable String language(TaskCall.MediaOptions options) {
    if (options.language() != null) {
      return options.language();
    }
    return LANGUAGE.matcher(language).matches() ? language : null;
  }
}
