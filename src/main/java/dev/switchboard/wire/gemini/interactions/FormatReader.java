package dev.switchboard.wire.gemini.interactions;

import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;

/**
 * Reads the form in which the answer is wanted: {@code response_format}, and its older spellings
 * {@code response_mime_type} and {@code response_modalities}.
 *
 * <p>Anything but text is asked for in the words of {@code generateContent}, which providers whose
 * models cannot refuse.
 */
final class FormatReader {
  private static final Set<String> MEDIA = Set.of("image", "audio", "video");
  private static final String JSON = "application/json";

  private final Fields body;
  private final List<Extension> extensions;
  private final Set<String> modalities = new LinkedHashSet<>();

  FormatReader(Fields body, List<Extension> extensions) {
    this.body = body;
    this.extensions = extensions;
  }

  /**
   * What the text is to be; asked once.
   *
   * @throws FailureException with {@link Failure.Unsupported} for a form that cannot be asked for
   */
  OutputFormat output() {
    OutputFormat output = mimeType(body, "response_mime_type", new OutputFormat.Text());
    body.optionalTexts("response_modalities").forEach(m -> modalities.add(RequestReader.upper(m)));
    Optional<Located> format = body.optional("response_format");
    if (format.isPresent()) {
      List<Fields> formats =
          format.get().node().isArray() ? format.get().objects() : List.of(format.get().fields());
      for (Fields one : formats) {
        output = read(one, output);
      }
    }
    if (!modalities.isEmpty() && !modalities.equals(Set.of("TEXT"))) {
      ArrayNode wanted = Json.array();
      modalities.forEach(wanted::add);
      RequestReader.extend(extensions, "generationConfig.responseModalities", Json.text(wanted));
    }
    return output;
  }

  private OutputFormat read(Fields format, OutputFormat before) {
    String type = format.optional("type").map(t -> t.node().asString("")).orElse("");
    if (type.equals("text")) {
      modalities.add("TEXT");
      Optional<Fields> schema = format.optionalObject("schema");
      return schema.isPresent() ? schema(schema.get()) : mimeType(format, "mime_type", before);
    }
    if (!MEDIA.contains(type)) {
      // Older clients give the schema itself.
      return schema(format);
    }
    modalities.add(RequestReader.upper(type));
    if (type.equals("image")) {
      ConfigReader.image(format, extensions);
    }
    for (String field :
        List.of("mime_type", "delivery", "sample_rate", "bit_rate", "duration", "gcs_uri")) {
      boolean inline =
          field.equals("delivery") && format.optionalText(field).orElse("").equals("inline");
      if (format.optional(field).isPresent() && !inline) {
        throw new FailureException(
            new Failure.Unsupported(
                "response_format." + field,
                format.pointer() + "/" + field + ": not offered (expected: the model's own)"));
      }
    }
    return before;
  }

  private static OutputFormat schema(Fields schema) {
    return new OutputFormat.JsonSchema("response", Json.text(schema.node()), null, null);
  }

  private static OutputFormat mimeType(Fields fields, String name, OutputFormat otherwise) {
    String mimeType = fields.optionalText(name).orElse("");
    return switch (mimeType) {
      case "" -> otherwise;
      case "text/plain" -> new OutputFormat.Text();
      case JSON -> new OutputFormat.JsonObject();
      default -> throw fields.invalid(name, "text/plain or application/json");
    };
  }
}
