package dev.switchboard.app;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
              + reason(cause),
          cause);
    }

    private static String reason(IOException cause) {
      return switch (cause) {
        case FileAlreadyExistsException e -> e.getFile() + " is a file";
        case AccessDeniedException e -> "no permission for " + e.getFile();
        case NoSuchFileException e -> e.getFile() + " cannot be made";
        case FileSystemException e when e.getReason() != null -> e.getReason();
        default -> String.valueOf(cause.getMessage());
      };
    }
  }
}
