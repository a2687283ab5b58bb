package dev.switchboard.ingress;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.TopLevel;
import dev.switchboard.pipeline.ChatSaid;
import dev.switchboard.pipeline.Prompt;
import dev.switchboard.pipeline.SimulatedCall;
import dev.switchboard.provider.RawBody;
import dev.switchboard.routing.Demand;
import dev.switchboard.wire.ServerCodec;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body of a vendor's dialect for those who look at the call and do not make it.
 *
 * @param codec the dialect
 * @param turns the field in which the conversation stands
 */
public record CompatOutline(ServerCodec codec, String turns) {

  /**
   * Reads one.
   *
   * @param model where the dialect says it in the path; null where the body does
   * @throws FailureException with {@link Failure.InvalidRequest} naming what is missing
   */
  public SimulatedCall read(byte[] bytes, @Nullable String model) {
    RawBody given = new RawBody(codec.dialect(), bytes);
    CompatExtras extras = CompatExtras.of(given, CallHeaders.Said.NOTHING);
    RawBody body = extras.body();
    TopLevel fields = body.fields();
    String named = model == null ? fields.text("model").orElse("") : model;
    if (named.isBlank()) {
      throw missing("model", "a model's name");
    }
    if (!fields.has(turns)) {
      throw missing(turns, "an array of " + turns);
    }
    CompatChat.Decoded decoded = new CompatChat.Decoded(codec, body);
    Supplier<ChatRequest> request = decoded::request;
    return new SimulatedCall(
        List.of(named),
        Demand.of(new ChatSaid(request, OptionalLong.of(body.bytes().length))),
        extras.said().tags(),
        new Prompt(request, body, fields.boolOr("stream", false), Map.of()));
  }

  private static FailureException missing(String field, String expected) {
    return new FailureException(
        Failure.InvalidRequest.at("/" + field, field + ": missing (expected: " + expected + ")"));
  }
}
