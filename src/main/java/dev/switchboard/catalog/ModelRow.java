package dev.switchboard.catalog;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One line of a provider's file of models; its columns are read in the order of the file. */
final class ModelRow {
  private ModelRow() {}

  static ModelEntry read(String provider, Columns columns) {
    String id = columns.next();
    String name = columns.next();
    ModelType type = type(columns.next());
    ModelEntry.Facts facts = facts(columns);
    Prices prices = prices(columns);
    ReasoningOptions reasoning =
        new ReasoningOptions(
            columns.flag(), columns.list(','), columns.number(), columns.number(), columns.text());
    Lifecycle lifecycle =
        new Lifecycle(columns.text(), status(columns.next()), columns.text(), columns.flag());
    Optional<String> region = columns.text();
    ModelEntry.Facts complete =
        new ModelEntry.Facts(
            facts.can(), facts.cannot(), facts.limits(), facts.modalities(), reasoning);
    return new ModelEntry(
        id, provider, name, type, complete, prices, lifecycle, region, columns.list(','));
  }

  private static ModelType type(String word) {
    return ModelType.ofWord(word)
        .orElseThrow(() -> new IllegalStateException("type: '" + word + "'"));
  }

  private static Lifecycle.Status status(String word) {
    return switch (word) {
      case "" -> Lifecycle.Status.ACTIVE;
      case "alpha" -> Lifecycle.Status.ALPHA;
      case "beta" -> Lifecycle.Status.BETA;
      case "deprecated" -> Lifecycle.Status.DEPRECATED;
      default -> throw new IllegalStateException("status: '" + word + "'");
    };
  }

  private static ModelEntry.Facts facts(Columns columns) {
    String codes = columns.next();
    Limits limits = new Limits(columns.number(), columns.number(), columns.number());
    Set<Modality> input = modalities(columns.next());
    Set<Modality> output = modalities(columns.next());
    Set<Capability> can = EnumSet.noneOf(Capability.class);
    Set<Capability> cannot = EnumSet.noneOf(Capability.class);
    for (int i = 0; i < codes.length(); i++) {
      char code = codes.charAt(i);
      char upper = Character.toUpperCase(code);
      Capability capability = capability(upper);
      (code == upper ? can : cannot).add(capability);
    }
    tell(input.contains(Modality.IMAGE), Capability.VISION, can, cannot);
    tell(input.contains(Modality.PDF), Capability.DOCUMENTS, can, cannot);
    tell(input.contains(Modality.AUDIO), Capability.AUDIO_INPUT, can, cannot);
    tell(input.contains(Modality.VIDEO), Capability.VIDEO_INPUT, can, cannot);
    tell(output.contains(Modality.AUDIO), Capability.AUDIO_OUTPUT, can, cannot);
    tell(output.contains(Modality.IMAGE), Capability.IMAGE_OUTPUT, can, cannot);
    return new ModelEntry.Facts(
        can, cannot, limits, new Modalities(input, output), ReasoningOptions.UNKNOWN);
  }

  private static Capability capability(char code) {
    return switch (code) {
      case 'T' -> Capability.TOOLS;
      case 'R' -> Capability.REASONING;
      case 'S' -> Capability.STRUCTURED_OUTPUT;
      case 'P' -> Capability.TEMPERATURE;
      case 'A' -> Capability.ATTACHMENT;
      case 'I' -> Capability.INTERLEAVED_REASONING;
      default -> throw new IllegalStateException("capability: '" + code + "'");
    };
  }

  private static Modality modality(char code) {
    return switch (code) {
      case 't' -> Modality.TEXT;
      case 'i' -> Modality.IMAGE;
      case 'a' -> Modality.AUDIO;
      case 'v' -> Modality.VIDEO;
      case 'p' -> Modality.PDF;
      default -> throw new IllegalStateException("modality: '" + code + "'");
    };
  }

  private static void tell(
      boolean yes, Capability capability, Set<Capability> can, Set<Capability> cannot) {
    (yes ? can : cannot).add(capability);
  }

  private static Set<Modality> modalities(String codes) {
    Set<Modality> modalities = EnumSet.noneOf(Modality.class);
    for (int i = 0; i < codes.length(); i++) {
      modalities.add(modality(codes.charAt(i)));
    }
    return modalities;
  }

  private static Prices prices(Columns columns) {
    Rates base = rates(columns.next());
    List<PriceTier> tiers = new ArrayList<>();
    for (String tier : columns.list(';')) {
      int colon = tier.indexOf(':');
      tiers.add(
          new PriceTier(
              Long.parseLong(tier.substring(0, colon)), rates(tier.substring(colon + 1))));
    }
    Map<String, Rates> modes = new HashMap<>();
    for (String mode : columns.list(';')) {
      int colon = mode.indexOf(':');
      modes.put(mode.substring(0, colon), rates(mode.substring(colon + 1)));
    }
    return base.known() ? new Prices(base, tiers, modes) : Prices.UNKNOWN;
  }

  private static Rates rates(String text) {
    if (text.isEmpty()) {
      return Rates.NONE;
    }
    Map<TokenClass, Long> picos = new EnumMap<>(TokenClass.class);
    List<UnitRate> units = new ArrayList<>();
    for (String rate : Columns.split(text, ',')) {
      UnitRate unit = UnitRate.read(rate);
      if (unit == null) {
        picos.put(TokenClass.ofCode(rate.charAt(0)), Long.valueOf(rate.substring(1)));
      } else {
        units.add(unit);
      }
    }
    return new Rates(picos, units);
  }
}
