package dev.switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.switchboard.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * One case of goldens: a folder of inputs and expected outputs.
 *
 * <p>With {@code -Dgoldens.rewrite=true} what is expected is written instead of compared.
 */
record GoldenFolder(Path path) {
  private static final boolean REWRITE = Boolean.getBoolean("goldens.rewrite");

  /** All cases of a dialect, in the order of their names. */
  static List<GoldenFolder> of(String dialect) {
    Path root = root().resolve(dialect);
    try (Stream<Path> folders = Files.list(root)) {
      return folders.filter(Files::isDirectory).sorted().map(GoldenFolder::new).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a dialect has cases. */
  static boolean exists(String dialect) {
    return Files.isDirectory(root().resolve(dialect));
  }

  private static Path root() {
    return Path.of(System.getProperty("basedir", "."), "src/test/resources/golden");
  }

  String name() {
    return path.getFileName().toString();
  }

  boolean has(String file) {
    return Files.exists(path.resolve(file));
  }

  byte[] bytes(String file) {
    try {
      return Files.readAllBytes(path.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text(String file) {
    return new String(bytes(file), StandardCharsets.UTF_8);
  }

  /** The first of the files that is there. */
  Optional<String> first(String... files) {
    return Stream.of(files).filter(this::has).findFirst();
  }

  /** The file {@code target.json}, or an empty object. */
  JsonNode target() {
    return has("target.json") ? Json.parse(bytes("target.json")) : Json.object();
  }

  /** Holds an output to its file. */
  void expect(String file, String actual) {
    if (REWRITE) {
      write(file, actual);
    } else if (!has(file)) {
      fail("%s/%s is missing; the output was:%n%s", name(), file, actual);
    } else {
      assertThat(actual).as("%s/%s", name(), file).isEqualTo(text(file));
    }
  }

  /** Holds a JSON output to its file, laid out for people. */
  void expectJson(String file, byte[] actual) {
    expect(file, Json.pretty(Json.parse(actual)) + "\n");
  }

  /** Holds that an output did not come. */
  void expectNone(String file) {
    if (REWRITE) {
      delete(file);
    } else {
      assertThat(has(file))
          .as("%s/%s is there, but there is no such output", name(), file)
          .isFalse();
    }
  }

  private void write(String file, String text) {
    try {
      Files.writeString(path.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void delete(String file) {
    try {
      Files.deleteIfExists(path.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
