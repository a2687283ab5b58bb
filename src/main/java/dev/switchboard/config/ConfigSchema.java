package dev.switchboard.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The published JSON Schema of {@code switchboard.yaml}; a test holds it against the reader. */
public final class ConfigSchema {
  private static final String RESOURCE = "config/switchboard.schema.json";

  private ConfigSchema() {}

  /** The schema as JSON, with a line break at its end. */
  public static String text() {
    try (InputStream in = ConfigSchema.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + RESOURCE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
