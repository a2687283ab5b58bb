package dev.switchboard.app;

import dev.switchboard.config.ProcessEnvironment;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The process entry point: one command, one exit code. */
public final class Main {
  private Main() {}

  /**
   * Runs one command.
   *
   * @param args the command line, without the program's name
   */
  public static void main(String[] args) {
    System.setOut(utf8(FileDescriptor.out));
    System.setErr(utf8(FileDescriptor.err));
    Session session =
        new Session(ProcessEnvironment.variables(), System.in, System.out, System.err);
    int exitCode = run(session, args);
    System.out.flush();
    System.err.flush();
    System.exit(exitCode);
  }

  /**
   * Runs one command in this process.
   *
   * @return the exit code
   */
  static int run(Session session, String... args) {
    SwitchboardCommand root = new SwitchboardCommand();
    CommandLine line = new CommandLine(root, new CommandFactory(session));
    CommandFactory.wantedBy(args).forEach(line::addSubcommand);
    line.setOut(new PrintWriter(session.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(session.err(), true, StandardCharsets.UTF_8));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    line.registerConverter(BigDecimal.class, Main::number);
    line.setExecutionExceptionHandler(
        (failure, _, _) -> report(session, Problem.of(failure), failure, root.debug()));
    line.setParameterExceptionHandler((failure, _) -> {
      Problem problem = usage(failure);
      return report(session, problem, failure, root.debug());
    });
    return line.execute(args);
  }

  private static BigDecimal number(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException _) {
      throw new CommandLine.TypeConversionException("'" + text + "' is not a number");
    }
  }

  private static int report(Session session, Problem problem, Throwable failure, boolean debug) {
    session.err().println("switchboard: " + problem.what());
    session.err().println(problem.fix());
    if (debug) {
      session.err().println(StackTrace.of(failure));
    }
    session.err().flush();
    return problem.exitCode();
  }

  private static Problem usage(CommandLine.ParameterException failure) {
    String message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    return new Problem(
        ExitCode.USAGE,
        message,
        "see `" + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help`");
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
