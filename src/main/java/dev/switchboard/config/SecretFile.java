package dev.switchboard.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that holds one secret, as containers mount them. */
final class SecretFile {
  private SecretFile() {}

  /**
   * The file's text without the line break at its end.
   *
   * @param where what named the file, for messages
   * @throws ConfigException if it cannot be read or is empty; the message does not show the text
   */
  static String read(String file, String where) {
    try {
      String text = Files.readString(Path.of(file)).strip();
      if (text.isEmpty()) {
        throw new ConfigException(where, file + ": empty (expected: a secret)");
      }
      return text;
    } catch (IOException _) {
      throw new ConfigException(where, file + ": cannot be read (expected: a file with a secret)");
    }
  }
}
