package dev.switchboard.wire.cohere;

import dev.switchboard.ir.Blob;
import dev.switchboard.ir.EmbeddingRequest;
import dev.switchboard.ir.EmbeddingResponse;
import dev.switchboard.ir.Extension;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.ImageRequest;
import dev.switchboard.ir.ModerationRequest;
import dev.switchboard.ir.Note;
import dev.switchboard.ir.SpeechRequest;
import dev.switchboard.ir.TranscriptionRequest;
import dev.switchboard.ir.Usage;
import dev.switchboard.ir.Vector;
import dev.switchboard.ir.WorkRequest;
import dev.switchboard.ir.WorkResponse;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.wire.WorkCall;
import dev.switchboard.wire.WorkClient;
import dev.switchboard.wire.WorkPayload;
import dev.switchboard.wire.WorkStreamDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Cohere's vectors, {@code POST /v2/embed}.
 *
 * @see <a href="https://docs.cohere.com/reference/embed">source</a>
 */
public final class CohereWorkClient implements WorkClient {
  /** The most texts in one request. */
  private static final int BATCH = 96;

  private final String provider;
  private final CohereClient chat;

  /**
   * @param provider the configured provider's name, for failures
   */
  public CohereWorkClient(String provider) {
    this.provider = Objects.requireNonNull(provider);
    this.chat = new CohereClient(provider);
  }

  @Override
  public boolean takesUrls() {
    return false;
  }

  @Override
  public List<WorkCall> encode(WorkRequest request, String upstreamModel, boolean stream) {
    return switch (request) {
      case EmbeddingRequest embedding -> calls(embedding, upstreamModel);
      case ImageRequest _, SpeechRequest _, TranscriptionRequest _, ModerationRequest _ ->
          throw hasNo(request);
    };
  }

  private List<WorkCall> calls(EmbeddingRequest request, String upstreamModel) {
    List<Note> notes = new ArrayList<>();
    if (request.endUser() != null) {
      notes.add(new Note(Note.Kind.OMITTED, "user", "the provider has no such field"));
    }
    for (Extension extension : request.extensions()) {
      if (!extension.name().equals("input_type")) {
        notes.add(new Note(Note.Kind.OMITTED, extension.name(), "the provider has no such field"));
      }
    }
    String type = inputType(request.purpose(), notes);
    List<WorkCall> calls = new ArrayList<>();
    for (int from = 0; from < request.inputs().size(); from += BATCH) {
      ObjectNode body = Json.object();
      body.put("model", upstreamModel);
      body.put("input_type", type);
      body.putArray("embedding_types").add("float");
      // Its default is to cut long texts in silence.
      body.put("truncate", "NONE");
      if (request.dimensions() != null) {
        body.put("output_dimension", request.dimensions());
      }
      ArrayNode texts = body.putArray("texts");
      batch(request, calls.size()).forEach(input -> texts.add(text(input)));
      calls.add(
          new WorkCall(
              "/v2/embed",
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

  private String text(EmbeddingRequest.Input input) {
    return switch (input) {
      case EmbeddingRequest.Text(String text) -> text;
      case EmbeddingRequest.Tokens _ ->
          throw new FailureException(
              new Failure.Unsupported(
                  "input", "input: tokens of another model (expected at " + provider + ": texts)"));
    };
  }

  /** The vendor must be told one, and has four. */
  private static String inputType(EmbeddingRequest.@Nullable Purpose purpose, List<Note> notes) {
    return switch (purpose) {
      case null -> {
        notes.add(
            new Note(
                Note.Kind.APPROXIMATED,
                "input_type",
                "the provider must be told what vectors are for; search_document was"));
        yield "search_document";
      }
      case DOCUMENT -> "search_document";
      case QUERY -> "search_query";
      case CLASSIFICATION -> "classification";
      case CLUSTERING -> "clustering";
      case QUESTION, FACT, CODE -> nearest("search_query", notes);
      case SIMILARITY -> nearest("clustering", notes);
    };
  }

  private static String nearest(String type, List<Note> notes) {
    notes.add(
        new Note(
            Note.Kind.APPROXIMATED,
            "input_type",
            "the provider knows no such purpose; " + type + " comes nearest"));
    return type;
  }

  @Override
  public WorkResponse decode(WorkRequest request, int part, Blob answer) {
    if (!(request instanceof EmbeddingRequest embedding)) {
      throw hasNo(request);
    }
    JsonNode body;
    try {
      body = Json.parseReply(answer.bytes());
    } catch (InvalidJsonException e) {
      throw unreadable("not JSON, " + answer.size() + " bytes, " + e.problem());
    }
    int wanted = batch(embedding, part).size();
    JsonNode embeddings = body.path("embeddings").path("float");
    if (embeddings.size() != wanted) {
      throw unreadable(embeddings.size() + " embeddings (expected: " + wanted + ")");
    }
    List<Vector> vectors = new ArrayList<>(wanted);
    embeddings.forEach(values -> vectors.add(vector(values)));
    JsonNode tokens = body.path("meta").path("billed_units").path("input_tokens");
    return new EmbeddingResponse(
        "",
        vectors,
        tokens.isNumber() ? Usage.of(Math.max(0, tokens.asLong(0)), 0) : Usage.UNKNOWN);
  }

  private Vector vector(JsonNode values) {
    float[] numbers = new float[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!values.get(i).isNumber()) {
        throw unreadable("an embedding holds something that is no number");
      }
      numbers[i] = (float) values.get(i).doubleValue();
    }
    if (numbers.length == 0) {
      throw unreadable("an embedding without numbers");
    }
    return new Vector(numbers);
  }

  @Override
  public WorkStreamDecoder streamDecoder(WorkRequest request) {
    throw unreadable("a stream that was not asked for");
  }

  @Override
  public Failure decodeFailure(
      WorkRequest request, int status, byte[] body, @Nullable Long retryAfterMillis) {
    return chat.decodeFailure(status, body, retryAfterMillis);
  }

  private FailureException unreadable(String what) {
    return new FailureException(
        new Failure.ProviderFailed(
            provider,
            Failure.ProviderFailed.Kind.UNREADABLE,
            200,
            provider + " sent something unreadable: " + what));
  }

  private FailureException hasNo(WorkRequest request) {
    return new FailureException(
        new Failure.Unsupported(
            request.noun(), "provider " + provider + " has no " + request.noun()));
  }
}
