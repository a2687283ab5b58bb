package dev.switchboard.app;

import dev.switchboard.http.FakeUpstream;
import dev.switchboard.http.Script;
import dev.switchboard.json.Json;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers every media route as OpenAI and Google do, whatever is asked. */
final class MediaProviders {
  /** How many pictures a form asks for. */
  private static final java.util.regex.Pattern COUNT =
      java.util.regex.Pattern.compile("name=\"n\"[^\\n]*\r\n(?:[^\r\n]+\r\n)*\r\n([0-9]+)");

  private MediaProviders() {}

  /** A configuration with the providers {@code openai} and {@code gcp}, or one of them. */
  static String config(FakeUpstream upstream, String... names) {
    StringBuilder yaml = new StringBuilder("providers:\n");
    for (String name : names) {
      String base = upstream.uri(name.equals("gcp") ? "/v1beta" : "/v1").toString();
      yaml.append("  ").append(name).append(": {base_url: \"").append(base);
      yaml.append("\", api_key: \"test-credential-1234\", retries: 0}\n");
    }
    return yaml.toString();
  }

  static Script answer(FakeUpstream.Received request) {
    String path = request.target().replaceFirst("[?].*", "");
    if (path.endsWith("/chat/completions")) {
      return chat(Json.parse(request.body()));
    }
    if (path.endsWith("/audio/transcriptions")) {
      return Script.json(
          200,
          "{\"text\":\"Snow has fallen.\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":100,"
              + "\"input_token_details\":{\"text_tokens\":0,\"audio_tokens\":100},"
              + "\"output_tokens\":10,\"total_tokens\":110}}");
    }
    if (path.endsWith("/audio/speech")) {
      return speech(Json.parse(request.body()));
    }
    if (path.contains("/images/")) {
      return picture(request.body());
    }
    if (path.endsWith("/embeddings")) {
      return embeddings(Json.parse(request.body()));
    }
    if (path.endsWith(":batchEmbedContents")) {
      return googleEmbeddings(Json.parse(request.body()));
    }
    return path.endsWith(":generateContent")
        ? google(path, Json.parse(request.body()))
        : Script.json(404, "{\"error\":{\"message\":\"no such route\"}}");
  }

  private static Script chat(JsonNode request) {
    ObjectNode body = Json.object();
    body.put("id", "chatcmpl-1").put("model", request.path("model").stringValue());
    ObjectNode choice = body.putArray("choices").addObject();
    choice.put("index", 0).put("finish_reason", "stop");
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    if (request.has("modalities")) {
      message
          .putNull("content")
          .putObject("audio")
          .put("id", "audio_1")
          .put("transcript", "It has snowed.")
          .put("data", MediaSamples.base64(MediaSamples.silence()));
    } else {
      message.put("content", Json.text(value(schema(request))));
    }
    body.putObject("usage").put("prompt_tokens", 1_000).put("completion_tokens", 100);
    return Script.json(200, Json.text(body));
  }

  private static JsonNode schema(JsonNode request) {
    JsonNode format = request.path("response_format").path("json_schema").path("schema");
    return format.isObject() ? format : Json.object().put("type", "string");
  }

  /** A value that the schema allows, for the schemas of these tests. */
  private static JsonNode value(JsonNode schema) {
    return switch (schema.path("type").asString("")) {
      case "object", "OBJECT" -> {
        ObjectNode object = Json.object();
        schema
            .path("properties")
            .forEachEntry((name, property) -> object.set(name, value(property)));
        yield object;
      }
      case "integer", "INTEGER" -> Json.tree(3);
      case "array", "ARRAY" -> {
        ArrayNode array = Json.array();
        yield array.add(value(schema.path("items"))).add(value(schema.path("items")));
      }
      default -> schema.has("enum") ? schema.path("enum").get(0) : Json.tree("Snow on the roofs");
    };
  }

  private static Script speech(JsonNode request) {
    byte[] wav = MediaSamples.silence();
    if (request.path("response_format").asString("").equals("pcm")) {
      wav = Arrays.copyOfRange(wav, 44, wav.length);
    } else {
      // A streamed file does not know its length.
      Arrays.fill(wav, 4, 8, (byte) 0xFF);
      Arrays.fill(wav, 40, 44, (byte) 0xFF);
    }
    String half = MediaSamples.base64(Arrays.copyOfRange(wav, 0, 24_000));
    String rest = MediaSamples.base64(Arrays.copyOfRange(wav, 24_000, wav.length));
    return Script.sse(
        "data: {\"type\":\"speech.audio.delta\",\"audio\":\"" + half + "\"}\n\n",
        "data: {\"type\":\"speech.audio.delta\",\"audio\":\"" + rest + "\"}\n\n",
        "data: {\"type\":\"speech.audio.done\",\"usage\":{\"input_tokens\":10,"
            + "\"output_tokens\":100,\"total_tokens\":110}}\n\n");
  }

  private static Script picture(String request) {
    String format = request.contains("jpeg") ? "jpeg" : "png";
    ObjectNode body = Json.object().put("created", 1);
    ArrayNode data = body.putArray("data");
    java.util.regex.Matcher ofForm = COUNT.matcher(request);
    int count =
        request.startsWith("{")
            ? Json.parse(request).path("n").asInt(1)
            : ofForm.find() ? Integer.parseInt(ofForm.group(1)) : 1;
    for (int i = 0; i < count; i++) {
      data.addObject().put("b64_json", MediaSamples.base64(MediaSamples.picture(format, 32, 32)));
    }
    body.putObject("usage")
        .put("input_tokens", 50)
        .put("output_tokens", 1_000)
        .put("total_tokens", 1_050);
    return Script.json(200, Json.text(body));
  }

  private static Script embeddings(JsonNode request) {
    ObjectNode body = Json.object().put("model", "text-embedding-3-small");
    ArrayNode data = body.putArray("data");
    int size = request.path("dimensions").asInt(8);
    int count = request.path("input").isArray() ? request.path("input").size() : 1;
    for (int i = 0; i < count; i++) {
      ArrayNode vector = data.addObject().put("index", i).putArray("embedding");
      for (int j = 0; j < size; j++) {
        vector.add(j == i ? 1.0 : 0.0);
      }
    }
    body.putObject("usage").put("prompt_tokens", 5).put("total_tokens", 5);
    return Script.json(200, Json.text(body));
  }

  private static Script googleEmbeddings(JsonNode request) {
    ObjectNode body = Json.object();
    ArrayNode embeddings = body.putArray("embeddings");
    for (JsonNode one : request.path("requests")) {
      int size = Math.max(one.findPath("outputDimensionality").asInt(8), 1);
      ArrayNode values = embeddings.addObject().putArray("values");
      for (int j = 0; j < size; j++) {
        values.add(j == 0 ? 1.0 : 0.0);
      }
    }
    return Script.json(200, Json.text(body));
  }

  private static Script google(String path, JsonNode request) {
    ObjectNode body = Json.object();
    ObjectNode candidate = body.putArray("candidates").addObject().put("finishReason", "STOP");
    ArrayNode parts = candidate.putObject("content").put("role", "model").putArray("parts");
    JsonNode config = request.path("generationConfig");
    if (path.contains("-tts")) {
      byte[] wav = MediaSamples.silence();
      parts
          .addObject()
          .putObject("inlineData")
          .put("mimeType", "audio/L16;codec=pcm;rate=24000")
          .put("data", MediaSamples.base64(Arrays.copyOfRange(wav, 44, wav.length)));
    } else if (path.contains("image")) {
      parts
          .addObject()
          .putObject("inlineData")
          .put("mimeType", "image/png")
          .put("data", MediaSamples.base64(MediaSamples.picture("png", 32, 32)));
    } else {
      JsonNode schema =
          config.has("responseJsonSchema")
              ? config.path("responseJsonSchema")
              : config.path("responseSchema");
      parts
          .addObject()
          .put("text", schema.isObject() ? Json.text(value(schema)) : "Snow on the roofs");
    }
    body.putObject("usageMetadata")
        .put("promptTokenCount", 100)
        .put("candidatesTokenCount", 10)
        .put("totalTokenCount", 110);
    return Script.json(200, Json.text(body));
  }
}
