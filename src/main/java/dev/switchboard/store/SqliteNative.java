package dev.switchboard.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native library, kept unpacked in the data folder.
 *
 * <p>The driver on its own unpacks it into the temporary folder at every start and compares the
 * copy byte by byte, which is half of the time that opening the database takes. If the kept copy
 * cannot be used (a folder mounted {@code noexec}, another packaging), the driver does as it does.
 */
final class SqliteNative {
  private static final Logger log = LoggerFactory.getLogger(SqliteNative.class);
  private static final String PATH_PROPERTY = "org.sqlite.lib.path";
  private static final String NAME_PROPERTY = "org.sqlite.lib.name";

  private SqliteNative() {}

  /** Tells the driver where the library is; unpacks it if it is not there, or not whole. */
  static void prepare(Path dataFolder) {
    if (System.getProperty(PATH_PROPERTY) != null) {
      return;
    }
    String platform = System.getProperty("os.name") + "-" + System.getProperty("os.arch");
    Path folder =
        dataFolder
            .toAbsolutePath()
            .resolve("native")
            .resolve("sqlite-" + SQLiteJDBCLoader.getVersion() + "-" + platform.replace(' ', '-'));
    Path file = folder.resolve(System.mapLibraryName("sqlitejdbc"));
    try {
      if (isWhole(file) || unpack(file)) {
        System.setProperty(PATH_PROPERTY, folder.toString());
        System.setProperty(NAME_PROPERTY, file.getFileName().toString());
      }
    } catch (IOException e) {
      log.debug("SQLite's library is not kept in {}: {}", folder, e.toString());
    }
  }

  /** By the checksum that was written after it: asking the jar would mean opening it once more. */
  private static boolean isWhole(Path file) throws IOException {
    return Files.isRegularFile(file)
        && Files.isRegularFile(checksumOf(file))
        && Files.readString(checksumOf(file)).equals(checksum(Files.readAllBytes(file)));
  }

  /** Whether there was one for this platform. */
  private static boolean unpack(Path file) throws IOException {
    String packed = "/" + LibraryLoaderUtil.getNativeLibName();
    try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(packedFolder() + packed)) {
      if (in == null) {
        return false;
      }
      byte[] bytes = in.readAllBytes();
      Files.createDirectories(file.resolveSibling("."));
      put(file, bytes);
      put(checksumOf(file), checksum(bytes).getBytes(StandardCharsets.US_ASCII));
      return true;
    }
  }

  /**
   * Where the library for this platform is in the driver's jar. Asking the driver starts a process
   * and reads the memory map, to tell Android and musl from other Linux; so what is surely neither
   * is told without it.
   */
  private static String packedFolder() {
    if (System.getProperty("os.name").equals("Linux")) {
      if (Files.exists(Path.of("/lib64/ld-linux-x86-64.so.2"))) {
        return forGlibc("amd64", "x86_64");
      }
      if (Files.exists(Path.of("/lib/ld-linux-aarch64.so.1"))) {
        return forGlibc("aarch64", "aarch64");
      }
    }
    return LibraryLoaderUtil.getNativeLibResourcePath();
  }

  private static String forGlibc(String arch, String folder) {
    return System.getProperty("os.arch").equals(arch)
        ? "/org/sqlite/native/Linux/" + folder
        : LibraryLoaderUtil.getNativeLibResourcePath();
  }

  /** Whole or not at all, also when two processes do it at the same time. */
  private static void put(Path file, byte[] bytes) throws IOException {
    Path draft = Files.createTempFile(file.resolveSibling("."), "unpacking", ".tmp");
    try {
      Files.write(draft, bytes);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static Path checksumOf(Path file) {
    return file.resolveSibling(file.getFileName() + ".crc32");
  }

  private static String checksum(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return Long.toHexString(crc.getValue());
  }
}
