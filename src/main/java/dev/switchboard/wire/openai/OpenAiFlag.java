package dev.switchboard.wire.openai;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * One way in which a vendor's body differs from what a plain OpenAI-compatible server takes.
 *
 * <p>Without flags a body has {@code max_tokens}, role {@code system}, {@code stream_options}, all
 * of OpenAI's sampling fields, {@code tool_choice} in OpenAI's words, {@code json_schema}, and
 * nothing that OpenAI does not know. What is missing at a vendor is refused or noted, never dropped
 * in silence.
 */
public enum OpenAiFlag {
  /** The bound on tokens is {@code max_completion_tokens}: OpenAI, Azure, Groq, Cerebras. */
  MAX_COMPLETION_TOKENS,
  /** System messages of models that reason have the role {@code developer}: OpenAI. */
  DEVELOPER_ROLE,
  /** The Responses API is served beside chat completions: OpenAI, Azure, xAI. */
  RESPONSES,
  /** Beside {@link #RESPONSES}: input is counted at {@code /responses/input_tokens}. */
  INPUT_TOKENS,
  /** {@code stream_options} is refused; usage comes unasked or not at all. */
  NO_STREAM_OPTIONS,

  /** No {@code reasoning_effort}. */
  NO_REASONING_EFFORT,
  /** Reasoning is asked for with {@code reasoning: {effort, max_tokens, exclude}}: OpenRouter. */
  REASONING_OBJECT,
  /** Reasoning is switched with {@code thinking: {type}}: DeepSeek, Z.ai, Moonshot. */
  THINKING_SWITCH,
  /** Visible thoughts need {@code reasoning_format: "parsed"}: Groq. */
  REASONING_FORMAT,
  /** Turns with tool calls must carry their {@code reasoning_content} back: DeepSeek V4. */
  ECHO_REASONING_CONTENT,
  /** Thoughts go back as {@code reasoning}: Groq, Cerebras. */
  ECHO_REASONING,
  /** Thoughts and their tokens go back as {@code reasoning_details}: OpenRouter. */
  ECHO_REASONING_DETAILS,
  /** Calls carry {@code extra_content.google.thought_signature} back: Gemini's OpenAI endpoint. */
  THOUGHT_SIGNATURES,

  /** Ids of tool calls are exactly nine letters or digits: Mistral. */
  NINE_CHARACTER_IDS,
  /** {@code tool_choice} says {@code any} for {@code required}: Mistral. */
  TOOL_CHOICE_ANY,
  /** No {@code required} in {@code tool_choice}. */
  NO_TOOL_CHOICE_REQUIRED,
  /** No single function in {@code tool_choice}; only that tool is offered instead. */
  NO_TOOL_CHOICE_NAMED,
  /** No {@code none} in {@code tool_choice}; tools are left out instead. */
  NO_TOOL_CHOICE_NONE,
  /** {@code tool_choice} takes {@code allowed_tools}: OpenAI. Else only those are offered. */
  ALLOWED_TOOLS,
  /** No {@code parallel_tool_calls}. */
  NO_PARALLEL_TOOL_CALLS,
  /** No {@code strict} on functions and schemas. */
  NO_STRICT,
  /** Tool messages carry the tool's {@code name}: Mistral, Gemini's OpenAI endpoint. */
  TOOL_RESULT_NAME,

  /** No {@code response_format} of type {@code json_schema}. */
  NO_JSON_SCHEMA,
  /** A schema stands beside {@code json_object}: Fireworks, Together's older models. */
  JSON_OBJECT_SCHEMA,
  /** No {@code response_format} of type {@code json_object}. */
  NO_JSON_OBJECT,

  /** {@code random_seed} for {@code seed}: Mistral. */
  RANDOM_SEED,
  /** No seed at all. */
  NO_SEED,
  /** Takes {@code top_k}: vLLM, Together, Fireworks, OpenRouter. */
  TOP_K,
  /** No {@code presence_penalty} and {@code frequency_penalty}. */
  NO_PENALTIES,
  /** No {@code logprobs} and {@code top_logprobs}: Groq, Mistral. */
  NO_LOGPROBS,
  /** No {@code stop}. */
  NO_STOP,
  /** No {@code user}: Mistral refuses fields that it does not know. */
  NO_USER,

  /** No {@code name} on messages: Groq. */
  NO_MESSAGE_NAME,
  /** Content is a plain string but in user messages: DeepSeek, Cerebras. */
  STRING_CONTENT,
  /** Keeps Anthropic's {@code cache_control} on parts and tools: OpenRouter. */
  CACHE_CONTROL,
  /** Does not fetch pictures: {@code image_url} takes {@code data:} only: Ollama, LM Studio. */
  NO_IMAGE_URL,
  /** No {@code file} parts. */
  NO_FILES,
  /** {@code file_data} takes a web address: OpenRouter. */
  FILE_URL,
  /** Knows files stored at OpenAI by {@code file_id}: OpenAI. */
  FILE_IDS,
  /** No {@code input_audio} parts. */
  NO_AUDIO,
  /** Takes {@code video_url} parts: vLLM, OpenRouter. */
  VIDEO_URL,

  /** Gives embeddings as base64 when asked: OpenAI, Azure. */
  BASE64_EMBEDDINGS,
  /** {@code output_dimension} for {@code dimensions} of embeddings: Mistral. */
  OUTPUT_DIMENSION,
  /** No {@code encoding_format} of embeddings: Voyage, Jina. */
  NO_ENCODING_FORMAT,
  /** Speaks in server-sent events, which tell usage, when asked to: OpenAI's newer models. */
  SPEECH_EVENTS,

  /** Has voice sessions at {@code /realtime}, with models named so: OpenAI, Azure. */
  REALTIME;

  /** The flag's name in provider files: lower case with hyphens. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The flag of a label; empty for an unknown one. */
  public static Optional<OpenAiFlag> of(String label) {
    return Arrays.stream(values()).filter(flag -> flag.label().equals(label)).findFirst();
  }
}
