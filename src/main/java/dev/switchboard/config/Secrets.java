package dev.switchboard.config;

import dev.switchboard.provider.Credential;
import java.util.Optional;

/** Secrets of a configuration: a text, or the path of a file that holds it. */
final class Secrets {
  private Secrets() {}

  /**
   * The secret of a key.
   *
   * @throws ConfigException if it cannot be read or cannot be sent; the message does not show it
   */
  static Optional<Credential> of(Section section, String key) {
    if (section.isMapping(key)) {
      try (Section holder = section.section(key).orElseThrow()) {
        String path =
            holder.text("file").orElseThrow(() -> holder.missing("file", "the path of a file"));
        return Optional.of(
            credential(
                SecretFile.read(path, holder.place("file")), "file " + path, holder.place("file")));
      }
    }
    return section.text(key).map(text -> credential(text, "configuration", section.place(key)));
  }

  /**
   * A secret that was found.
   *
   * @param source where, for people
   * @param where file and line, for complaints
   */
  static Credential credential(String secret, String source, String where) {
    try {
      return new Credential(secret, source);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(where, String.valueOf(e.getMessage()));
    }
  }
}
