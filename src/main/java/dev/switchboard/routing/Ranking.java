package dev.switchboard.routing;

import dev.switchboard.ir.Prefer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;

/** Orders targets by what matters most, and says why. */
public final class Ranking {
  private static final double PICOS_PER_USD_A_MILLION = 1e6;

  /**
   * Targets whose numbers differ by less are as good as each other to calls that belong together.
   */
  private static final double NEARLY = 1.25;

  private final Function<Target, OptionalLong> price;
  private final Paces paces;

  /**
   * @param price of three tokens in and one out, in 1e-12 USD; empty when unknown
   */
  public Ranking(Function<Target, OptionalLong> price, Paces paces) {
    this.price = price;
    this.paces = paces;
  }

  /** A ranking by nothing. */
  public static Ranking none() {
    return new Ranking(_ -> OptionalLong.empty(), new Paces(System::nanoTime));
  }

  /**
   * @param targets the best first
   * @param why in words
   */
  record Ranked(List<Target> targets, String why) {}

  /** A target with what it is judged by. */
  private record Judged(Target target, OptionalLong picos, Paces.Expected expected) {
    double usd() {
      return Ranking.usd(picos);
    }

    /** The less the better. */
    double number(Prefer prefer) {
      return switch (prefer) {
        case FAST -> expected.millis();
        case CHEAP -> picos.isEmpty() ? Double.MAX_VALUE : usd();
        case QUALITY -> picos.isEmpty() ? Double.MAX_VALUE : 1 / (1e-9 + usd());
        case BALANCED -> picos.isEmpty() ? Double.MAX_VALUE : expected.millis() * (0.01 + usd());
      };
    }

    String text(Prefer prefer) {
      String cost =
          picos.isEmpty()
              ? "unknown price"
              : String.format(Locale.ROOT, "%.4g USD for 3M in, 1M out", usd());
      long samples = Math.round(expected.samples());
      String time =
          Math.round(expected.millis())
              + " ms "
              + (samples == 0 ? "assumed" : "measured (" + samples + ")");
      return target.id()
          + " "
          + switch (prefer) {
            case FAST -> time;
            case CHEAP, QUALITY -> cost;
            case BALANCED -> time + " at " + cost;
          };
    }
  }

  /** For each million; negative when unknown. */
  private static double usd(OptionalLong picos) {
    return picos.isEmpty() ? -1 : picos.getAsLong() / PICOS_PER_USD_A_MILLION;
  }

  /**
   * Orders them; equals keep their order.
   *
   * @param key what keeps calls together at one of several that are nearly as good; empty for none
   */
  Ranked ranked(List<Target> targets, Prefer prefer, String key) {
    List<Judged> judged = new ArrayList<>();
    for (Target target : targets) {
      OptionalLong picos = price.apply(target);
      judged.add(new Judged(target, picos, paces.expected(target.id(), usd(picos))));
    }
    judged.sort(Comparator.comparingDouble(one -> one.number(prefer)));
    if (!key.isEmpty()) {
      kept(judged, prefer, key);
    }
    StringBuilder why = new StringBuilder("prefer " + prefer.word() + ": ");
    judged.forEach(one ->
        why.append(why.charAt(why.length() - 2) == ':' ? "" : ", ").append(one.text(prefer)));
    return new Ranked(judged.stream().map(Judged::target).toList(), why.toString());
  }

  /** Of those that are nearly as good as the best, puts the one first that the key says. */
  private static void kept(List<Judged> judged, Prefer prefer, String key) {
    double bound = judged.getFirst().number(prefer) * NEARLY;
    int best = 0;
    double most = 0;
    for (int i = 0; i < judged.size() && judged.get(i).number(prefer) <= bound; i++) {
      double fraction = Draw.fraction(key, judged.get(i).target().id());
      if (fraction > most) {
        most = fraction;
        best = i;
      }
    }
    judged.addFirst(judged.remove(best));
  }
}
