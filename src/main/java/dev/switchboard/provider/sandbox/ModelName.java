package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.NearestWord;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An upstream model's name, taken apart.
 *
 * @param base without directives: {@code chat}, {@code openai/gpt-4o}
 * @param implied directives that the base means: a fault for {@code fault-reset}
 * @param directives what stands behind the {@code @}; empty for nothing
 */
record ModelName(String base, String implied, String directives) {

  /**
   * Takes a name apart.
   *
   * @throws FailureException with {@link Failure.ProviderRejected} for a name without a slash that
   *     is none of {@link SandboxModels}
   */
  static ModelName of(String provider, String upstreamModel) {
    return of(provider, upstreamModel, List.of(SandboxModels.CHAT, SandboxModels.ECHO));
  }

  /**
   * Takes the name of a model for work that is no conversation apart.
   *
   * @param own the sandbox's model that does it
   * @throws FailureException as {@link #of} does
   */
  static ModelName ofWork(String provider, String upstreamModel, String own) {
    return of(provider, upstreamModel, List.of(own));
  }

  private static ModelName of(String provider, String upstreamModel, List<String> own) {
    return find(upstreamModel, own).orElseThrow(() -> unknown(provider, upstreamModel, own));
  }

  /** Takes a name apart; empty for one without a slash that is neither of these nor a fault's. */
  static Optional<ModelName> find(String upstreamModel, List<String> own) {
    String base = base(upstreamModel);
    String directives =
        upstreamModel.substring(Math.min(base.length() + 1, upstreamModel.length()));
    if (base.indexOf('/') > 0 || own.contains(base)) {
      return Optional.of(new ModelName(base, "", directives));
    }
    if (base.equals("fault-rate-limit-retry")) {
      return Optional.of(new ModelName(base, "fault=rate_limit;retry_after=1s", directives));
    }
    return Fault.ofModel(base)
        .map(fault -> new ModelName(base, "fault=" + fault.word(), directives));
  }

  /** What stands before the directives. */
  private static String base(String upstreamModel) {
    int at = upstreamModel.indexOf('@');
    // An @ that is followed by no pair belongs to the name, as in claude-opus-4@20250514.
    boolean told = at >= 0 && upstreamModel.indexOf('=', at) > 0;
    return told ? upstreamModel.substring(0, at) : upstreamModel;
  }

  private static FailureException unknown(String provider, String upstreamModel, List<String> own) {
    String base = base(upstreamModel);
    String nearest =
        NearestWord.to(base, Stream.concat(own.stream(), SandboxModels.ids().stream()).toList())
            .filter(id -> own.contains(id) || id.startsWith("fault-"))
            .map(id -> "; nearest: " + id)
            .orElse("");
    return new FailureException(
        new Failure.ProviderRejected(
            provider,
            Failure.ProviderRejected.Reason.MODEL_UNKNOWN,
            404,
            provider
                + ": no model '"
                + base
                + "' for this work (expected: "
                + String.join(", ", own)
                + ", a fault-… model or any vendor/model"
                + nearest
                + ")"));
  }

  boolean echoes() {
    return base.equals(SandboxModels.ECHO);
  }

  /** The model in whose name is answered; empty for the sandbox's own. */
  String standIn() {
    return base.indexOf('/') > 0 ? base : "";
  }

  /** What the answer says has answered: {@code sandbox/chat}. */
  String reported() {
    return "sandbox/" + base;
  }
}
