package dev.switchboard.bench;

/** Typical bodies, as vendors and callers send them. */
final class Samples {
  private static final String SENTENCE = "The quick brown fox jumps over the lazy dog by the river. ";
  private static final int WORDS = 46;

  private Samples() {}

  static String request(int bytes) {
    StringBuilder body =
        new StringBuilder("{\"model\":\"openai/gpt-4.1-mini\",\"temperature\":0.2,\"messages\":[")
            .append("{\"role\":\"system\",\"content\":\"You answer in few words.\"}");
    String role = "user";
    while (body.length() < bytes - 200) {
      int sentences = Math.clamp((bytes - body.length() - 100) / SENTENCE.length(), 1, 30);
      message(body, role, SENTENCE.repeat(sentences));
      role = role.equals("user") ? "assistant" : "user";
    }
    if (role.equals("user")) {
      message(body, role, "Go on.");
    }
    return body.append("]}").toString();
  }

  private static void message(StringBuilder body, String role, String content) {
    body.append(",{\"role\":\"").append(role).append("\",\"content\":\"");
    body.append(content).append("\"}");
  }

  static String openAiAnswer() {
    return "{\"id\":\"chatcmpl-b\",\"object\":\"chat.completion\",\"created\":1760000000,"
        + "\"model\":\"gpt-4.1-mini-2025-04-14\",\"choices\":[{\"index\":0,\"message\":{"
        + "\"role\":\"assistant\",\"content\":\""
        + SENTENCE.repeat(10)
        + "\",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
        + "\"usage\":{\"prompt_tokens\":210,\"completion_tokens\":140,\"total_tokens\":350,"
        + "\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},"
        + "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0}},"
        + "\"service_tier\":\"default\",\"system_fingerprint\":\"fp_b\"}";
  }

  static String anthropicAnswer() {
    return "{\"id\":\"msg_b\",\"type\":\"message\",\"role\":\"assistant\",\"model\":"
        + "\"claude-haiku-4-5\",\"content\":[{\"type\":\"text\",\"text\":\""
        + SENTENCE.repeat(10)
        + "\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,\"usage\":{"
        + "\"input_tokens\":210,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,"
        + "\"output_tokens\":140,\"service_tier\":\"standard\"}}";
  }

  static String openAiStream() {
    String head =
        "data: {\"id\":\"chatcmpl-b\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,"
            + "\"model\":\"gpt-4.1-mini-2025-04-14\",\"service_tier\":\"default\",";
    StringBuilder stream = new StringBuilder();
    stream.append(head).append("\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",");
    stream.append("\"content\":\"\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n");
    for (int i = 0; i < WORDS; i++) {
      stream.append(head).append("\"choices\":[{\"index\":0,\"delta\":{\"content\":\" word ");
      stream.append(i).append("\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n");
    }
    stream.append(head).append("\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,");
    stream.append("\"finish_reason\":\"stop\"}]}\n\n").append(head).append("\"choices\":[],");
    stream.append("\"usage\":{\"prompt_tokens\":210,\"completion_tokens\":47,");
    stream.append("\"total_tokens\":257}}\n\ndata: [DONE]\n\n");
    return stream.toString();
  }

  static String anthropicStream() {
    StringBuilder stream = new StringBuilder();
    event(
        stream,
        "message_start",
        "\"message\":{\"id\":\"msg_b\",\"type\":\"message\",\"role\":\"assistant\",\"model\":"
            + "\"claude-haiku-4-5\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,"
            + "\"usage\":{\"input_tokens\":210,\"output_tokens\":1}}");
    event(
        stream, "content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
    for (int i = 0; i < WORDS - 1; i++) {
      event(
          stream,
          "content_block_delta",
          "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" word " + i + "\"}");
    }
    event(stream, "content_block_stop", "\"index\":0");
    event(
        stream,
        "message_delta",
        "\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},"
            + "\"usage\":{\"output_tokens\":47}");
    stream.append("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    return stream.toString();
  }

  private static void event(StringBuilder stream, String type, String rest) {
    stream.append("event: ").append(type).append("\ndata: {\"type\":\"").append(type);
    stream.append("\",").append(rest).append("}\n\n");
  }
}
