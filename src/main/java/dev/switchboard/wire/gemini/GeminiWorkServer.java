package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.EmbeddingRequest;
import dev.switchboard.ir.EmbeddingRequest.Purpose;
import dev.switchboard.ir.EmbeddingResponse;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.ImageRequest.Look;
import dev.switchboard.ir.ImageResponse;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Usage;
import dev.switchboard.ir.Vector;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.Json;
import dev.switchboard.json.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code embedContent}, {@code batchEmbedContents} and Imagen's {@code predict} as callers speak
 * them to us.
 *
 * @see <a href="https://ai.google.dev/api/embeddings">embeddings</a>
 */
public final class GeminiWorkServer {
  private static final int MAX_INPUTS = 2_048;
  private static final int MAX_DIMENSIONS = 65_536;
  private static final int MAX_COUNT = 8;

  private static final Name MODEL = Name.of("model");
  private static final Name REQUESTS = Name.of("requests");
  private static final Name CONTENT = Name.of("content");
  private static final Name PARTS = Name.of("parts");
  private static final Name TEXT = Name.of("text");
  private static final Name CONFIG = Name.of("embedContentConfig");
  private static final Name TASK_TYPE = Name.of("taskType");
  private static final Name DIMENSIONS = Name.of("outputDimensionality");
  private static final Set<Name> KNOWN = Set.of(MODEL, CONTENT, CONFIG, TASK_TYPE, DIMENSIONS);

  private static final Map<String, Optional<Purpose>> TASKS =
      Map.of(
          "TASK_TYPE_UNSPECIFIED", Optional.empty(),
          "RETRIEVAL_QUERY", Optional.of(Purpose.QUERY),
          "RETRIEVAL_DOCUMENT", Optional.of(Purpose.DOCUMENT),
          "SEMANTIC_SIMILARITY", Optional.of(Purpose.SIMILARITY),
          "CLASSIFICATION", Optional.of(Purpose.CLASSIFICATION),
          "CLUSTERING", Optional.of(Purpose.CLUSTERING),
          "QUESTION_ANSWERING", Optional.of(Purpose.QUESTION),
          "FACT_VERIFICATION", Optional.of(Purpose.FACT),
          "CODE_RETRIEVAL_QUERY", Optional.of(Purpose.CODE));

  /** Sizes of Imagen's shapes; what it draws is of another size but of this shape. */
  private static final Map<String, ImageRequest.Size> SHAPES =
      Map.of(
          "1:1", new ImageRequest.Size(1_024, 1_024),
          "3:4", new ImageRequest.Size(768, 1_024),
          "4:3", new ImageRequest.Size(1_024, 768),
          "9:16", new ImageRequest.Size(720, 1_280),
          "16:9", new ImageRequest.Size(1_280, 720));

  private GeminiWorkServer() {}

  /** Reads the body of {@code :embedContent}. */
  public static EmbeddingRequest embedding(byte[] body, String model) {
    return request(List.of(new GeminiObject(Fields.of(Json.parse(body)))), model);
  }

  /**
   * Reads the body of {@code :batchEmbedContents}.
   *
   * @throws InvalidFieldException naming what is wrong, also when one of the requests wants another
   *     kind of vectors than the first
   */
  public static EmbeddingRequest embeddings(byte[] body, String model) {
    List<GeminiObject> requests = new GeminiObject(Fields.of(Json.parse(body))).objects(REQUESTS);
    if (requests.isEmpty() || requests.size() > MAX_INPUTS) {
      throw new InvalidFieldException(
          "/requests", requests.size() + " requests", "1 to " + MAX_INPUTS + " requests");
    }
    return request(requests, model);
  }

  private static EmbeddingRequest request(List<GeminiObject> requests, String model) {
    List<EmbeddingRequest.Input> inputs = new ArrayList<>(requests.size());
    List<Extension> extensions = new ArrayList<>();
    Wanted first = Wanted.of(requests.getFirst());
    for (GeminiObject request : requests) {
      if (!Wanted.of(request).equals(first)) {
        throw new InvalidFieldException(
            request.fields().pointer(), "another task or size than the first's", "the same");
      }
      inputs.add(text(request));
    }
    requests
        .getFirst()
        .others(KNOWN)
        .forEach((name, value) ->
            extensions.add(new Extension(Dialect.GEMINI_GENERATE, name, Json.text(value.node()))));
    return new EmbeddingRequest(
        model, inputs, first.dimensions(), first.purpose(), null, extensions);
  }

  /** All parts of a content make one vector. */
  private static EmbeddingRequest.Text text(GeminiObject request) {
    GeminiObject content =
        request
            .object(CONTENT)
            .orElseThrow(() -> request.fields().invalid("content", "a content with parts"));
    List<String> texts = new ArrayList<>();
    for (GeminiObject part : content.objects(PARTS)) {
      texts.add(
          part.get(TEXT)
              .map(Located::text)
              .orElseThrow(() ->
                  part.fields().invalid("text", "a text; no other part can be embedded here")));
    }
    String text = String.join("\n", texts);
    if (text.isEmpty()) {
      throw content.fields().invalid("parts", "at least one part with a text");
    }
    return new EmbeddingRequest.Text(text);
  }

  /** What kind of vector is wanted. */
  private record Wanted(@Nullable Purpose purpose, @Nullable Integer dimensions) {
    static Wanted of(GeminiObject request) {
      GeminiObject config = request.object(CONFIG).orElse(GeminiObject.empty());
      Optional<Purpose> purpose =
          config
              .choice(TASK_TYPE, TASKS)
              .or(() -> request.choice(TASK_TYPE, TASKS))
              .flatMap(t -> t);
      OptionalLong said = config.integer(DIMENSIONS, 1, MAX_DIMENSIONS);
      OptionalLong dimensions =
          said.isPresent() ? said : request.integer(DIMENSIONS, 1, MAX_DIMENSIONS);
      return new Wanted(
          purpose.orElse(null), dimensions.isPresent() ? (int) dimensions.getAsLong() : null);
    }
  }

  /** Writes the answer of {@code :embedContent}. */
  public static byte[] embedding(EmbeddingResponse response) {
    ObjectNode body = Json.object();
    body.set("embedding", values(response.vectors().getFirst()));
    addUsage(response.usage(), body);
    return Json.write(body);
  }

  /** Writes the answer of {@code :batchEmbedContents}. */
  public static byte[] embeddings(EmbeddingResponse response) {
    ObjectNode body = Json.object();
    ArrayNode embeddings = body.putArray("embeddings");
    response.vectors().forEach(vector -> embeddings.add(values(vector)));
    addUsage(response.usage(), body);
    return Json.write(body);
  }

  private static ObjectNode values(Vector vector) {
    ObjectNode node = Json.object();
    ArrayNode values = node.putArray("values");
    for (int i = 0; i < vector.dimensions(); i++) {
      values.add(vector.get(i));
    }
    return node;
  }

  private static void addUsage(Usage usage, ObjectNode body) {
    if (usage.source() != Usage.Source.UNKNOWN) {
      body.putObject("usageMetadata").put("promptTokenCount", usage.inputTotal());
    }
  }

  /** Reads the body of {@code :predict} for a picture. */
  public static ImageRequest picture(byte[] body, String model) {
    Fields fields = Fields.of(Json.parse(body));
    List<Fields> instances = fields.objects("instances");
    if (instances.size() != 1) {
      throw fields.invalid("instances", "one instance with a prompt");
    }
    Fields parameters =
        fields.optionalObject("parameters").orElseGet(() -> Fields.of(Json.object()));
    OptionalLong count = parameters.optionalInteger("sampleCount", 1, MAX_COUNT);
    Optional<Fields> output = parameters.optionalObject("outputOptions");
    String format =
        output
            .flatMap(
                o -> o.optionalChoice("mimeType", Map.of("image/png", "png", "image/jpeg", "jpeg")))
            .orElse(null);
    OptionalLong quality =
        output.isPresent()
            ? output.get().optionalInteger("compressionQuality", 0, 100)
            : OptionalLong.empty();
    List<Extension> extensions = new ArrayList<>();
    for (String name : parameters.unknown(Set.of("sampleCount", "aspectRatio", "outputOptions"))) {
      extensions.add(
          new Extension(
              Dialect.GEMINI_GENERATE, name, Json.text(parameters.node().required(name))));
    }
    return new ImageRequest(
        model,
        instances.getFirst().text("prompt"),
        List.of(),
        null,
        count.isPresent() ? (int) count.getAsLong() : 1,
        new Look(
            parameters.optionalChoice("aspectRatio", SHAPES).orElse(null),
            null,
            null,
            format,
            quality.isPresent() ? (int) quality.getAsLong() : null),
        false,
        null,
        null,
        extensions);
  }

  /** Writes the answer of {@code :predict}. */
  public static byte[] pictures(ImageResponse response) {
    ObjectNode body = Json.object();
    ArrayNode predictions = body.putArray("predictions");
    for (ImageResponse.Picture picture : response.images()) {
      ObjectNode prediction = predictions.addObject();
      switch (picture.source()) {
        case MediaSource.Inline inline ->
            prediction
                .put("mimeType", inline.mimeType())
                .put("bytesBase64Encoded", inline.base64());
        case MediaSource.Url url -> prediction.put("gcsUri", url.url());
        case MediaSource.FileId file -> prediction.put("gcsUri", file.id());
      }
      if (picture.revisedPrompt() != null) {
        prediction.put("prompt", picture.revisedPrompt());
      }
    }
    return Json.write(body);
  }
}
