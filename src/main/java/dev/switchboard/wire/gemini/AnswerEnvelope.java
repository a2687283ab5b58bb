package dev.switchboard.wire.gemini;

import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.Json;
import dev.switchboard.wire.AnswerHead;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code GenerateContentResponse}s of one candidate around their parts.
 *
 * @param id the same in all responses of a stream
 * @param model the model to report
 */
record AnswerEnvelope(String id, String model) {

  /**
   * @param id the provider's id of the answer; may be empty
   * @param reportedModel may be empty
   */
  static AnswerEnvelope of(AnswerHead head, String id, String reportedModel) {
    return new AnswerEnvelope(
        id.isEmpty() ? head.id() : id, reportedModel.isEmpty() ? head.model() : reportedModel);
  }

  /**
   * A response.
   *
   * @param candidate what stands beside the parts; changed
   */
  ObjectNode write(List<ObjectNode> parts, ObjectNode candidate) {
    ObjectNode written = Json.object();
    ObjectNode content = written.putObject("content");
    ArrayNode all = content.putArray("parts");
    parts.forEach(all::add);
    content.put("role", "model");
    written.setAll(candidate);
    written.put("index", 0);
    ObjectNode response = Json.object();
    response.putArray("candidates").add(written);
    response.put("modelVersion", model).put("responseId", id);
    return response;
  }

  /**
   * The last or only response.
   *
   * <p>A content without parts, SDKs take for an invalid turn and leave out of their history; so
   * that there is always one.
   */
  ObjectNode writeLast(
      List<ObjectNode> parts, ObjectNode candidate, StopReason reason, Usage usage) {
    candidate.put("finishReason", FinishReasons.write(reason));
    ObjectNode response = write(parts.isEmpty() ? List.of(AnswerParts.text("")) : parts, candidate);
    response.set("usageMetadata", UsageWriter.write(usage));
    return response;
  }
}
