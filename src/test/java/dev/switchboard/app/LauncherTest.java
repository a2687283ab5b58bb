package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher says of the JDK that it is told to take. */
class LauncherTest {
  private static final String LAUNCHER =
      Path.of(System.getProperty("basedir", "."), "switchboard").toAbsolutePath().toString();

  @TempDir static Path folder;

  /** What it says beside the JDK's folder that it takes, when it is told to take one. */
  private static String said(String javaHome) throws IOException, InterruptedException {
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder("bash", LAUNCHER, "java-home");
    builder.environment().put("SWITCHBOARD_JAVA_HOME", javaHome);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.redirectError(err.toFile()).start();
    String taken = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(taken).isEqualTo(System.getProperty("java.home"));
    return Files.readString(err);
  }

  @Test
  void saysThatTheJdkOfItsVariableIsNone() throws Exception {
    String said = said("/nope");
    assertThat(said).contains("SWITCHBOARD_JAVA_HOME=/nope").contains("JDK 25");
    assertThat(said.lines()).hasSize(1);
  }

  @Test
  void saysNothingOfAJdkThatItTakes() throws Exception {
    assertThat(said(System.getProperty("java.home"))).isEmpty();
  }
}
