package dev.switchboard.wire;

/** Counts tokens where a provider did not, for dialects in which a count must stand. */
public interface TokenGuess {
  /** Guesses nothing. */
  TokenGuess NONE =
      new TokenGuess() {
        @Override
        public long input() {
          return 0;
        }

        @Override
        public long output(String text) {
          return 0;
        }
      };

  /** About how many tokens the request is; at least 0. */
  long input();

  /** About how many tokens a text of the answer is; at least 0. */
  long output(String text);
}
