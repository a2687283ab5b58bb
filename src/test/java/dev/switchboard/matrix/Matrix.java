package dev.switchboard.matrix;

import dev.switchboard.http.Script;
import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.ChatResponse;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.wire.ModelTraits;
import dev.switchboard.wire.WireEvent;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Asks one thing through a running gateway and says what became of it. */
final class Matrix {
  private static final ModelTraits CAPABLE = new ModelTraits(64_000, true, true, true, true, null);

  private final MatrixGateway gateway;

  Matrix(MatrixGateway gateway) {
    this.gateway = gateway;
  }

  /**
   * The request as a caller of that dialect writes it; empty if the dialect has no words for it.
   */
  static Optional<byte[]> written(Ingress ingress, Asked asked, String model, boolean stream) {
    try {
      byte[] body = written(ingress, asked.request(), model, stream);
      ChatRequest read = ingress.server().decodeRequest(body).chat();
      Object meant = asked.meant().apply(asked.request());
      return Objects.equals(asked.meant().apply(read), meant)
          ? Optional.of(body)
          : Optional.empty();
    } catch (FailureException e) {
      return Optional.empty();
    }
  }

  private static byte[] written(
      Ingress ingress, ChatRequest request, String model, boolean stream) {
    return ingress.caller().encodeRequest(request, model, stream, CAPABLE).bytes();
  }

  /** What becomes of something asked. */
  Cell asked(Ingress ingress, Egress provider, Asked asked) {
    Egress egress = provider.facing(ingress);
    String model = MatrixGateway.model(ingress, egress, asked.thinks());
    Optional<byte[]> body = written(ingress, asked, model, false);
    if (body.isEmpty()) {
      return new Cell.Unsaid();
    }
    HttpResponse<String> answer =
        gateway.ask(ingress.path(model, false), body.get(), whole(egress, Told.all().getFirst()));
    if (!gateway.asked()) {
      return Cell.refused(answer);
    }
    ChatRequest arrived = egress.read(gateway.sent().body());
    Cell cell =
        Cell.compared(
            asked.meant().apply(asked.request()), asked.meant().apply(arrived), notes(answer));
    // An effort is a budget where there are no efforts.
    return cell instanceof Cell.Lost lost && lost.after().endsWith(" tokens")
        ? new Cell.Nearest(lost.after())
        : cell;
  }

  /** What becomes of something told in one piece. */
  Cell told(Ingress ingress, Egress provider, Told told) {
    Egress egress = provider.facing(ingress);
    byte[] original = egress.vendor().encodeResponse(told.answer(), Sse.HEAD).bytes();
    Object meant = told.meant().apply(told.answer());
    if (!Objects.equals(told.meant().apply(egress.client().decodeResponse(original)), meant)) {
      return new Cell.Unsaid();
    }
    HttpResponse<String> answer = hello(ingress, egress, told.thinks(), false, whole(egress, told));
    ChatResponse arrived =
        ingress.caller().decodeResponse(answer.body().getBytes(StandardCharsets.UTF_8));
    return nearest(ingress, told, told.meant().apply(arrived), notes(answer));
  }

  /** What becomes of something told as a stream. */
  Cell streamed(Ingress ingress, Egress provider, Told told) {
    Egress egress = provider.facing(ingress);
    List<WireEvent> original = Sse.encoded(egress.vendor(), told.events());
    Object meant = told.meant().apply(told.answer());
    Optional<ChatResponse> said = Sse.answer(egress.client(), original);
    if (said.isEmpty() || !Objects.equals(told.meant().apply(said.get()), meant)) {
      return new Cell.Unsaid();
    }
    HttpResponse<String> answer =
        hello(ingress, egress, told.thinks(), true, egress.script(original));
    Optional<ChatResponse> arrived = Sse.answer(ingress.caller(), answer.body());
    Object after = arrived.map(whole -> told.meant().apply(whole)).orElse(answer.body());
    return nearest(ingress, told, after, notes(answer));
  }

  /** Compares; what the caller's dialect cannot say at all may be its nearest word. */
  private static Cell nearest(Ingress ingress, Told told, Object after, String notes) {
    Cell cell = Cell.compared(told.meant().apply(told.answer()), after, notes);
    if (!(cell instanceof Cell.Lost) || !told.nearest()) {
      return cell;
    }
    byte[] own = ingress.server().encodeResponse(told.answer(), Sse.HEAD).bytes();
    Object said = told.meant().apply(ingress.caller().decodeResponse(own));
    return after.equals(said)
        ? new Cell.Nearest(after.toString().toLowerCase(Locale.ROOT).replace('_', ' '))
        : cell;
  }

  /** What the caller of that dialect is told of an error of the provider. */
  String failed(Ingress ingress, Egress provider, Failure failure) {
    Egress egress = provider.facing(ingress);
    // A model of its own: one that failed is left alone for a while.
    String model =
        MatrixGateway.model(ingress, egress, false)
            + "-"
            + failure.code()
            + ingress.server().dialect().label().replace(".", "-");
    HttpResponse<String> answer =
        gateway.ask(
            ingress.path(model, false),
            written(ingress, Asked.hello(false), model, false),
            Script.status(failure.status())
                .header("Content-Type", "application/json")
                .header("Retry-After", "3")
                .body(egress.vendor().encodeFailure(failure, "req_1")));
    String word = answer.headers().firstValue("x-opper-error-code").orElse("");
    String wait = answer.headers().firstValue("retry-after").map(s -> ", " + s + " s").orElse("");
    return answer.statusCode() + " `" + word + "`" + wait;
  }

  /**
   * What becomes of a token that a provider put beside its thought and must have back, when the
   * caller sends the history with the results of its tools.
   *
   * @param keeps whether the caller sends back all that it got, or the calls alone
   */
  Cell token(Ingress ingress, Egress provider, boolean keeps) {
    Egress egress = provider.facing(ingress);
    Optional<String> signed = Signed.answer(egress.dialect());
    if (signed.isEmpty() || (!keeps && ingress.server().dialect() == egress.dialect())) {
      return new Cell.Unsaid();
    }
    String model = MatrixGateway.model(ingress, egress, true);
    ChatRequest first = Signed.question();
    HttpResponse<String> answer =
        gateway.ask(
            ingress.path(model, false),
            written(ingress, first, model, false),
            Script.json(200, signed.get()));
    byte[] told = answer.body().getBytes(StandardCharsets.UTF_8);
    ChatRequest next = Signed.next(first, ingress.caller().decodeResponse(told), keeps);
    HttpResponse<String> second =
        gateway.ask(
            ingress.path(model, false),
            written(ingress, next, model, false),
            whole(egress, Told.all().getFirst()));
    if (!gateway.asked()) {
      return Cell.refused(second);
    }
    return gateway.sent().body().contains(Signed.TOKEN)
        ? new Cell.Equal()
        : Cell.compared(Signed.TOKEN, "nothing", notes(second));
  }

  private HttpResponse<String> hello(
      Ingress ingress, Egress egress, boolean thoughts, boolean stream, Script script) {
    String model = MatrixGateway.model(ingress, egress, thoughts);
    byte[] body = written(ingress, Asked.hello(thoughts), model, stream);
    return gateway.ask(ingress.path(model, stream), body, script);
  }

  static Script whole(Egress egress, Told told) {
    byte[] body = egress.vendor().encodeResponse(told.answer(), Sse.HEAD).bytes();
    return Script.json(200, new String(body, StandardCharsets.UTF_8));
  }

  private static String notes(HttpResponse<String> answer) {
    return answer.headers().firstValue("x-switchboard-fidelity").orElse("");
  }
}
