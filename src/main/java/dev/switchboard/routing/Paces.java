package dev.switchboard.routing;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * How fast targets answered of late. A measurement counts half after five minutes.
 *
 * <p>Before there are any, and while there are few, an assumption made of the price stands in: what
 * costs more is bigger and slower. So the first choices are the same everywhere, and a target that
 * nobody asks comes back to what was assumed of it.
 */
public final class Paces {
  private static final int MOST_TARGETS = 4_096;
  private static final double HALF_LIFE_NANOS = Duration.ofMinutes(5).toNanos();

  /** The answer by which targets are compared. */
  private static final int ANSWER_TOKENS = 200;

  /** How many measurements the assumption weighs. */
  private static final double ASSUMED = 1;

  /** What is assumed of a price: these at nothing, and so much more for each USD per million. */
  private static final double FIRST_MILLIS = 400;

  private static final double FIRST_MILLIS_PER_USD = 10;
  private static final double TOKEN_MILLIS = 10;
  private static final double TOKEN_MILLIS_PER_USD = 0.1;

  /** What a model of unknown price is taken for, and the dearest that makes a difference. */
  private static final double UNKNOWN_USD = 50;

  private static final double MOST_USD = 200;

  private final Map<String, Pace> targets = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  public Paces(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * What to expect.
   *
   * @param millis until a short answer is whole
   * @param samples how many measurements that rests on, the older ones counted for less
   */
  public record Expected(double millis, double samples) {}

  /** The last times, the oldest replaced. */
  private static final class Recent {
    private static final int MOST = 64;
    private static final int LEAST = 20;

    private float[] millis = new float[0];
    private int count;

    void add(double time) {
      if (millis.length == 0) {
        millis = new float[MOST];
      }
      millis[count % MOST] = (float) time;
      // The second round goes on for ever.
      count = count + 1 == 2 * MOST ? MOST : count + 1;
    }

    OptionalDouble within(int percent) {
      int size = Math.min(count, MOST);
      if (size < LEAST) {
        return OptionalDouble.empty();
      }
      float[] sorted = Arrays.copyOf(millis, size);
      Arrays.sort(sorted);
      return OptionalDouble.of(sorted[(size * percent + 99) / 100 - 1]);
    }
  }

  /** Sums that fade, and the last times. */
  private static final class Pace {
    private double firstWeight;
    private double firstMillis;
    private double tokenWeight;
    private double tokenMillis;
    private long at;
    private final Recent firstEvents = new Recent();
    private final Recent wholeAnswers = new Recent();

    private void fade(long now) {
      double factor = Math.pow(0.5, Math.max(0, now - at) / HALF_LIFE_NANOS);
      firstWeight *= factor;
      firstMillis *= factor;
      tokenWeight *= factor;
      tokenMillis *= factor;
      at = now;
    }
  }

  /**
   * Takes a stream's times.
   *
   * @param firstMillis until its first event
   * @param restMillis from then to its end
   */
  public void streamed(String target, double firstMillis, double restMillis, long outputTokens) {
    Pace pace = of(target);
    synchronized (pace) {
      pace.fade(nanoTime.getAsLong());
      pace.firstWeight += 1;
      pace.firstMillis += firstMillis;
      pace.firstEvents.add(firstMillis);
      if (outputTokens > 1) {
        // A longer answer says more of the pace; the longest counts as ten.
        double weight = Math.min(10, outputTokens / 20.0);
        pace.tokenWeight += weight;
        pace.tokenMillis += weight * restMillis / outputTokens;
      }
    }
  }

  /** Takes the time of a whole answer, of which the tokens' part is what is expected of them. */
  public void whole(String target, double millis, long outputTokens) {
    Pace pace = of(target);
    synchronized (pace) {
      pace.fade(nanoTime.getAsLong());
      pace.wholeAnswers.add(millis);
      double each = (TOKEN_MILLIS * ASSUMED + pace.tokenMillis) / (ASSUMED + pace.tokenWeight);
      pace.firstWeight += 1;
      pace.firstMillis += Math.max(millis / 10, millis - each * outputTokens);
    }
  }

  /** Takes that a target had not begun to answer after this time, when it was given up. */
  public void outpaced(String target, boolean stream, double millis) {
    Pace pace = of(target);
    synchronized (pace) {
      (stream ? pace.firstEvents : pace.wholeAnswers).add(millis);
    }
  }

  /**
   * Within which time so many of a hundred of a target's last answers began: the first events of
   * streams, or whole answers.
   *
   * @return in milliseconds; empty while there are too few to say
   */
  public OptionalDouble within(String target, boolean stream, int percent) {
    Pace pace = targets.get(target);
    if (pace == null) {
      return OptionalDouble.empty();
    }
    synchronized (pace) {
      return (stream ? pace.firstEvents : pace.wholeAnswers).within(percent);
    }
  }

  /**
   * What to expect of a target.
   *
   * @param usd what three million tokens in and one million out cost there; negative when unknown
   */
  public Expected expected(String target, double usd) {
    double price = usd < 0 ? UNKNOWN_USD : Math.min(MOST_USD, usd);
    double first = FIRST_MILLIS + FIRST_MILLIS_PER_USD * price;
    double token = TOKEN_MILLIS + TOKEN_MILLIS_PER_USD * price;
    Pace pace = targets.get(target);
    if (pace == null) {
      return new Expected(first + ANSWER_TOKENS * token, 0);
    }
    synchronized (pace) {
      pace.fade(nanoTime.getAsLong());
      double expectedFirst = (first * ASSUMED + pace.firstMillis) / (ASSUMED + pace.firstWeight);
      double expectedToken = (token * ASSUMED + pace.tokenMillis) / (ASSUMED + pace.tokenWeight);
      return new Expected(expectedFirst + ANSWER_TOKENS * expectedToken, pace.firstWeight);
    }
  }

  private Pace of(String target) {
    Pace known = targets.get(target);
    if (known != null) {
      return known;
    }
    if (targets.size() >= MOST_TARGETS) {
      targets.values().removeIf(this::isFaded);
    }
    return targets.size() >= MOST_TARGETS
        ? new Pace()
        : targets.computeIfAbsent(target, _ -> new Pace());
  }

  private boolean isFaded(Pace pace) {
    synchronized (pace) {
      pace.fade(nanoTime.getAsLong());
      return pace.firstWeight < 0.1;
    }
  }
}
