package dev.switchboard.wire.openai.responses;

import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.json.JsonPatch;
import dev.switchboard.json.TopLevel;
import dev.switchboard.wire.AnswerHead;
import dev.switchboard.wire.Delivery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a provider's own responses and events leave out of the fields that strict clients require.
 * Servers that imitate the API often do. What is there stays as it came; what the request did not
 * say has OpenAI's default, and a kind of tokens that was not counted is zero.
 */
public final class ResponseGaps {
  private static final List<String> REQUIRED =
      List.of(
          "background",
          "completed_at",
          "error",
          "frequency_penalty",
          "incomplete_details",
          "instructions",
          "max_output_tokens",
          "max_tool_calls",
          "metadata",
          "parallel_tool_calls",
          "presence_penalty",
          "previous_response_id",
          "prompt_cache_key",
          "reasoning",
          "safety_identifier",
          "service_tier",
          "store",
          "temperature",
          "text",
          "tool_choice",
          "tools",
          "top_logprobs",
          "top_p",
          "truncation",
          "usage");
  private static final Set<String> PROBABLE =
      Set.of("response.output_text.delta", "response.output_text.done");
  private static final String NUMBER = "sequence_number";

  private final ResponseCall call;

  public ResponseGaps(ResponseCall call) {
    this.call = Objects.requireNonNull(call);
  }

  /**
   * Adds what is missing to a patch.
   *
   * @param at the pointer of the response in what is patched; empty if it is the response itself
   * @throws InvalidFieldException if {@code usage} is neither an object nor null
   */
  public JsonPatch fill(JsonPatch patch, TopLevel response, String at) {
    JsonPatch filled = patch;
    if (!REQUIRED.stream().allMatch(response::has)) {
      ObjectNode usual =
          new ResponseObject(new AnswerHead("", "", 0, Delivery.WHOLE), call).begun("completed");
      for (String name : REQUIRED) {
        if (!response.has(name)) {
          filled = filled.set(at + "/" + name, usual.path(name));
        }
      }
    }
    Optional<TopLevel> usage = response.object("usage");
    return usage.isPresent() ? counts(filled, usage.get(), at + "/usage") : filled;
  }

  private static JsonPatch counts(JsonPatch patch, TopLevel usage, String at) {
    JsonPatch filled = patch;
    Optional<TopLevel> read = usage.object("input_tokens_details");
    for (String name : List.of("cached_tokens", "cache_write_tokens")) {
      if (read.isEmpty() || !read.get().has(name)) {
        filled = filled.set(at + "/input_tokens_details/" + name, Json.tree(0));
      }
    }
    Optional<TopLevel> written = usage.object("output_tokens_details");
    return written.isEmpty() || !written.get().has("reasoning_tokens")
        ? filled.set(at + "/output_tokens_details/reasoning_tokens", Json.tree(0))
        : filled;
  }

  /** The event with its number, and with a list of log probabilities where its type has one. */
  public static String event(String type, String data, long number) {
    boolean unlisted = PROBABLE.contains(type) && !data.contains("\"logprobs\"");
    if (data.contains("\"" + NUMBER + "\"") && !unlisted) {
      return data;
    }
    try {
      TopLevel event = TopLevel.scan(data.getBytes(StandardCharsets.UTF_8));
      JsonPatch patch = JsonPatch.none();
      if (!event.has(NUMBER)) {
        patch = patch.set("/" + NUMBER, Json.tree(number));
      }
      if (unlisted) {
        patch = patch.set("/logprobs", Json.array());
      }
      return patch.isEmpty() ? data : new String(patch.apply(event), StandardCharsets.UTF_8);
    } catch (InvalidJsonException e) {
      return data;
    }
  }
}
