package dev.switchboard.admin;

import dev.switchboard.access.NewKey;
import dev.switchboard.access.Projects;
import dev.switchboard.access.Scope;
import dev.switchboard.json.Fields;
import dev.switchboard.json.Located;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the body that asks for a new key. */
final class KeyBody {
  static final Set<String> FIELDS =
      Set.of("name", "project", "scopes", "allowed_models", "expires_at", "expires_in");

  private static final String DEFAULT_PROJECT = "default";
  private static final Map<String, Scope> SCOPES =
      Stream.of(Scope.values()).collect(Collectors.toUnmodifiableMap(Scope::label, s -> s));
  private static final Pattern SPAN = Pattern.compile("([1-9]\\d{0,5})\\s*([smhd])");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private KeyBody() {}

  /**
   * The key that is asked for.
   *
   * @param now from which {@code expires_in} counts
   * @throws dev.switchboard.json.InvalidFieldException naming the field
   */
  static NewKey read(Fields fields, Projects projects, Instant now) {
    String project = fields.optionalText("project").orElse(DEFAULT_PROJECT);
    return new NewKey(
        ProjectRoutes.named(projects, project, "/project").id(),
        ProjectRoutes.name(fields),
        scopes(fields),
        allowedModels(fields),
        expiry(fields, now));
  }

  private static Set<Scope> scopes(Fields fields) {
    if (fields.optional("scopes").isEmpty()) {
      return EnumSet.allOf(Scope.class);
    }
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (Located item : fields.optionalItems("scopes")) {
      scopes.add(item.choice(SCOPES));
    }
    if (scopes.isEmpty()) {
      throw fields.invalid("scopes", "at least one scope, or no such field for all of them");
    }
    return scopes;
  }

  private static List<String> allowedModels(Fields fields) {
    List<String> models = new ArrayList<>();
    for (Located item : fields.optionalItems("allowed_models")) {
      String pattern = item.text();
      if (pattern.isBlank() || pattern.length() > 256) {
        throw item.invalid("a model's name or pattern of 1 to 256 characters");
      }
      models.add(pattern);
    }
    if (models.size() > 1_000) {
      throw fields.invalid("allowed_models", "at most 1000 names");
    }
    return models;
  }

  /** Calendars and databases end somewhere; nobody means a later year. */
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private static @Nullable Instant expiry(Fields fields, Instant now) {
    Optional<String> at = fields.optionalText("expires_at");
    Optional<String> in = fields.optionalText("expires_in");
    if (at.isPresent() && in.isPresent()) {
      throw fields.invalid("expires_in", "only one of expires_at and expires_in");
    }
    if (in.isPresent()) {
      Matcher span = SPAN.matcher(in.get());
      if (!span.matches()) {
        throw fields.invalid("expires_in", "a duration such as 90s, 30m, 12h or 7d");
      }
      Duration unit = UNITS.getOrDefault(span.group(2), Duration.ZERO);
      return now.plus(unit.multipliedBy(Long.parseLong(span.group(1))));
    }
    return at.map(text -> instant(fields, text, now)).orElse(null);
  }

  private static Instant instant(Fields fields, String text, Instant now) {
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      if (instant.isAfter(now) && instant.isBefore(LATEST)) {
        return instant;
      }
    } catch (DateTimeException _) {
      // Falls through to the complaint that an instant of the past gets.
    }
    throw fields.invalid("expires_at", "an instant to come, such as 2026-12-31T00:00:00Z");
  }
}
