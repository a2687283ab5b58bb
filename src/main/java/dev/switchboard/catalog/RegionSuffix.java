package dev.switchboard.catalog;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A region at the end of a model name: {@code gemini-2.5-flash-eu} is the model {@code
 * gemini-2.5-flash} in {@code eu}.
 *
 * @param model the name without the suffix, as written
 * @param region the region, lower case
 */
record RegionSuffix(String model, String region) {

  // Areas; then region names as Google (europe-west4), AWS (eu-central-1) and Azure (swedencentral)
  // spell them.
  private static final Pattern SUFFIX =
      Pattern.compile(
          "^(.+)-("
              + "eu|us|uk|jp|au|apac|asia|global|ca|ch|de|fr|in|kr|sg|se"
              + "|(?:europe|us|asia|australia|northamerica|southamerica|me|africa)"
              + "-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)\\d{1,2}"
              + "|(?:eu|us|ap|sa|ca|me|af|il|mx|cn|us-gov)"
              + "-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\\d"
              + "|(?:swedencentral|westeurope|northeurope|francecentral|germanywestcentral"
              + "|switzerlandnorth|polandcentral|norwayeast|italynorth|spaincentral|uksouth"
              + "|eastus2?|westus[23]?|northcentralus|southcentralus|canadaeast|canadacentral"
              + "|australiaeast|japaneast|koreacentral|southindia|brazilsouth|uaenorth)"
              + ")$",
          Pattern.CASE_INSENSITIVE);

  /** The region that the name ends in, if any. Says nothing about whether the model exists. */
  static Optional<RegionSuffix> of(String name) {
    Matcher matcher = SUFFIX.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new RegionSuffix(matcher.group(1), matcher.group(2).toLowerCase(Locale.ROOT)));
  }
}
