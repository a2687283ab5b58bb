package dev.switchboard.wire.openai.media;

import dev.switchboard.ir.EmbeddingRequest;
import dev.switchboard.ir.EmbeddingResponse;
import dev.switchboard.ir.Usage;
import dev.switchboard.ir.Vector;
import dev.switchboard.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** Answers of {@code POST /embeddings}, read and written. */
public final class EmbeddingAnswers {
  private EmbeddingAnswers() {}

  /**
   * Reads a vendor's answer; vectors come out in the order asked, whatever order they came in.
   *
   * @throws dev.switchboard.ir.FailureException if it is not one vector for each input
   */
  static EmbeddingResponse read(byte[] body, EmbeddingRequest request, Unreadable unreadable) {
    JsonNode answer = unreadable.json(body);
    JsonNode data = answer.path("data");
    int wanted = request.inputs().size();
    if (!data.isArray() || data.size() != wanted) {
      throw unreadable.because(
          (data.isArray() ? data.size() : "no") + " embeddings (expected: " + wanted + ")");
    }
    @Nullable Vector[] vectors = new Vector[wanted];
    for (int i = 0; i < wanted; i++) {
      JsonNode item = data.get(i);
      int index = item.path("index").isIntegralNumber() ? item.path("index").asInt(i) : i;
      if (index < 0 || index >= wanted || vectors[index] != null) {
        throw unreadable.because("an embedding's index is " + index + " of " + wanted);
      }
      vectors[index] = vector(item.path("embedding"), unreadable);
    }
    return new EmbeddingResponse(
        answer.path("model").asString(""),
        Arrays.stream(vectors).map(java.util.Objects::requireNonNull).toList(),
        usage(answer.path("usage")));
  }

  /**
   * Whether a vendor's answer has its vectors in the form that is wanted, and in the order in which
   * they were asked for: clients take them as they come.
   */
  public static boolean isAsWanted(byte[] body, boolean base64) {
    JsonNode data = Json.parseReply(body).path("data");
    for (int i = 0; i < data.size(); i++) {
      JsonNode vector = data.get(i).path("embedding");
      if ((base64 ? !vector.isString() : !vector.isArray())
          || data.get(i).path("index").asInt(i) != i) {
        return false;
      }
    }
    return !data.isEmpty();
  }

  private static Vector vector(JsonNode embedding, Unreadable unreadable) {
    if (embedding.isString()) {
      return decoded(embedding.stringValue(), unreadable);
    }
    if (!embedding.isArray() || embedding.isEmpty()) {
      throw unreadable.because("an embedding is no array of numbers");
    }
    float[] values = new float[embedding.size()];
    for (int i = 0; i < values.length; i++) {
      if (!embedding.get(i).isNumber()) {
        throw unreadable.because("an embedding holds something that is no number");
      }
      values[i] = (float) embedding.get(i).doubleValue();
    }
    return new Vector(values);
  }

  private static Vector decoded(String base64, Unreadable unreadable) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException _) {
      throw unreadable.because("an embedding is not base64");
    }
    if (bytes.length == 0 || bytes.length % Float.BYTES != 0) {
      throw unreadable.because("an embedding of " + bytes.length + " bytes");
    }
    FloatBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] values = new float[floats.remaining()];
    floats.get(values);
    return new Vector(values);
  }

  private static Usage usage(JsonNode usage) {
    JsonNode tokens =
        usage.path("prompt_tokens").isNumber()
            ? usage.path("prompt_tokens")
            : usage.path("total_tokens");
    return tokens.isIntegralNumber() && tokens.asLong(-1) >= 0
        ? Usage.of(tokens.asLong(), 0)
        : Usage.UNKNOWN;
  }

  /**
   * Writes an answer for a caller.
   *
   * @param model to report when the provider did not say
   * @param base64 whether vectors are written as base64 of little-endian floats
   */
  public static byte[] write(EmbeddingResponse response, String model, boolean base64) {
    List<Vector> vectors = response.vectors();
    int size = vectors.isEmpty() ? 0 : vectors.getFirst().dimensions();
    ByteArrayOutputStream out =
        new ByteArrayOutputStream(256 + vectors.size() * (64 + size * (base64 ? 6 : 13)));
    try (JsonGenerator json = Json.generator(out)) {
      json.writeStartObject();
      json.writeStringProperty("object", "list");
      json.writeArrayPropertyStart("data");
      for (int i = 0; i < vectors.size(); i++) {
        json.writeStartObject();
        json.writeStringProperty("object", "embedding");
        json.writeNumberProperty("index", i);
        json.writeName("embedding");
        write(vectors.get(i), base64, json);
        json.writeEndObject();
      }
      json.writeEndArray();
      String reported = response.reportedModel();
      json.writeStringProperty("model", reported.isEmpty() ? model : reported);
      json.writeObjectPropertyStart("usage");
      json.writeNumberProperty("prompt_tokens", response.usage().inputTotal());
      json.writeNumberProperty("total_tokens", response.usage().inputTotal());
      json.writeEndObject();
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private static void write(Vector vector, boolean base64, JsonGenerator json) {
    if (base64) {
      ByteBuffer bytes =
          ByteBuffer.allocate(vector.dimensions() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < vector.dimensions(); i++) {
        bytes.putFloat(vector.get(i));
      }
      json.writeString(Base64.getEncoder().encodeToString(bytes.array()));
      return;
    }
    json.writeStartArray();
    for (int i = 0; i < vector.dimensions(); i++) {
      json.writeNumber(vector.get(i));
    }
    json.writeEndArray();
  }
}
