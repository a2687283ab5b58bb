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
 * Vectors through {@code batchEmbedContents}.
 *
 * @see <a href="https://ai.google.dev/api/embeddings">source</a>
 */
final class GeminiEmbeddings {
  /** The most texts in one request. */
  private static final int BATCH = 100;

  private final WorkAnswers answers;

  GeminiEmbeddings(String provider) {
    this.answers = new WorkAnswers(provider);
  }

  List<WorkCall> encode(EmbeddingRequest request, String upstreamModel) {
    String resource = GeminiPaths.resource(upstreamModel);
    List<Note> notes = new ArrayList<>();
    if (request.endUser() != null) {
      notes.add(new Note(Note.Kind.OMITTED, "user", "the provider has no such field"));
    }
    WorkAnswers.addForeign(request, Set.of("input_type"), notes);
    List<WorkCall> calls = new ArrayList<>();
    for (int from = 0; from < request.inputs().size(); from += BATCH) {
      ObjectNode body = Json.object();
      ArrayNode requests = body.putArray("requests");
      for (EmbeddingRequest.Input input : batch(request, calls.size())) {
        requests.add(one(request, input, resource.substring(1)));
      }
      calls.add(
          new WorkCall(
              resource + ":batchEmbedContents",
              new WorkPayload.Whole(new Blob("application/json", Json.write(body))),
              WorkCall.Framing.WHOLE,
              notes));
    }
    return calls;
  }

  private static List<EmbeddingRequest.Input> batch(EmbeddingRequest request, int part) {
    int from = part * BATCH;
    return request.inputs().subList(from, Math.min(from + BATCH, request.inputs().size()));
  }

  private ObjectNode one(EmbeddingRequest request, EmbeddingRequest.Input input, String resource) {
    if (!(input instanceof EmbeddingRequest.Text(String text))) {
      throw answers.unsupported("input", "tokens of another model", "texts");
    }
    ObjectNode node = Json.object();
    node.put("model", resource);
    node.putObject("content").putArray("parts").addObject().put("text", text);
    if (request.purpose() != null) {
      node.put("taskType", taskType(request.purpose()));
    }
    if (request.dimensions() != null) {
      node.put("outputDimensionality", request.dimensions());
    }
    return node;
  }

  static String taskType(EmbeddingRequest.Purpose purpose) {
    return switch (purpose) {
      case DOCUMENT -> "RETRIEVAL_DOCUMENT";
      case QUERY -> "RETRIEVAL_QUERY";
      case SIMILARITY -> "SEMANTIC_SIMILARITY";
      case CLASSIFICATION -> "CLASSIFICATION";
      case CLUSTERING -> "CLUSTERING";
      case QUESTION -> "QUESTION_ANSWERING";
      case FACT -> "FACT_VERIFICATION";
      case CODE -> "CODE_RETRIEVAL_QUERY";
    };
  }

  EmbeddingResponse decode(EmbeddingRequest request, int part, byte[] body) {
    JsonNode answer = answers.object(body);
    int wanted = batch(request, part).size();
    JsonNode embeddings = answer.path("embeddings");
    if (embeddings.size() != wanted) {
      throw answers.unreadable(embeddings.size() + " embeddings (expected: " + wanted + ")");
    }
    List<Vector> vectors = new ArrayList<>(wanted);
    for (JsonNode embedding : embeddings) {
      vectors.add(answers.vector(embedding.path("values")));
    }
    JsonNode tokens = answer.path("usageMetadata").path("promptTokenCount");
    return new EmbeddingResponse(
        "",
        vectors,
        tokens.isIntegralNumber() ? Usage.of(Math.max(0, tokens.asLong()), 0) : Usage.UNKNOWN);
  }
}
