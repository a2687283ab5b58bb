package dev.switchboard.wire.gemini;

import dev.switchboard.ir.Blob;
import dev.switchboard.ir.EmbeddingRequest;
import dev.switchboard.ir.EmbeddingResponse;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.Usage;
import dev.switchboard.ir.Vector;
import dev.switchboard.json.Json;
import dev.switchboard.wire.WorkCall;
import dev.switchboard.wire.WorkPayload;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Vectors at Vertex AI, through {@code predict}.
 *
 * @see <a
 *     href="https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api">
 *     source</a>
 */
final class VertexEmbeddings {
  /** Well below the 250 texts that a request may hold: it may hold 20,000 tokens too. */
  private static final int BATCH = 50;

  private final WorkAnswers answers;

  VertexEmbeddings(String provider) {
    this.answers = new WorkAnswers(provider);
  }

  List<WorkCall> encode(EmbeddingRequest request, String upstreamModel) {
    List<Note> notes = new ArrayList<>();
    if (request.endUser() != null) {
      notes.add(new Note(Note.Kind.OMITTED, "user", "the provider has no such field"));
    }
    WorkAnswers.addForeign(request, Set.of("input_type"), notes);
    int size = size(upstreamModel);
    List<WorkCall> calls = new ArrayList<>();
    for (int from = 0; from < request.inputs().size(); from += size) {
      int to = Math.min(from + size, request.inputs().size());
      ObjectNode body = Json.object();
      ArrayNode instances = body.putArray("instances");
      request.inputs().subList(from, to).forEach(input -> instances.add(one(request, input)));
      // Its default is to cut long texts in silence.
      ObjectNode parameters = body.putObject("parameters").put("autoTruncate", false);
      if (request.dimensions() != null) {
        parameters.put("outputDimensionality", request.dimensions());
      }
      calls.add(
          new WorkCall(
              GeminiPaths.resource(upstreamModel) + ":predict",
              new WorkPayload.Whole(new Blob("application/json", Json.write(body))),
              WorkCall.Framing.WHOLE,
              notes));
    }
    return calls;
  }

  /** Gemini's own embedding models take one text at a time here. */
  private static int size(String upstreamModel) {
    return upstreamModel.contains("gemini-embedding") ? 1 : BATCH;
  }

  private ObjectNode one(EmbeddingRequest request, EmbeddingRequest.Input input) {
    if (!(input instanceof EmbeddingRequest.Text(String text))) {
      throw answers.unsupported("input", "tokens of another model", "texts");
    }
    ObjectNode instance = Json.object().put("content", text);
    if (request.purpose() != null) {
      instance.put("task_type", GeminiEmbeddings.taskType(request.purpose()));
    }
    return instance;
  }

  EmbeddingResponse decode(byte[] body) {
    JsonNode predictions = answers.object(body).path("predictions");
    List<Vector> vectors = new ArrayList<>(predictions.size());
    long tokens = 0;
    boolean counted = !predictions.isEmpty();
    for (JsonNode prediction : predictions) {
      JsonNode embedding = prediction.path("embeddings");
      vectors.add(answers.vector(embedding.path("values")));
      JsonNode count = embedding.path("statistics").path("token_count");
      counted &= count.isNumber();
      tokens += Math.max(0, count.asLong(0));
    }
    if (vectors.isEmpty()) {
      throw answers.unreadable("no embeddings");
    }
    return new EmbeddingResponse("", vectors, counted ? Usage.of(tokens, 0) : Usage.UNKNOWN);
  }
}
