package dev.switchboard.ir;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What can go wrong with a call, as data.
 *
 * <p>{@link #message} is safe for callers: it names the offending value and what was expected, and
 * holds no credential, no header and no text of a provider but {@link ProviderRejected#message},
 * which the decoding codec has bounded and cleaned.
 */
public sealed interface Failure {

  /** A stable, low-cardinality, snake_case word: for callers, metrics and records. */
  String code();

  /** The HTTP status on our own surfaces. */
  int status();

  /** One sentence, safe for callers. */
  String message();

  /**
   * The body or a field is not what the route takes.
   *
   * @param code {@code invalid_json}, {@code invalid_request} or {@code unknown_schema_keyword}
   * @param pointer JSON pointer to the offending value; empty for the whole body
   */
  record InvalidRequest(String code, String pointer, String message) implements Failure {
    public InvalidRequest {
      Objects.requireNonNull(code);
      Objects.requireNonNull(pointer);
      Objects.requireNonNull(message);
    }

    /** A field with a wrong value. */
    public static InvalidRequest at(String pointer, String message) {
      return new InvalidRequest("invalid_request", pointer, message);
    }

    @Override
    public int status() {
      return 400;
    }
  }

  /**
   * No usable key.
   *
   * @param code {@code missing_key}, {@code invalid_key} or {@code expired_key}
   */
  record Unauthorized(String code, String message) implements Failure {
    @Override
    public int status() {
      return 401;
    }
  }

  /** The money of the key, project or tag is spent. */
  record BudgetExhausted(String scope, @Nullable Instant resetsAt, String message)
      implements Failure {
    @Override
    public String code() {
      return "budget_exhausted";
    }

    @Override
    public int status() {
      return 402;
    }
  }

  /**
   * The key may not do this.
   *
   * @param code {@code model_not_allowed} or {@code key_scope}
   */
  record Forbidden(String code, String message) implements Failure {
    @Override
    public int status() {
      return 403;
    }
  }

  /** No model of that name. */
  record ModelNotFound(String requestedModel, List<String> nearest, String message)
      implements Failure {
    public ModelNotFound {
      nearest = List.copyOf(nearest);
    }

    @Override
    public String code() {
      return "model_not_found";
    }

    @Override
    public int status() {
      return 404;
    }
  }

  /**
   * No such thing.
   *
   * @param code {@code function_not_found} or {@code not_found}
   */
  record NotFound(String code, String message) implements Failure {
    @Override
    public int status() {
      return 404;
    }
  }

  /** The path exists, the method does not. */
  record MethodNotAllowed(String allowed, String message) implements Failure {
    @Override
    public String code() {
      return "method_not_allowed";
    }

    @Override
    public int status() {
      return 405;
    }
  }

  /** Somebody else was first. */
  record Conflict(String message) implements Failure {
    @Override
    public String code() {
      return "conflict";
    }

    @Override
    public int status() {
      return 409;
    }
  }

  /** The body is over the limit. */
  record TooLarge(long limitBytes, String message) implements Failure {
    @Override
    public String code() {
      return "request_too_large";
    }

    @Override
    public int status() {
      return 413;
    }
  }

  /** The input breaks its schema. */
  record InputInvalid(List<Violation> violations, String message) implements Failure {
    public InputInvalid {
      violations = List.copyOf(violations);
    }

    @Override
    public String code() {
      return "input_invalid";
    }

    @Override
    public int status() {
      return 422;
    }
  }

  /** No target produced a value that its schema allows. */
  record OutputInvalid(String lastText, List<Violation> violations, String message)
      implements Failure {
    public OutputInvalid {
      violations = List.copyOf(violations);
    }

    @Override
    public String code() {
      return "output_invalid";
    }

    @Override
    public int status() {
      return 422;
    }
  }

  /** The chosen target cannot carry something of the request, and no other target can. */
  record Unsupported(String subject, String message) implements Failure {
    @Override
    public String code() {
      return "unsupported";
    }

    @Override
    public int status() {
      return 422;
    }
  }

  /** One of our own limits is reached. */
  record RateLimited(String limit, @Nullable Duration retryAfter, String message)
      implements Failure {
    @Override
    public String code() {
      return "rate_limited";
    }

    @Override
    public int status() {
      return 429;
    }
  }

  /** The provider's limit is reached. */
  record ProviderLimited(String provider, @Nullable Duration retryAfter, String message)
      implements Failure {
    @Override
    public String code() {
      return "rate_limited";
    }

    @Override
    public int status() {
      return 429;
    }
  }

  /**
   * The provider says the request itself is wrong; another attempt at the same model cannot help.
   *
   * @param reason why, as far as the provider's own codes tell
   * @param upstreamStatus the provider's HTTP status
   */
  record ProviderRejected(String provider, Reason reason, int upstreamStatus, String message)
      implements Failure {
    public ProviderRejected {
      Objects.requireNonNull(provider);
      Objects.requireNonNull(reason);
      Objects.requireNonNull(message);
    }

    /** Why a provider rejects. */
    public enum Reason {
      CONTEXT_LENGTH("context_length_exceeded"),
      CONTENT_FILTER("content_filter"),
      MODEL_UNKNOWN("model_not_found"),
      TOO_LARGE("request_too_large"),
      OTHER("invalid_request");

      private final String code;

      Reason(String code) {
        this.code = code;
      }
    }

    @Override
    public String code() {
      return reason.code;
    }

    @Override
    public int status() {
      return switch (reason) {
        case MODEL_UNKNOWN -> 404;
        case TOO_LARGE -> 413;
        case CONTEXT_LENGTH, CONTENT_FILTER, OTHER -> 400;
      };
    }
  }

  /**
   * The provider answered with an error or nonsense, or broke off.
   *
   * @param kind what happened, for records and retry decisions
   * @param upstreamStatus the provider's HTTP status; 0 when there was none
   * @param retryAfter when it wants to be asked again; null if it does not say
   */
  record ProviderFailed(
      String provider, Kind kind, int upstreamStatus, @Nullable Duration retryAfter, String message)
      implements Failure {
    public ProviderFailed {
      Objects.requireNonNull(provider);
      Objects.requireNonNull(kind);
      Objects.requireNonNull(message);
    }

    /** One that does not say when it wants to be asked again. */
    public ProviderFailed(String provider, Kind kind, int upstreamStatus, String message) {
      this(provider, kind, upstreamStatus, null, message);
    }

    /** What a provider did. */
    public enum Kind {
      /** Could not be reached: DNS, refused, TLS. */
      UNREACHABLE,
      /** Closed or reset the connection before the answer was whole. */
      BROKE_OFF,
      /** Answered with a server error. */
      SERVER_ERROR,
      /** Is overloaded and says so. */
      OVERLOADED,
      /** Answered with something that cannot be read. */
      UNREADABLE,
      /** Ended a stream without a reason. */
      NO_END
    }

    /** Too much to do is told as our own is: callers do the same about both. */
    @Override
    public String code() {
      return kind == Kind.OVERLOADED ? "overloaded" : "provider_failed";
    }

    @Override
    public int status() {
      return kind == Kind.OVERLOADED ? 503 : 502;
    }
  }

  /** Our own credential at the provider was refused; never a 401 of the caller. */
  record ProviderAuth(String provider, String message) implements Failure {
    @Override
    public String code() {
      return "provider_auth";
    }

    @Override
    public int status() {
      return 502;
    }
  }

  /** The provider was silent for too long. */
  record ProviderTimeout(String provider, String phase, Duration waited, String message)
      implements Failure {
    @Override
    public String code() {
      return "provider_timeout";
    }

    @Override
    public int status() {
      return 504;
    }
  }

  /** We have no room for another call now. */
  record Overloaded(String message) implements Failure {
    @Override
    public String code() {
      return "overloaded";
    }

    @Override
    public int status() {
      return 503;
    }
  }

  /**
   * No target can be asked: none is configured for the model, or all are out of order.
   *
   * @param retryAfter when one may be asked again; null when somebody must mend something first
   */
  record NoTarget(@Nullable Duration retryAfter, String message) implements Failure {
    /** None is configured. */
    public NoTarget(String message) {
      this(null, message);
    }

    @Override
    public String code() {
      return "no_target";
    }

    @Override
    public int status() {
      return 503;
    }
  }

  /** The call has gone through so many gateways that it must be going round in a ring. */
  record LoopDetected(String message) implements Failure {
    /** Its code. */
    public static final String CODE = "loop_detected";

    @Override
    public String code() {
      return CODE;
    }

    @Override
    public int status() {
      return 508;
    }
  }

  /** The caller left; never sent, only recorded. */
  record CallerGone(String message) implements Failure {
    @Override
    public String code() {
      return "caller_gone";
    }

    @Override
    public int status() {
      return 499;
    }
  }

  /** A mistake of ours; the log has the details under the request id. */
  record Internal(String message) implements Failure {
    @Override
    public String code() {
      return "internal_error";
    }

    @Override
    public int status() {
      return 500;
    }
  }
}
