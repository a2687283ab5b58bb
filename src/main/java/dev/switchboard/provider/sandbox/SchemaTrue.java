package dev.switchboard.provider.sandbox;

import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.json.SchemaValidator;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Finds values that JSON Schemas allow. */
final class SchemaTrue {
  private final SchemaValidator validator;
  private final String provider;

  SchemaTrue(SchemaValidator validator, String provider) {
    this.validator = validator;
    this.provider = provider;
  }

  /**
   * A value that the schema allows; the same each time.
   *
   * @return empty if none was found
   * @throws FailureException with {@link Failure.ProviderRejected} if it is no schema
   */
  Optional<JsonNode> value(JsonNode schema, Supplier<Plausible> plausible) {
    Judge judge = judge(schema);
    Alternatives alternatives = new Alternatives(schema);
    for (boolean strict : new boolean[] {false, true}) {
      Optional<JsonNode> found =
          new SchemaSolver(judge, alternatives, plausible.get(), strict)
              .solve(schema, Place.TOP)
              .filter(judge::allows);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Whether the schema allows the value. */
  boolean allows(JsonNode schema, JsonNode value) {
    return judge(schema).allows(value);
  }

  /**
   * Reads a schema.
   *
   * @throws FailureException with {@link Failure.ProviderRejected} if it is no JSON
   */
  JsonNode read(String schema) {
    try {
      return Json.parse(schema);
    } catch (InvalidJsonException e) {
      throw rejected(e.getMessage());
    }
  }

  private Judge judge(JsonNode schema) {
    try {
      return new Judge(validator, schema);
    } catch (InvalidFieldException e) {
      throw rejected(e.getMessage());
    }
  }

  private FailureException rejected(String why) {
    return new FailureException(
        new Failure.ProviderRejected(
            provider,
            Failure.ProviderRejected.Reason.OTHER,
            400,
            provider + ": the JSON Schema cannot be used: " + why));
  }
}
