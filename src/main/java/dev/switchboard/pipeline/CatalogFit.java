package dev.switchboard.pipeline;

import dev.switchboard.catalog.Capability;
import dev.switchboard.catalog.ModelEntry;
import dev.switchboard.catalog.Support;
import dev.switchboard.routing.Said;
import dev.switchboard.routing.Target;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds the targets whose models are known not to take a call: pictures, sound, video, tools, or so
 * many tokens. A request is read only where that makes a difference between the targets.
 */
final class CatalogFit {
  /** Rough counts are within a quarter: what is larger than this much is too large. */
  private static final double ROUGHLY = 1.25;

  private static final Map<Said.Form, Capability> NEEDED =
      Map.of(
          Said.Form.IMAGE,
          Capability.VISION,
          Said.Form.AUDIO,
          Capability.AUDIO_INPUT,
          Said.Form.VIDEO,
          Capability.VIDEO_INPUT,
          Said.Form.TOOLS,
          Capability.TOOLS);

  private CatalogFit() {}

  static Map<Target, String> unfit(
      List<Target> targets, Said said, Function<Target, Optional<ModelEntry>> entries) {
    Map<Target, Set<Said.Form>> lacking = new LinkedHashMap<>();
    OptionalLong most = said.mostInputTokens();
    boolean mayBeTooLong = false;
    for (Target target : targets) {
      Optional<ModelEntry> entry = entries.apply(target);
      lacking.put(target, entry.map(CatalogFit::lacking).orElse(Set.of()));
      OptionalLong context = context(entry);
      mayBeTooLong |=
          context.isPresent() && (most.isEmpty() || most.getAsLong() > context.getAsLong());
    }
    boolean differ = Set.copyOf(lacking.values()).size() > 1;
    Map<Target, String> unfit = new LinkedHashMap<>();
    if (differ) {
      Set<Said.Form> forms = said.forms();
      lacking.forEach((target, lacks) ->
          forms.stream()
              .filter(lacks::contains)
              .findFirst()
              .ifPresent(form -> unfit.put(target, reason(form))));
    }
    if (mayBeTooLong) {
      tooLong(targets, said, entries, unfit);
    }
    return unfit;
  }

  private static void tooLong(
      List<Target> targets,
      Said said,
      Function<Target, Optional<ModelEntry>> entries,
      Map<Target, String> unfit) {
    OptionalLong tokens = said.inputTokens();
    for (Target target : targets) {
      OptionalLong context = context(entries.apply(target));
      if (tokens.isPresent()
          && context.isPresent()
          && tokens.getAsLong() > context.getAsLong() * ROUGHLY) {
        unfit.putIfAbsent(
            target,
            "its context is of %d tokens; the input is of about %d"
                .formatted(context.getAsLong(), tokens.getAsLong()));
      }
    }
  }

  private static OptionalLong context(Optional<ModelEntry> entry) {
    return entry.map(known -> known.limits().context()).orElse(OptionalLong.empty());
  }

  private static Set<Said.Form> lacking(ModelEntry entry) {
    Set<Said.Form> lacking = EnumSet.noneOf(Said.Form.class);
    NEEDED.forEach((form, capability) -> {
      if (entry.supports(capability) == Support.NO) {
        lacking.add(form);
      }
    });
    return lacking;
  }

  private static String reason(Said.Form form) {
    return "its model takes no "
        + (form == Said.Form.TOOLS ? "" : "input of ")
        + form.name().toLowerCase(Locale.ROOT);
  }
}
