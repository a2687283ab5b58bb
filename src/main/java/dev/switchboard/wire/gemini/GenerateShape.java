package dev.switchboard.wire.gemini;

import static dev.switchboard.wire.Shape.WHOLE;

import dev.switchboard.wire.Shape;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What is known of the structures of a {@code GenerateContentRequest}, in both spellings. */
final class GenerateShape {
  /** What a part can be of which its reader takes fields; of others it keeps the whole part. */
  private static final List<Name> READ =
      List.of(
          Name.of("text"),
          Name.of("functionCall"),
          Name.of("functionResponse"),
          Name.of("inlineData"),
          Name.of("fileData"));

  private static final Name CLIP = Name.of("videoMetadata");

  private static final Shape BLOB = known("mimeType", "data", "displayName");

  private static final Shape FILE = known("mimeType", "fileUri", "displayName");

  /** What a part carries beside what it is; its metadata is its writer's own. */
  private static final Shape ABOUT =
      with(
          known("text", "thought", "thoughtSignature", "partMetadata", "videoMetadata"),
          "mediaResolution",
          known("level"));

  private static final Shape DATA = with(with(ABOUT, "inlineData", BLOB), "fileData", FILE);

  private static final Shape CALL = known("id", "name", "args", "partialArgs");

  private static final Shape RESPONSE =
      with(
          known("id", "name", "response", "willContinue"),
          "parts",
          Shape.chosen(part -> isRead(part) ? DATA : WHOLE));

  private static final Shape PART =
      with(with(DATA, "functionCall", CALL), "functionResponse", RESPONSE);

  private static final Shape CONTENT =
      with(known("role"), "parts", Shape.chosen(part -> isRead(part) ? PART : WHOLE));

  private static final Shape DECLARATION =
      known("name", "description", "parameters", "parametersJsonSchema");

  private static final Shape FORMAT = with(Shape.of(), "text", known("mimeType", "schema"));

  private static final Shape CONFIG =
      with(
          with(
              Shape.open(),
              "thinkingConfig",
              known("includeThoughts", "thinkingBudget", "thinkingLevel")),
          "responseFormat",
          Shape.chosen(GenerateShape::format));

  /** The whole request; unknown fields of settings and tools are the readers'. */
  static final Shape BODY =
      with(
          with(
              with(
                  with(with(Shape.open(), "systemInstruction", CONTENT), "contents", CONTENT),
                  "tools",
                  with(Shape.open(), "functionDeclarations", DECLARATION)),
              "toolConfig",
              with(Shape.open(), "functionCallingConfig", known("mode", "allowedFunctionNames"))),
          "generationConfig",
          CONFIG);

  private GenerateShape() {}

  private static Shape known(String... names) {
    Shape shape = Shape.of();
    for (String name : names) {
      shape = with(shape, name, WHOLE);
    }
    return shape;
  }

  private static Shape with(Shape shape, String name, Shape value) {
    Name spelled = Name.of(name);
    return shape.with(spelled.camel(), value).with(spelled.snake(), value);
  }

  /** A clip of a video is kept whole. */
  private static boolean isRead(ObjectNode part) {
    boolean isText = has(part, READ.getFirst());
    boolean isClip = !part.path(CLIP.camel()).isEmpty() || !part.path(CLIP.snake()).isEmpty();
    return isText || (!isClip && READ.stream().anyMatch(name -> has(part, name)));
  }

  /** Anything but a form of text is kept whole. */
  private static Shape format(ObjectNode format) {
    return format.size() == 1 && format.path("text").isObject() ? FORMAT : WHOLE;
  }

  private static boolean has(ObjectNode part, Name name) {
    return Shape.says(part, name.camel()) || Shape.says(part, name.snake());
  }
}
