package dev.switchboard.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder that holds everything a gateway remembers. */
final class DataFolder {
  private DataFolder() {}

  /**
   * Makes the folder if it is missing, for its owner only, and tries to write to it.
   *
   * @throws DataFolderException when it cannot be used
   */
  static void prepare(Path folder) {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
      }
      Files.delete(Files.createTempFile(folder, "probe", ""));
    } catch (IOException e) {
      throw new DataFolderException(folder, e);
    }
  }

  /** The data folder cannot be used. */
  static final class DataFolderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DataFolderException(Path folder, IOException cause) {
      super(
          "the data folder "
              + folder.toAbsolutePath().normalize()
              + " cannot be written: "
              + cause.getClass().getSimpleName(),
          cause);
    }
  }
}
