package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Failure.ProviderFailed;
import dev.switchboard.ir.StopReason;
import dev.switchboard.ir.StreamEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a fault does to an attempt: the failure or the events that a real provider would cause. */
final class Breakage {
  /** So long is waited for the end of a stream whose answer has ended. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final String provider;
  private final SandboxConfig config;
  private final Directives directives;

  Breakage(SandboxConfig config, Directives directives) {
    this.provider = config.name();
    this.config = config;
    this.directives = directives;
  }

  /** The failure instead of an answer. */
  Failure refusal(Fault fault) {
    return switch (fault) {
      case RATE_LIMIT -> byStatus(429);
      case SERVER_ERROR -> byStatus(500);
      case OVERLOADED -> byStatus(503);
      case AUTH -> byStatus(401);
      case CONTEXT_LENGTH ->
          new Failure.ProviderRejected(
              provider,
              Failure.ProviderRejected.Reason.CONTEXT_LENGTH,
              status(400),
              provider + ": the input is longer than the model's context window");
      case UNREACHABLE -> failed(ProviderFailed.Kind.UNREACHABLE, "it refuses connections");
      case DNS -> failed(ProviderFailed.Kind.UNREACHABLE, "its name cannot be resolved");
      case TLS -> failed(ProviderFailed.Kind.UNREACHABLE, "its certificate is not trusted");
      case GARBAGE -> failed(ProviderFailed.Kind.UNREADABLE, "it does not speak HTTP/1.1");
      case EMPTY -> failed(ProviderFailed.Kind.UNREADABLE, "its answer is empty");
      case HTML -> failed(ProviderFailed.Kind.UNREADABLE, "its answer is HTML");
      case PREFILL_REFUSED -> rejected(Failure.ProviderRejected.Reason.OTHER, status(400));
      case RESET -> brokeOff();
      case SILENCE,
          FLAPPING,
          SLOW_FIRST_TOKEN,
          CUT,
          WRONG_LENGTH,
          TOOL_ARGUMENTS_CUT,
          ERROR_EVENT,
          DRIP,
          NO_TERMINATOR,
          STALL,
          MALFORMED,
          NO_END,
          CONTENT_FILTER,
          PROSE,
          FENCED,
          TRUNCATED_JSON,
          WRONG_TYPES ->
          throw new IllegalStateException(fault + " is no refusal");
    };
  }

  /** The failure of an answer that comes at once; empty for a fault that takes time alone. */
  Optional<Failure> atOnce(Fault fault) {
    if (fault.phase() == Fault.Phase.REFUSAL) {
      return Optional.of(refusal(fault));
    }
    return switch (fault) {
      case SILENCE, STALL, DRIP, NO_TERMINATOR, SLOW_FIRST_TOKEN -> Optional.empty();
      case CUT, WRONG_LENGTH, TOOL_ARGUMENTS_CUT -> Optional.of(brokeOff());
      case ERROR_EVENT -> Optional.of(overloaded());
      case NO_END ->
          Optional.of(failed(ProviderFailed.Kind.NO_END, "its answer ended without a reason"));
      case CONTENT_FILTER ->
          Optional.of(
              new Failure.ProviderRejected(
                  provider,
                  Failure.ProviderRejected.Reason.CONTENT_FILTER,
                  status(400),
                  provider + ": its content filter refuses the request"));
      default -> Optional.of(failed(ProviderFailed.Kind.UNREADABLE, "its answer cannot be read"));
    };
  }

  /** What an HTTP status of a provider means; a directive's status wins over the given one. */
  private Failure byStatus(int usual) {
    int status = status(usual);
    return switch (status) {
      case 429 ->
          new Failure.ProviderLimited(
              provider, directives.retryAfter(), provider + ": its rate limit is reached");
      case 401, 402, 403 ->
          new Failure.ProviderAuth(provider, provider + ": it refuses our credential");
      case 413 -> rejected(Failure.ProviderRejected.Reason.TOO_LARGE, status);
      case 503, 529 ->
          new ProviderFailed(
              provider,
              ProviderFailed.Kind.OVERLOADED,
              status,
              directives.retryAfter(),
              provider + ": it is overloaded");
      default ->
          status < 500
              ? rejected(Failure.ProviderRejected.Reason.OTHER, status)
              : failed(ProviderFailed.Kind.SERVER_ERROR, status, "it answered status " + status);
    };
  }

  /** The script with the fault in it. */
  Script applied(Fault fault, Script script) {
    return switch (fault) {
      case SILENCE ->
          script.cut(0, new Script.Step(Pause.FOREVER, new StreamEvent.Failed(brokeOff())));
      case CUT, WRONG_LENGTH -> script.cut(directives.after(), failing(brokeOff()));
      case TOOL_ARGUMENTS_CUT ->
          script.cut(script.firstOfCall().orElse(directives.after()), failing(brokeOff()));
      case ERROR_EVENT -> script.cut(directives.after(), failing(overloaded()));
      case DRIP -> script.every(config.betweenEvents().multipliedBy(4).dividedBy(5));
      case NO_TERMINATOR -> script.late(GRACE);
      case STALL ->
          script.cut(
              directives.after(),
              new Script.Step(Pause.FOREVER, new StreamEvent.Failed(brokeOff())));
      case MALFORMED ->
          script.cut(
              directives.after(),
              failing(failed(ProviderFailed.Kind.UNREADABLE, "one of its events is not JSON")));
      case NO_END ->
          script.cut(
              Integer.MAX_VALUE,
              failing(failed(ProviderFailed.Kind.NO_END, "its stream ended without a reason")));
      case CONTENT_FILTER -> filtered(script);
      case SLOW_FIRST_TOKEN, PROSE, FENCED, TRUNCATED_JSON, WRONG_TYPES -> script;
      default -> throw new IllegalStateException(fault + " is a refusal");
    };
  }

  private Script filtered(Script script) {
    StreamEvent.Finished end = (StreamEvent.Finished) script.steps().getLast().event();
    Script.Step filter =
        new Script.Step(
            Duration.ZERO,
            new StreamEvent.Finished(
                StopReason.CONTENT_FILTER,
                Script.word(StopReason.CONTENT_FILTER),
                null,
                end.usage()));
    Script cut = script.cut(directives.after(), filter);
    List<Script.Step> steps = new ArrayList<>(cut.steps());
    for (int call : cut.openCalls()) {
      steps.add(
          steps.size() - 1, new Script.Step(Duration.ZERO, new StreamEvent.ToolCallEnded(call)));
    }
    return new Script(steps);
  }

  private int status(int usual) {
    return directives.status() == null ? usual : directives.status();
  }

  private Failure rejected(Failure.ProviderRejected.Reason reason, int status) {
    return new Failure.ProviderRejected(
        provider, reason, status, provider + ": it refuses the request with status " + status);
  }

  private Failure overloaded() {
    return failed(ProviderFailed.Kind.OVERLOADED, status(503), "it is overloaded");
  }

  private Failure brokeOff() {
    return failed(ProviderFailed.Kind.BROKE_OFF, "it broke off before the answer was whole");
  }

  private Failure failed(ProviderFailed.Kind kind, String what) {
    return failed(kind, 0, what);
  }

  private Failure failed(ProviderFailed.Kind kind, int status, String what) {
    return new ProviderFailed(provider, kind, status, provider + ": " + what);
  }

  private static Script.Step failing(Failure failure) {
    return new Script.Step(Duration.ZERO, new StreamEvent.Failed(failure));
  }
}
