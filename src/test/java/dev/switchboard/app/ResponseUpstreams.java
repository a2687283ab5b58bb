package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers as providers of every dialect give them, for callers of the Responses API. */
final class ResponseUpstreams {
  static final String TOOLS =
      "[{\"type\":\"function\",\"name\":\"weather\",\"parameters\":{\"type\":\"object\"}}]";

  /** The fields of a response that say nothing of its content. */
  private static final String WHOLE =
      """
      {"background":false,"completed_at":null,"error":null,"frequency_penalty":0,"incomplete_details":null,
       "instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,
       "presence_penalty":0,"previous_response_id":null,"prompt_cache_key":null,"reasoning":{"effort":null},
       "safety_identifier":null,"service_tier":"default","store":true,"temperature":1,"text":{"format":{"type":"text"}},
       "tool_choice":"auto","tools":[],"top_logprobs":0,"top_p":1,"truncation":"disabled"}
      """;

  private ResponseUpstreams() {}

  /** One provider of each dialect, all at that address, without repetitions. */
  static String config(FakeUpstream upstream) {
    StringBuilder yaml = new StringBuilder("providers:\n");
    provider(yaml, "plain", "vllm", upstream.uri("/v1").toString());
    provider(yaml, "mock", "openai", upstream.uri("/v1").toString());
    provider(yaml, "claude", "anthropic", upstream.uri("").toString());
    provider(yaml, "gemini", "gcp", upstream.uri("/v1beta").toString());
    return yaml.toString();
  }

  private static void provider(StringBuilder yaml, String name, String kind, String url) {
    yaml.append("  ")
        .append(name)
        .append(": {kind: ")
        .append(kind)
        .append(", base_url: \"")
        .append(url)
        .append("\", api_key: \"test-credential-1234\", retries: 0,\n")
        .append(kind.equals("openai") ? "    responses: true,\n" : "")
        .append("    timeouts: {connect: 1s, first_event: 2s, between_events: 2s, total: 9s}}\n");
  }

  /** A whole answer of the model's provider, 11 tokens in and 7 out. */
  static Script whole(String model, String text) {
    return Script.json(
        200,
        switch (model.substring(0, model.indexOf('/'))) {
          case "plain" -> chatBody(text);
          case "mock" -> responseBody(text);
          case "claude" -> claudeBody("{\"type\":\"text\",\"text\":" + Json.quote(text) + "}");
          default ->
              "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":"
                  + Json.quote(text)
                  + "}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":11,"
                  + "\"candidatesTokenCount\":7,\"totalTokenCount\":18}}";
        });
  }

  private static String chatBody(String text) {
    return "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,"
        + "\"message\":{\"role\":\"assistant\",\"content\":"
        + Json.quote(text)
        + "},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7,"
        + "\"total_tokens\":18}}";
  }

  /** A chat completion that calls a tool. */
  static Script chatCall(String name, String arguments) {
    ObjectNode body = (ObjectNode) Json.parse(chatBody(""));
    ObjectNode choice = (ObjectNode) body.at("/choices/0");
    choice.put("finish_reason", "tool_calls");
    ObjectNode message = choice.putObject("message").put("role", "assistant").putNull("content");
    ObjectNode call = message.putArray("tool_calls").addObject();
    call.put("id", "call_1").put("type", "function");
    call.putObject("function").put("name", name).put("arguments", arguments);
    return Script.json(200, Json.text(body));
  }

  private static String claudeBody(String blocks) {
    return "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"c\",\"content\":["
        + blocks
        + "],\"stop_reason\":\""
        + (blocks.contains("tool_use") ? "tool_use" : "end_turn")
        + "\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":11,\"output_tokens\":7}}";
  }

  /** A thought, signed, and a call. */
  static Script claudeToolCall() {
    return Script.json(
        200,
        claudeBody(
            "{\"type\":\"thinking\",\"thinking\":\"Hm.\",\"signature\":\"sig==\"},{\"type\":\"tool_use\","
                + "\"id\":\"toolu_1\",\"name\":\"weather\",\"input\":{}}"));
  }

  /** A whole response. */
  static String responseBody(String text) {
    return Json.text(response("completed", text));
  }

  private static ObjectNode response(String status, String text) {
    ObjectNode response = Json.object().put("id", "resp_up").put("object", "response");
    response.put("created_at", 1_790_000_000).put("status", status).put("model", "gpt-5");
    response.setAll((ObjectNode) Json.parse(WHOLE));
    response.putArray("output");
    response.putNull("usage");
    if (!text.isEmpty()) {
      ObjectNode item = response.withArray("output").addObject().put("id", "msg_up");
      item.put("type", "message").put("status", "completed").put("role", "assistant");
      ObjectNode part = item.putArray("content").addObject().put("type", "output_text");
      part.put("text", text).putArray("annotations");
      response.set(
          "usage",
          Json.parse(
              "{\"input_tokens\":11,\"input_tokens_details\":{\"cached_tokens\":0,"
                  + "\"cache_write_tokens\":0},\"output_tokens\":7,\"output_tokens_details\":"
                  + "{\"reasoning_tokens\":0},\"total_tokens\":18}"));
    }
    return response;
  }

  /** A streamed answer of the model's provider. */
  static Script streamed(String model, String... deltas) {
    return switch (model.substring(0, model.indexOf('/'))) {
      case "plain" -> {
        List<String> chunks = new ArrayList<>();
        for (String delta : deltas) {
          chunks.add(Upstreams.delta(delta));
        }
        chunks.addAll(List.of(Upstreams.finish(), Upstreams.usage(), Upstreams.done()));
        yield Script.sse(chunks.toArray(new String[0]));
      }
      case "mock" -> Script.sse(responseStream(deltas));
      case "claude" -> Script.sse(claudeStream(deltas));
      default -> Script.sse(geminiStream(deltas));
    };
  }

  private static String claudeStream(String... deltas) {
    StringBuilder all = new StringBuilder();
    event(
        all,
        "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":"
            + "\"assistant\",\"model\":\"c\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,"
            + "\"usage\":{\"input_tokens\":11,\"output_tokens\":1}}}");
    event(
        all,
        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}");
    for (String delta : deltas) {
      event(
          all,
          "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":"
              + Json.quote(delta)
              + "}}");
    }
    event(all, "{\"type\":\"content_block_stop\",\"index\":0}");
    event(
        all,
        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},"
            + "\"usage\":{\"output_tokens\":7}}");
    event(all, "{\"type\":\"message_stop\"}");
    return all.toString();
  }

  private static String geminiStream(String... deltas) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < deltas.length; i++) {
      String end =
          i + 1 < deltas.length
              ? "}]}"
              : ",\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":11,"
                  + "\"candidatesTokenCount\":7,\"totalTokenCount\":18}}";
      all.append("data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":")
          .append(Json.quote(deltas[i]))
          .append("}]}")
          .append(end)
          .append("\n\n");
    }
    return all.toString();
  }

  /** One event. */
  static String event(String json) {
    StringBuilder out = new StringBuilder();
    event(out, json);
    return out.toString();
  }

  /** The events before the first item. */
  static String begun() {
    return cut(responseStream("x"), 0, "response.output_item.added");
  }

  /** The events before the text. */
  static String start() {
    return cut(responseStream("x"), 0, "response.output_text.delta");
  }

  /** More text. */
  static String delta(String text) {
    return event(
        Json.text(
            at("response.output_text.delta")
                .put("content_index", 0)
                .put("delta", text)
                .put("sequence_number", 4)));
  }

  /** The events after the text. */
  static String end() {
    String stream = responseStream("x");
    return stream.substring(stream.indexOf("event: response.output_text.done"));
  }

  private static String cut(String stream, int from, String before) {
    return stream.substring(from, stream.indexOf("event: " + before));
  }

  /** A stream of the Responses API. */
  static String responseStream(String... deltas) {
    StringBuilder all = new StringBuilder();
    String text = String.join("", deltas);
    List<ObjectNode> events = new ArrayList<>();
    for (String type : List.of("response.created", "response.in_progress")) {
      ObjectNode begun = Json.object().put("type", type);
      begun.set("response", response("in_progress", ""));
      events.add(begun);
    }
    JsonNode item = response("completed", text).at("/output/0");
    ObjectNode added = at("response.output_item.added");
    added.set("item", ((ObjectNode) item.deepCopy()).put("status", "in_progress"));
    ((ObjectNode) added.path("item")).putArray("content");
    events.add(added);
    ObjectNode part = at("response.content_part.added").put("content_index", 0);
    part.putObject("part").put("type", "output_text").put("text", "").putArray("annotations");
    events.add(part);
    for (String delta : deltas) {
      ObjectNode event = at("response.output_text.delta").put("content_index", 0);
      event.put("delta", delta).putArray("logprobs");
      events.add(event);
    }
    ObjectNode done = at("response.output_text.done").put("content_index", 0).put("text", text);
    done.putArray("logprobs");
    events.add(done);
    ObjectNode partDone = at("response.content_part.done").put("content_index", 0);
    partDone.set("part", item.at("/content/0"));
    events.add(partDone);
    ObjectNode itemDone = at("response.output_item.done");
    itemDone.set("item", item);
    events.add(itemDone);
    ObjectNode completed = Json.object().put("type", "response.completed");
    completed.set("response", response("completed", text));
    events.add(completed);
    for (int i = 0; i < events.size(); i++) {
      event(all, Json.text(events.get(i).put("sequence_number", i)));
    }
    return all.toString();
  }

  private static ObjectNode at(String type) {
    return Json.object().put("type", type).put("item_id", "msg_up").put("output_index", 0);
  }

  private static void event(StringBuilder to, String json) {
    to.append("event: ")
        .append(Json.parse(json).path("type").stringValue())
        .append("\ndata: ")
        .append(json)
        .append("\n\n");
  }

  /** The events of a stream, each of which must have its type's name. */
  static List<JsonNode> events(String body) {
    List<JsonNode> events = new ArrayList<>();
    for (String event : body.split("\n\n", -1)) {
      if (event.isEmpty() || event.startsWith(":")) {
        continue;
      }
      String[] lines = event.split("\n", -1);
      JsonNode data = Json.parse(lines[1].substring("data: ".length()));
      assertThat(lines[0]).isEqualTo("event: " + data.path("type").stringValue());
      events.add(data);
    }
    return events;
  }
}
