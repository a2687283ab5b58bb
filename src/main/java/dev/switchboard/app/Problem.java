package dev.switchboard.app;

import dev.switchboard.access.PepperException;
import dev.switchboard.admin.AdminTokenException;
import dev.switchboard.config.ConfigException;
import dev.switchboard.http.BindException;
import dev.switchboard.http.UpstreamException;
import dev.switchboard.ir.Failure;
import dev.switchboard.ir.FailureException;
import dev.switchboard.journal.JournalCorruptException;
import dev.switchboard.journal.JournalException;
import dev.switchboard.journal.JournalLockedException;
import dev.switchboard.store.StoreException;
import java.util.Objects;

/**
 * Why a command did not do what was asked.
 *
 * @param exitCode see {@link ExitCode}
 * @param what one line
 * @param fix one line
 */
record Problem(int exitCode, String what, String fix) {
  Problem {
    Objects.requireNonNull(what);
    Objects.requireNonNull(fix);
  }

  /** What a failure means to the person at the terminal. */
  static Problem of(Throwable failure) {
    String what = oneLine(failure);
    return switch (failure) {
      case CommandException e -> e.problem();
      case ConfigException _ ->
          new Problem(
              ExitCode.DATA,
              what,
              "correct it; `switchboard config schema` prints what the file may hold");
      case StoreException e -> new Problem(exitCode(e), what, e.remedy());
      case DataFolder.DataFolderException _ ->
          new Problem(
              ExitCode.FOLDER,
              what,
              "make it writable for this user, or name another one with --data");
      case JournalLockedException _ ->
          new Problem(
              ExitCode.FOLDER, what, "stop that process, or name another data folder with --data");
      case JournalCorruptException _ ->
          new Problem(
              ExitCode.DATA,
              what,
              "see `switchboard journal inspect`; restore the folder from a backup");
      case JournalException _ ->
          new Problem(
              ExitCode.FOLDER, what, "check the disk's space and state, or name another --data");
      case PepperException _ ->
          new Problem(
              ExitCode.DATA,
              what,
              "restore the file from the data folder's backup, or give the pepper of the database's"
                  + " other processes in SWITCHBOARD_KEY_PEPPER");
      case AdminTokenException _ ->
          new Problem(
              ExitCode.FOLDER, what, "correct it, or delete the file so that a new one is made");
      case BindException e -> new Problem(ExitCode.UNAVAILABLE, what, portFix(e));
      case FailureException e when e.failure() instanceof Failure.Overloaded overloaded ->
          new Problem(
              ExitCode.UNAVAILABLE,
              overloaded.message(),
              "see what the log says of the database and the disk's space, and start again");
      case UpstreamException _ ->
          new Problem(
              ExitCode.UNAVAILABLE,
              what,
              "start a gateway with `switchboard serve`, or name its address with --url");
      default ->
          new Problem(
              ExitCode.NO,
              failure.getClass().getSimpleName() + ": " + what,
              "this was not expected; run it again with --debug and report what it prints");
    };
  }

  private static int exitCode(StoreException failure) {
    return switch (failure) {
      case StoreException.Unreachable _ -> ExitCode.UNAVAILABLE;
      case StoreException.FolderUnusable _ -> ExitCode.FOLDER;
      case StoreException.SchemaTooNew _, StoreException.Unusable _ -> ExitCode.DATA;
    };
  }

  private static String portFix(BindException failure) {
    return failure.isPortInUse()
        ? "stop the process that has it, or choose another with --port (0 takes a free one)"
        : "choose an address of this machine with --host, and a port that this user may open";
  }

  private static String oneLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }
}
