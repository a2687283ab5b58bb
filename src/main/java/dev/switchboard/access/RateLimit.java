package dev.switchboard.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How much the calls that it applies to may ask for in any stretch of time.
 *
 * @param id {@code rlm_} and 22 letters and digits; the name in the configuration for one of there
 * @param each what has a count of its own; null for one count of all
 * @param amounts how much
 * @param createdAt null for one of the configuration
 */
public record RateLimit(
    String id, Applies applies, @Nullable Each each, Amounts amounts, @Nullable Instant createdAt) {
  /** The longest stretch of time. */
  public static final Duration LONGEST = Duration.ofDays(31);

  public RateLimit {
    Objects.requireNonNull(id);
    Objects.requireNonNull(applies);
    Objects.requireNonNull(amounts);
  }

  /**
   * How much.
   *
   * @param requests in a window; for a limit of models every attempt counts; null for no bound
   * @param tokens in a window, input and output together; null for no bound
   * @param concurrent at the same time; null for no bound
   * @param window at least 1 s and at most {@link RateLimit#LONGEST}
   */
  public record Amounts(
      @Nullable Long requests, @Nullable Long tokens, @Nullable Long concurrent, Duration window) {
    /** The most of anything: sums stay far from overflow. */
    public static final long MOST = 1_000_000_000_000_000L;

    public Amounts {
      require("requests", requests);
      require("tokens", tokens);
      require("concurrent", concurrent);
      if (requests == null && tokens == null && concurrent == null) {
        throw new IllegalArgumentException(
            "no amount (expected: requests, tokens or concurrent, or some of them)");
      }
      if (window.compareTo(Duration.ofSeconds(1)) < 0 || window.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("per: " + window + " (expected: 1s to 31d)");
      }
    }

    private static void require(String name, @Nullable Long amount) {
      if (amount != null && (amount < 0 || amount > MOST)) {
        throw new IllegalArgumentException(
            name + ": " + amount + " (expected: a whole number from 0 to " + MOST + ")");
      }
    }
  }

  /**
   * What has a count of its own.
   *
   * @param tag the tag's name; empty unless it is {@link By#TAG}
   */
  public record Each(By by, String tag) {
    private static final String TAG = "tag:";

    public Each {
      Objects.requireNonNull(by);
      if ((by == By.TAG) == tag.isBlank()) {
        throw new IllegalArgumentException("each: " + by + " with the tag '" + tag + "'");
      }
    }

    /** As it is written: {@code key}, {@code project}, {@code model} or {@code tag:NAME}. */
    public String label() {
      return switch (by) {
        case KEY -> "key";
        case PROJECT -> "project";
        case MODEL -> "model";
        case TAG -> TAG + tag;
      };
    }

    /**
     * Reads what {@link #label} wrote.
     *
     * @throws IllegalArgumentException naming the text and what was expected
     */
    public static Each ofLabel(String label) {
      return switch (label) {
        case "key" -> new Each(By.KEY, "");
        case "project" -> new Each(By.PROJECT, "");
        case "model" -> new Each(By.MODEL, "");
        default -> {
          if (!label.startsWith(TAG) || label.substring(TAG.length()).isBlank()) {
            throw new IllegalArgumentException(
                "each: " + label + " (expected: key, project, model or tag:NAME)");
          }
          yield new Each(By.TAG, label.substring(TAG.length()));
        }
      };
    }
  }

  /** By what calls are told apart. */
  public enum By {
    /** Every key. */
    KEY,
    /** Every project. */
    PROJECT,
    /** Every {@code provider/model} that is asked. */
    MODEL,
    /** Every value of a tag; calls without it are one more. */
    TAG
  }

  /** Whether it can be judged only when it is known which model is asked. */
  boolean looksAtModels() {
    return applies.model() != null || (each != null && each.by() == By.MODEL);
  }

  /** Under which count a call falls. */
  String bucket(Caller caller, String target) {
    if (each == null) {
      return "";
    }
    return switch (each.by()) {
      case KEY -> caller.key().id();
      case PROJECT -> caller.key().projectId();
      case MODEL -> ModelPattern.folded(target);
      case TAG -> caller.tags().getOrDefault(each.tag(), "");
    };
  }
}
