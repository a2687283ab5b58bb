package dev.switchboard.pipeline;

import dev.switchboard.ir.ChatRequest;
import dev.switchboard.ir.Content;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.ir.MediaSource;
import dev.switchboard.ir.Message;
import dev.switchboard.ir.OutputFormat;
import dev.switchboard.ir.Tool;
import dev.switchboard.ir.Usage;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Fills in usage that a provider did not report: a stream that broke off, or a server that does not
 * count. Media is not estimated.
 */
final class UsageEstimate {
  private final Supplier<ChatRequest> request;
  private final TokenEstimator estimator;

  UsageEstimate(Supplier<ChatRequest> request, TokenEstimator estimator) {
    this.request = request;
    this.estimator = estimator;
  }

  /** The usage of a whole answer: as reported, or estimated when the provider does not count. */
  Usage ofWhole(Usage reported, List<Content> produced) {
    return reported.source() == Usage.Source.UNKNOWN ? estimate(produced) : reported;
  }

  /**
   * The usage of an answer that broke off: what the provider said of the input, and of the output
   * the larger of what it said so far and what was produced. One that had begun and said nothing is
   * as one of which nothing came: models think before they speak.
   */
  Usage ofPart(Failure failure, Usage reported, List<Content> produced) {
    if (reported.source() == Usage.Source.UNKNOWN) {
      return produced.isEmpty() ? ofNothing(failure) : estimate(produced);
    }
    long missing = estimator.estimate(text(produced)) - reported.outputTotal();
    return reported.plus(Usage.of(0, Math.max(0, missing))).asEstimate();
  }

  /**
   * The usage of an attempt of which nothing came: the input where the provider may have worked on
   * it, nothing where it cannot have.
   */
  Usage ofNothing(Failure failure) {
    return mayHaveWorked(failure) ? estimate(List.of()) : Usage.NONE;
  }

  /** Whether a provider that failed so may have worked on the input. */
  static boolean mayHaveWorked(Failure failure) {
    return switch (failure) {
      case Failure.ProviderTimeout timeout -> !timeout.phase().equals("connect");
      case Failure.ProviderFailed failed ->
          switch (failed.kind()) {
            case UNREACHABLE, SERVER_ERROR, OVERLOADED -> false;
            case BROKE_OFF, UNREADABLE, NO_END -> true;
          };
      case Failure.CallerGone _ -> true;
      case Failure.ProviderRejected _,
          Failure.ProviderLimited _,
          Failure.ProviderAuth _,
          Failure.InvalidRequest _,
          Failure.Unauthorized _,
          Failure.BudgetExhausted _,
          Failure.Forbidden _,
          Failure.ModelNotFound _,
          Failure.NotFound _,
          Failure.MethodNotAllowed _,
          Failure.Conflict _,
          Failure.TooLarge _,
          Failure.InputInvalid _,
          Failure.OutputInvalid _,
          Failure.Unsupported _,
          Failure.RateLimited _,
          Failure.NoTarget _,
          Failure.Overloaded _,
          Failure.LoopDetected _,
          Failure.Internal _ ->
          false;
    };
  }

  /** Unknown for a body that was passed on although it cannot be read here. */
  private Usage estimate(List<Content> produced) {
    ChatRequest asked;
    try {
      asked = request.get();
    } catch (FailureException | InvalidFieldException | InvalidJsonException _) {
      return Usage.UNKNOWN;
    }
    return Usage.of(estimator.estimate(input(asked)), estimator.estimate(text(produced)))
        .asEstimate();
  }

  /** What a picture counts that nobody has measured: one of about a megapixel. */
  private static final long PICTURE = 1_500;

  /** A page of a PDF document is about as many bytes, and as many tokens, as this. */
  private static final long PAGE_BYTES = 50_000;

  private static final long PAGE = 2_000;

  /** All that a request is, media included. */
  static long count(ChatRequest request, TokenEstimator estimator) {
    return estimator.estimate(input(request)) + media(request, estimator);
  }

  /** The same by {@link RoughCount}. */
  static long roughly(ChatRequest request, InputSize size) {
    return size.tokens() + media(request, RoughCount::of);
  }

  private static long media(ChatRequest request, TokenEstimator estimator) {
    long tokens = 0;
    for (Message message : request.messages()) {
      tokens += media(message.content(), estimator);
    }
    return tokens;
  }

  private static long media(List<Content> content, TokenEstimator estimator) {
    long tokens = 0;
    for (Content part : content) {
      tokens +=
          switch (part) {
            case Content.Image _ -> PICTURE;
            case Content.Document document -> document(document, estimator);
            case Content.ToolResult result -> media(result.content(), estimator);
            case Content.Opaque opaque -> estimator.estimate(opaque.json());
            case Content.Text _,
                Content.Audio _,
                Content.Video _,
                Content.ToolCall _,
                Content.Reasoning _,
                Content.Refusal _,
                Content.CachePoint _ ->
                0;
          };
    }
    return tokens;
  }

  private static long document(Content.Document document, TokenEstimator estimator) {
    if (!(document.source() instanceof MediaSource.Inline inline)) {
      return PAGE;
    }
    long bytes = inline.base64().length() / 4L * 3;
    if (!inline.mimeType().startsWith("text/")) {
      return PAGE * Math.max(1, bytes / PAGE_BYTES);
    }
    try {
      return estimator.estimate(
          new String(Base64.getDecoder().decode(inline.base64()), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException _) {
      return bytes / 4;
    }
  }

  /** All words of a request, its tools and its schema included. */
  static String input(ChatRequest request) {
    StringBuilder input = new StringBuilder();
    words(request, input::append);
    return input.toString();
  }

  /** Gives the same piece by piece. */
  static void words(ChatRequest request, Consumer<String> to) {
    for (Tool tool : request.tools()) {
      switch (tool) {
        case Tool.Function function -> {
          to.accept(function.name());
          to.accept("\n");
          to.accept(Objects.requireNonNullElse(function.description(), ""));
          to.accept("\n");
          to.accept(Objects.requireNonNullElse(function.parameters(), ""));
        }
        case Tool.Opaque opaque -> to.accept(opaque.json());
      }
      to.accept("\n");
    }
    if (request.output() instanceof OutputFormat.JsonSchema schema) {
      to.accept(schema.schema());
      to.accept("\n");
    }
    for (Message message : request.messages()) {
      words(message.content(), to);
      to.accept("\n");
    }
  }

  private static String text(List<Content> content) {
    StringBuilder text = new StringBuilder();
    words(content, text::append);
    return text.toString();
  }

  private static void words(List<Content> content, Consumer<String> to) {
    for (Content part : content) {
      switch (part) {
        case Content.Text t -> to.accept(t.text());
        case Content.Reasoning r -> to.accept(r.text());
        case Content.Refusal r -> to.accept(r.text());
        case Content.ToolCall call -> {
          to.accept(call.name());
          to.accept(call.arguments());
        }
        case Content.ToolResult result -> words(result.content(), to);
        case Content.Image _,
            Content.Audio _,
            Content.Video _,
            Content.Document _,
            Content.CachePoint _,
            Content.Opaque _ -> {}
      }
    }
  }
}
