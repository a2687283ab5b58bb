package dev.switchboard.admin;

import dev.switchboard.access.Page;
import dev.switchboard.http.Query;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ingress.Parameters;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.Fields;
import dev.switchboard.json.InvalidFieldException;
import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import dev.switchboard.json.NearestWord;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One request of the management API, read strictly: what is not known is refused.
 *
 * @param path what the route's template leaves open, in order
 */
record ManagementRequest(Incoming incoming, List<String> path) {
  private static final int DEFAULT_LIMIT = 100;

  ManagementRequest {
    path = List.copyOf(path);
  }

  Query query() {
    return incoming.exchange().query();
  }

  /** A query parameter; empty when it is missing or blank. */
  Optional<String> parameter(String name) {
    return query().first(name).filter(value -> !value.isBlank());
  }

  /** The page that {@code limit} and {@code cursor} ask for. */
  Page.Request page() {
    return new Page.Request(
        Parameters.integer(query(), "limit", DEFAULT_LIMIT, 1, Page.Request.MAX_LIMIT),
        parameter("cursor").orElse(null));
  }

  /** An instant in a query parameter. */
  @Nullable Instant instant(String name) {
    Optional<String> text = parameter(name);
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Instant.parse(text.get());
    } catch (DateTimeParseException _) {
      throw Parameters.wrong(name, text.get(), "an instant such as 2026-01-31T12:00:00Z");
    }
  }

  /** Refuses query parameters that are not among these. */
  void allowParameters(Set<String> known) {
    for (Query.Parameter parameter : query().parameters()) {
      if (!known.contains(parameter.name())) {
        throw unknown("parameter", parameter.name(), "/" + parameter.name(), known);
      }
    }
  }

  /**
   * Reads the body, which must be a JSON object of these fields and no others; an empty body is an
   * empty object.
   *
   * @throws FailureException with {@link Failure.InvalidRequest} naming the field
   */
  <T> T read(Set<String> known, Function<Fields, T> reader) {
    // A text is no object, which the reading of its fields says.
    return readObjectOrText(known, reader, text -> reader.apply(Fields.of(text)));
  }

  /**
   * Reads the body, which may be a single text too.
   *
   * @param ofText is given the text as JSON
   * @throws FailureException with {@link Failure.InvalidRequest} naming the field
   */
  <T> T readObjectOrText(
      Set<String> known, Function<Fields, T> reader, Function<JsonNode, T> ofText) {
    try {
      byte[] body = incoming.body();
      JsonNode node = body.length == 0 ? Json.object() : Json.parse(body);
      if (node.isString()) {
        return ofText.apply(node);
      }
      Fields fields = Fields.of(node);
      for (String name : fields.unknown(known)) {
        throw unknown("field", name, "/" + name, known);
      }
      return reader.apply(fields);
    } catch (InvalidJsonException e) {
      throw new FailureException(
          new Failure.InvalidRequest("invalid_json", "", String.valueOf(e.getMessage())));
    } catch (InvalidFieldException e) {
      throw new FailureException(
          Failure.InvalidRequest.at(e.pointer(), String.valueOf(e.getMessage())));
    }
  }

  /** Answers with JSON. */
  void answer(int status, JsonNode body) {
    incoming.json(status, Json.write(body));
  }

  private static FailureException unknown(
      String what, String name, String pointer, Set<String> known) {
    String shown = name.length() > 60 ? name.substring(0, 60) + "…" : name;
    String expected =
        NearestWord.to(name, known)
            .map(near -> " (did you mean " + near + "?)")
            .orElse(
                known.isEmpty()
                    ? " (expected: none)"
                    : " (expected: one of " + String.join(", ", new TreeSet<>(known)) + ")");
    return new FailureException(
        Failure.InvalidRequest.at(pointer, "unknown " + what + " " + shown + expected));
  }
}
