package dev.switchboard.app;

import dev.switchboard.json.InvalidJsonException;
import dev.switchboard.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** JSON that a command is given. */
final class JsonInput {
  private JsonInput() {}

  /**
   * Reads it.
   *
   * @param file null or {@code -} for standard input
   * @param example shown when it is not JSON
   */
  static JsonNode read(Session session, @Nullable Path file, String example) {
    Path named = file == null || file.toString().equals("-") ? null : file;
    String what = named == null ? "standard input" : named.toString();
    try {
      return Json.parse(named == null ? session.in().readAllBytes() : Files.readAllBytes(named));
    } catch (NoSuchFileException _) {
      throw new CommandException(ExitCode.DATA, what + ": no such file", "name a file with JSON");
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.DATA, what + ": cannot be read: " + e.getMessage(), "name a file with JSON");
    } catch (InvalidJsonException e) {
      throw new CommandException(
          ExitCode.DATA, what + ": " + e.getMessage(), "give JSON such as " + example);
    }
  }
}
