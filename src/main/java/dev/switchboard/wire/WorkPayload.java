package dev.switchboard.wire;

import dev.switchboard.ir.Blob;
import java.util.List;
import java.util.Objects;

/** The body of a request for work that is no conversation. */
public sealed interface WorkPayload {

  /** One body with its content type. */
  record Whole(Blob body) implements WorkPayload {
    public Whole {
      Objects.requireNonNull(body);
    }
  }

  /** Fields of {@code multipart/form-data}. */
  record Form(List<FormPart> parts) implements WorkPayload {
    public Form {
      parts = List.copyOf(parts);
    }
  }
}
