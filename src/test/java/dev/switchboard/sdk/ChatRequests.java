package dev.switchboard.sdk;

import com.openai.core.JsonValue;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the tests ask, in the official Java SDK's words. */
final class ChatRequests {
  private ChatRequests() {}

  static ChatCompletionCreateParams.Builder hello(String model) {
    return ChatCompletionCreateParams.builder().model(model).addUserMessage("Say hello.");
  }

  static ChatCompletionCreateParams.Builder weather(String model) {
    return ChatCompletionCreateParams.builder()
        .model(model)
        .addUserMessage("What is the weather in Paris?")
        .addTool(
            ChatCompletionFunctionTool.builder()
                .function(
                    FunctionDefinition.builder()
                        .name("get_weather")
                        .description("The weather of a city.")
                        .parameters(
                            FunctionParameters.builder()
                                .putAllAdditionalProperties(object(Map.of("city", "string")))
                                .build())
                        .strict(true)
                        .build())
                .build());
  }

  static ChatCompletionCreateParams withResult(String model, ChatCompletion first) {
    ChatCompletionMessage message = first.choices().getFirst().message();
    ChatCompletionCreateParams.Builder params = weather(model).addMessage(message);
    message
        .toolCalls()
        .orElseThrow()
        .forEach(call ->
            params.addMessage(
                ChatCompletionToolMessageParam.builder()
                    .toolCallId(call.asFunction().id())
                    .content("{\"degrees\": 21}")
                    .build()));
    return params.build();
  }

  static ResponseFormatJsonSchema person() {
    return ResponseFormatJsonSchema.builder()
        .jsonSchema(
            ResponseFormatJsonSchema.JsonSchema.builder()
                .name("person")
                .strict(true)
                .schema(
                    ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                        .putAllAdditionalProperties(
                            object(Map.of("name", "string", "age", "integer")))
                        .build())
                .build())
        .build();
  }

  /** A closed schema of required properties, each of the type named. */
  private static Map<String, JsonValue> object(Map<String, String> types) {
    return Map.of(
        "type", JsonValue.from("object"),
        "properties",
            JsonValue.from(
                types.entrySet().stream()
                    .collect(
                        Collectors.toMap(
                            Map.Entry::getKey, type -> Map.of("type", type.getValue())))),
        "required", JsonValue.from(List.copyOf(types.keySet())),
        "additionalProperties", JsonValue.from(false));
  }
}
