package dev.switchboard.ingress.openai;

import dev.switchboard.http.Multipart;
import dev.switchboard.http.MultipartException;
import dev.switchboard.ingress.Incoming;
import dev.switchboard.ir.Blob;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.json.TopLevel;
import dev.switchboard.provider.OriginalWork;
import dev.switchboard.wire.FormPart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request's body, as JSON or as a form.
 *
 * @param body with its content type
 * @param parts the parts of a form; null for JSON
 * @param original what may be passed on; null when the model's name stands nowhere in a form
 */
record Upload(Blob body, @Nullable List<FormPart> parts, @Nullable OriginalWork original) {
  private static final List<String> FILES = List.of("file", "image", "image[]", "mask");

  Upload {
    Objects.requireNonNull(body);
    parts = parts == null ? null : List.copyOf(parts);
  }

  /**
   * Reads a JSON body, whatever type it says it is.
   *
   * @param route behind the base URL
   */
  static Upload json(Incoming incoming, String route) {
    byte[] bytes = incoming.body();
    Blob body = new Blob("application/json", bytes);
    Optional<TopLevel.Field> model = TopLevel.scan(bytes).field("model");
    return new Upload(
        body,
        null,
        new OriginalWork(
            route,
            body,
            model.map(TopLevel.Field::start).orElse(-1),
            model.map(TopLevel.Field::end).orElse(-1)));
  }

  /**
   * Reads a form.
   *
   * @throws FailureException with {@link Failure.InvalidRequest} when it is none
   */
  static Upload form(Incoming incoming, String route) {
    String type = contentType(incoming);
    if (!Multipart.isForm(type)) {
      throw invalid("content-type: " + shortened(type) + " (expected: multipart/form-data)");
    }
    byte[] bytes = incoming.body();
    try {
      return form(new Blob(type, bytes), Multipart.read(type, bytes), route);
    } catch (MultipartException e) {
      throw invalid("the form cannot be read: " + e.getMessage());
    }
  }

  /** Reads a body of either kind, as its content type says. */
  static Upload either(Incoming incoming, String route) {
    return Multipart.isForm(contentType(incoming)) ? form(incoming, route) : json(incoming, route);
  }

  private static Upload form(Blob body, List<Multipart.Part> found, String route) {
    List<FormPart> parts = new ArrayList<>(found.size());
    Multipart.Part model = null;
    int models = 0;
    for (Multipart.Part part : found) {
      if (part.name().equals("model")) {
        model = part;
        models++;
      }
      // A sound from a bare stream has no file name, but a type of its own.
      boolean file = part.fileName() != null || FILES.contains(part.name());
      parts.add(
          new FormPart(
              part.name(),
              file ? Objects.requireNonNullElse(part.fileName(), "") : null,
              new Blob(
                  part.contentType(), Arrays.copyOfRange(body.bytes(), part.start(), part.end()))));
    }
    return new Upload(
        body,
        parts,
        model != null && models == 1 && model.fileName() == null
            ? new OriginalWork(route, body, model.start(), model.end())
            : null);
  }

  private static String contentType(Incoming incoming) {
    return incoming.exchange().header("content-type").orElse("");
  }

  private static String shortened(String text) {
    return text.isEmpty() ? "missing" : text.length() > 80 ? text.substring(0, 80) + "…" : text;
  }

  private static FailureException invalid(String message) {
    return new FailureException(Failure.InvalidRequest.at("", message));
  }
}
