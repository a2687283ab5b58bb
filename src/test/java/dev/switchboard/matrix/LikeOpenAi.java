package dev.switchboard.matrix;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Sampling;
import dev.switchboard.json.Json;
import dev.switchboard.wire.openai.OpenAiChatServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A request of a dialect that is OpenAI's in other words, put into OpenAI's and read so. */
final class LikeOpenAi {
  private final ObjectNode body;

  LikeOpenAi(ObjectNode body) {
    this.body = body.deepCopy();
  }

  void rename(String from, String to) {
    JsonNode value = body.remove(from);
    if (value != null) {
      body.set(to, value);
    }
  }

  void set(String name, JsonNode value) {
    body.set(name, value);
  }

  void schema(JsonNode schema) {
    ObjectNode format = body.putObject("response_format").put("type", "json_schema");
    format.putObject("json_schema").put("name", "answer").put("strict", true).set("schema", schema);
  }

  /**
   * The request.
   *
   * @param others what has no word in OpenAI's dialect and is read apart
   */
  ChatRequest request(String... others) {
    for (String name : others) {
      body.remove(name);
    }
    return new OpenAiChatServer().decodeRequest(Json.write(body)).chat();
  }

  static Sampling withTopK(Sampling plain, int topK) {
    return new Sampling(
        plain.temperature(),
        plain.topP(),
        topK,
        plain.maxOutputTokens(),
        plain.stop(),
        plain.seed(),
        plain.presencePenalty(),
        plain.frequencyPenalty(),
        plain.choices(),
        plain.topLogprobs());
  }
}
