package dev.switchboard.wire.gemini.live;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.Failure.ProviderFailed.Kind;
import dev.switchboard.ir.Failure.ProviderRejected.Reason;
import dev.switchboard.wire.ProviderFaults;
import dev.switchboard.wire.ProviderText;
import java.util.Locale;

/**
 * What the end of a connection means: the Live API has no frame for errors, it closes with a code
 * and a sentence.
 */
public final class LiveClientErrors {
  private static final int INVALID = 1007;
  private static final int POLICY = 1008;

  private LiveClientErrors() {}

  /**
   * The failure.
   *
   * @param provider the configured name
   * @param code of the closing frame
   * @param said its sentence
   */
  public static Failure of(String provider, int code, String said) {
    ProviderFaults faults = new ProviderFaults(provider);
    String words = said.toLowerCase(Locale.ROOT);
    if (words.contains("ring of gateways")) {
      // Ours: there is no field for a code.
      return new Failure.LoopDetected(ProviderText.clean(said));
    }
    if (words.contains("quota") || words.contains("rate limit")) {
      return faults.limited(null);
    }
    if (words.contains("api key")
        || words.contains("unauthenticated")
        || words.contains("permission")) {
      return faults.refusedCredential(401, "");
    }
    if (code == INVALID || code == POLICY) {
      return faults.rejected(
          words.contains("not found") ? Reason.MODEL_UNKNOWN : Reason.OTHER, 400, said);
    }
    String clean = ProviderText.clean(said);
    return new Failure.ProviderFailed(
        provider,
        Kind.BROKE_OFF,
        0,
        provider
            + ": it ended the session with code "
            + code
            + (clean.isEmpty() ? "" : " (" + clean + ")"));
  }
}
