package dev.switchboard.ingress.openai;

import dev.switchboard.access.VirtualKey;
import dev.switchboard.http.Headers;
import dev.switchboard.ingress.CompatCount;
import dev.switchboard.ingress.Credentials;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.KeptTurns;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Dialect;
import dev.switchboard.ir.Tool;
import dev.switchboard.json.JsonPatch;
import dev.switchboard.json.TopLevel;
import dev.switchboard.pipeline.TokenEstimator;
import dev.switchboard.provider.RawBody;
import dev.switchboard.wire.openai.responses.OpenAiResponsesServer;
import dev.switchboard.wire.openai.responses.ResponseCall;
import dev.switchboard.wire.openai.responses.ResponsesCount;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code POST /v3/compat/responses/input_tokens}: how many tokens a request has, as the model's
 * provider counts.
 *
 * <p>Where it does not, and where no model is named, text, tool calls and tools are counted by our
 * tokenizer, media are not, and the answer's {@code x-switchboard-fidelity} says so.
 */
final class ResponseTokens {
  private static final CompatCount.Manner COUNT =
      new CompatCount.Manner(
          "responses.input_tokens",
          "x-request-id",
          body -> request(body.bytes()),
          ResponsesCount::encode);

  /** OpenAI frames each message with so many. */
  private static final int TOKENS_PER_MESSAGE = 4;

  private final Credentials credentials;
  private final KeptTurns kept;
  private final TokenEstimator estimator;
  private final CompatCount count;

  ResponseTokens(
      Credentials credentials, KeptTurns kept, TokenEstimator estimator, CompatCount count) {
    this.count = count;
    this.credentials = credentials;
    this.kept = kept;
    this.estimator = estimator;
  }

  void handle(Incoming incoming) {
    VirtualKey key = credentials.authenticate(incoming.exchange());
    TopLevel fields = TopLevel.scan(incoming.body());
    byte[] body = new ResponseInput(kept, key).resolve(fields, false, "").body();
    Optional<String> model = fields.text("model").filter(name -> !name.isBlank());
    if (model.isPresent()) {
      count.serve(incoming, key, COUNT, new RawBody(Dialect.OPENAI_RESPONSES, body), model.get());
    } else {
      byte[] named = JsonPatch.none().set("/model", "any").apply(TopLevel.scan(body));
      estimate(incoming, request(named));
    }
  }

  private static ChatRequest request(byte[] body) {
    return new OpenAiResponsesServer(new ResponseCall(body, ResponseCall.Keeping.NONE, () -> 0))
        .decodeRequest(body)
        .chat();
  }

  private void estimate(Incoming incoming, ChatRequest request) {
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
    incoming.exchange().respond(200, headers, ResponsesCount.encode(tokens));
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
