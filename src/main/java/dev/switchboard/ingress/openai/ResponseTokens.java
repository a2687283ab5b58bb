package dev.switchboard.ingress.openai;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.Headers;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.KeptTurns;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Tool;
import dev.switchboard.json.Json;
import dev.switchboard.json.TopLevel;
import dev.switchboard.pipeline.TokenEstimator;
import dev.switchboard.wire.openai.responses.OpenAiResponsesServer;
import dev.switchboard.wire.openai.responses.ResponseCall;
import java.util.List;
import java.util.Objects;

/**
 * {@code POST /v3/compat/responses/input_tokens}: about how many tokens a request has.
 *
 * <p>Text, tool calls and tools are counted by our tokenizer, media are not, and the answer's
 * {@code x-switchboard-fidelity} says so.
 */
final class ResponseTokens {
  /** OpenAI frames each message with so many. */
  private static final int TOKENS_PER_MESSAGE = 4;

  private final Credentials credentials;
  private final KeptTurns kept;
  private final TokenEstimator estimator;

  ResponseTokens(Credentials credentials, KeptTurns kept, TokenEstimator estimator) {
    this.credentials = credentials;
    this.kept = kept;
    this.estimator = estimator;
  }

  void handle(Incoming incoming) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    byte[] body =
        new ResponseInput(kept, key).resolve(TopLevel.scan(incoming.body()), false, "").body();
    ChatRequest request =
        new OpenAiResponsesServer(new ResponseCall(body, ResponseCall.Keeping.NONE, () -> 0))
            .decodeRequest(body)
            .chat();
    StringBuilder text = new StringBuilder();
    request.messages().forEach(message -> append(message.content(), text));
    for (Tool tool : request.tools()) {
      switch (tool) {
        case Tool.Function function ->
            text.append(function.name())
                .append(Objects.requireNonNullElse(function.description(), ""))
                .append(Objects.requireNonNullElse(function.parameters(), ""));
        case Tool.Opaque opaque -> text.append(opaque.json());
      }
    }
    long tokens =
        estimator.estimate(text.toString()) + (long) TOKENS_PER_MESSAGE * request.messages().size();
    Headers headers =
        Headers.builder()
            .add("content-type", "application/json")
            .add("x-request-id", incoming.requestId())
            .add("x-switchboard-fidelity", "estimated=input_tokens")
            .build();
    incoming
        .exchange()
        .respond(
            200,
            headers,
            Json.write(
                Json.object().put("object", "response.input_tokens").put("input_tokens", tokens)));
  }

  private static void append(List<Content> content, StringBuilder text) {
    for (Content part : content) {
      switch (part) {
        case Content.Text t -> text.append(t.text());
        case Content.Refusal refusal -> text.append(refusal.text());
        case Content.Reasoning reasoning -> text.append(reasoning.text());
        case Content.ToolCall call -> text.append(call.name()).append(call.arguments());
        case Content.ToolResult result -> append(result.content(), text);
        case Content.Opaque opaque -> text.append(opaque.json());
        case Content.Image _,
            Content.Audio _,
            Content.Video _,
            Content.Document _,
            Content.CachePoint _ -> {}
      }
    }
    text.append('\n');
  }
}
