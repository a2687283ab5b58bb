package dev.switchboard.app;

/** The process entry point. */
public final class Main {
  private Main() {}

  /**
   * Runs one command.
   *
   * @param args the command line, without the program name
   */
  public static void main(String[] args) {
    System.out.println("switchboard");
  }
}
