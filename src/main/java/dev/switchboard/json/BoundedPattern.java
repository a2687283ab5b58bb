package dev.switchboard.json;

import com.networknt.schema.SchemaException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A caller's regular expression, matched within a budget of steps.
 *
 * <p>A pattern such as {@code (a+)+$} takes longer than the age of the world on a few dozen
 * letters. Linear-time engines have no look-around, which schemas in the wild use; so the ordinary
 * engine runs, and every character it looks at is paid for from the {@link Budget} of the
 * validation.
 */
final class BoundedPattern {
  private static final int MAX_LENGTH = 5_000;

  /** What all patterns of one validation may cost; well under a second. */
  private static final long STEPS = 5_000_000;

  /** What each character of a text that is matched adds: a sane pattern sees it a few times. */
  private static final long STEPS_PER_CHARACTER = 20;

  /** The budget of the validation under way. */
  static final ScopedValue<Budget> BUDGET = ScopedValue.newInstance();

  /**
   * Thrown when a validation's patterns have used up what they may cost. The schema library logs
   * any other exception than its own, with the caller's text.
   */
  static final class Exhausted extends SchemaException {
    private static final long serialVersionUID = 1L;

    private final String regex;

    Exhausted(String regex) {
      super("a pattern takes too many steps");
      this.regex = regex;
    }

    /** The pattern that was being matched. */
    String regex() {
      return regex;
    }
  }

  /** Steps left to the patterns of one validation. */
  static final class Budget {
    private static final int STEPS_BETWEEN_LOOKS = 1 << 16;

    private final Judgement judgement;
    private long steps = STEPS;

    Budget(Judgement judgement) {
      this.judgement = judgement;
    }

    private void spend(String regex) {
      if (--steps < 0) {
        throw new Exhausted(regex);
      }
      if (steps % STEPS_BETWEEN_LOOKS == 0) {
        judgement.checkTime();
      }
    }
  }

  private final Pattern pattern;
  private final String regex;

  private BoundedPattern(Pattern pattern, String regex) {
    this.pattern = pattern;
    this.regex = regex;
  }

  /**
   * @param regex a regular expression of ECMA-262
   * @throws PatternSyntaxException if it is none, or is longer than {@value #MAX_LENGTH} characters
   */
  static BoundedPattern compile(String regex) {
    if (regex.length() > MAX_LENGTH) {
      throw new PatternSyntaxException("too long", "", -1);
    }
    try {
      return new BoundedPattern(Pattern.compile(EcmaRegex.toJava(regex)), regex);
    } catch (StackOverflowError e) {
      // Thousands of open brackets: the engine parses by recursion.
      throw new PatternSyntaxException("nested too deep", "", -1);
    }
  }

  /**
   * Whether the pattern is found anywhere in the text.
   *
   * @throws Exhausted if that takes more steps than the validation has left
   */
  boolean isIn(String text) {
    Budget budget = BUDGET.get();
    budget.steps += STEPS_PER_CHARACTER * text.length();
    try {
      return pattern.matcher(new Counted(text, 0, text.length(), budget, regex)).find();
    } catch (StackOverflowError e) {
      // The engine recurses once per repetition of a group.
      throw new Exhausted(regex);
    }
  }

  /** A text that counts how often it is looked at. */
  private record Counted(String text, int start, int end, Budget budget, String regex)
      implements CharSequence {
    @Override
    public char charAt(int index) {
      budget.spend(regex);
      return text.charAt(start + index);
    }

    @Override
    public int length() {
      return end - start;
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      return new Counted(text, start + from, start + to, budget, regex);
    }

    @Override
    public String toString() {
      return text.substring(start, end);
    }
  }
}
