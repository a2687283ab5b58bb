package dev.switchboard.wire.openai.media;

import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.EmbeddingRequest;
import dev.switchboard.ir.EmbeddingRequest.Purpose;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.Note;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import dev.switchboard.wire.openai.OpenAiFlag;
import dev.switchboard.wire.openai.OpenAiFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Bodies of {@code POST /embeddings}, read and written.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/embeddings/create">source</a>
 */
public final class EmbeddingRequests {
  /** The most inputs that one request may have. */
  public static final int MAX_INPUTS = 2_048;

  private static final int MAX_DIMENSIONS = 65_536;

  private static final Set<String> KNOWN =
      Set.of("model", "input", "dimensions", "encoding_format", "user");

  /** The words of vendors that have purposes; OpenAI itself has none. */
  private static final Map<String, Purpose> PURPOSES =
      Map.of(
          "document", Purpose.DOCUMENT,
          "search_document", Purpose.DOCUMENT,
          "passage", Purpose.DOCUMENT,
          "query", Purpose.QUERY,
          "search_query", Purpose.QUERY,
          "classification", Purpose.CLASSIFICATION,
          "clustering", Purpose.CLUSTERING);

  private EmbeddingRequests() {}

  /**
   * A request as a caller sent it.
   *
   * @param base64 whether the vectors are wanted as base64 of little-endian floats
   */
  public record Asked(EmbeddingRequest request, boolean base64) {}

  /**
   * Reads a caller's body.
   *
   * @throws InvalidFieldException naming what is wrong
   */
  public static Asked read(byte[] body) {
    Fields fields = Fields.of(Json.parse(body));
    boolean base64 =
        fields
            .optionalChoice("encoding_format", Map.of("float", false, "base64", true))
            .orElse(false);
    OptionalLong dimensions = fields.optionalInteger("dimensions", 1, MAX_DIMENSIONS);
    EmbeddingRequest request =
        new EmbeddingRequest(
            fields.text("model"),
            inputs(fields),
            dimensions.isPresent() ? (int) dimensions.getAsLong() : null,
            purpose(fields),
            fields.optionalText("user").orElse(null),
            Extras.of(fields, KNOWN));
    return new Asked(request, base64);
  }

  private static @Nullable Purpose purpose(Fields fields) {
    return fields
        .optional("input_type")
        .filter(value -> value.node().isString())
        .map(value -> PURPOSES.get(value.text()))
        .orElse(null);
  }

  private static List<EmbeddingRequest.Input> inputs(Fields fields) {
    Located input =
        fields.optional("input").orElseThrow(() -> fields.invalid("input", "a text or an array"));
    if (input.node().isString()) {
      return List.of(text(input));
    }
    List<Located> items = input.items();
    if (items.isEmpty() || items.size() > MAX_INPUTS) {
      throw new InvalidFieldException(
          input.pointer(), items.size() + " elements", "1 to " + MAX_INPUTS + " inputs");
    }
    if (items.getFirst().node().isNumber()) {
      return List.of(tokens(items));
    }
    List<EmbeddingRequest.Input> inputs = new ArrayList<>(items.size());
    for (Located item : items) {
      inputs.add(item.node().isArray() ? tokens(item.items()) : text(item));
    }
    return inputs;
  }

  private static EmbeddingRequest.Text text(Located value) {
    String text = value.text();
    if (text.isEmpty()) {
      throw new InvalidFieldException(value.pointer(), "an empty text", "a text");
    }
    return new EmbeddingRequest.Text(text);
  }

  private static EmbeddingRequest.Tokens tokens(List<Located> items) {
    List<Integer> ids = new ArrayList<>(items.size());
    for (Located item : items) {
      ids.add((int) item.integer(0, Integer.MAX_VALUE));
    }
    return new EmbeddingRequest.Tokens(ids);
  }

  /** What a vendor is not told: OpenAI's vectors are for every purpose. */
  static List<Note> notes(EmbeddingRequest request) {
    boolean said = request.extensions().stream().anyMatch(e -> e.name().equals("input_type"));
    List<Note> notes = new ArrayList<>();
    if (request.purpose() != null && !said) {
      notes.add(
          new Note(Note.Kind.OMITTED, "taskType", "the provider's vectors are for all tasks"));
    }
    for (Extension extension : request.extensions()) {
      if (extension.dialect() != Dialect.OPENAI_MEDIA) {
        notes.add(new Note(Note.Kind.OMITTED, extension.name(), "the provider has no such field"));
      }
    }
    return notes;
  }

  /**
   * Writes a body for a vendor.
   *
   * @throws FailureException for a purpose or dimensions that the vendor cannot be told
   */
  static byte[] write(EmbeddingRequest request, String upstreamModel, OpenAiFlags flags) {
    ObjectNode body = Json.object();
    body.put("model", upstreamModel);
    ArrayNode inputs = body.putArray("input");
    for (EmbeddingRequest.Input input : request.inputs()) {
      switch (input) {
        case EmbeddingRequest.Text text -> inputs.add(text.text());
        case EmbeddingRequest.Tokens tokens -> {
          ArrayNode ids = inputs.addArray();
          tokens.ids().forEach(ids::add);
        }
      }
    }
    if (request.dimensions() != null) {
      body.put(
          flags.has(OpenAiFlag.OUTPUT_DIMENSION) ? "output_dimension" : "dimensions",
          request.dimensions());
    }
    if (flags.has(OpenAiFlag.BASE64_EMBEDDINGS)) {
      body.put("encoding_format", "base64");
    }
    if (request.endUser() != null && !flags.has(OpenAiFlag.NO_USER)) {
      body.put("user", request.endUser());
    }
    Extras.write(request.extensions(), body);
    return Json.write(body);
  }
}
