package dev.switchboard.traps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Every test of a trap can fail: each handling in {@code mutants.txt} is switched off in a copy of
 * its class, and the test that is named for it is seen to fail.
 *
 * <p>{@code ./switchboard test mutants}; with {@code -Dmutants=C5} those of one row alone.
 */
@Tag("mutants")
class MutantsTest {
  private static final Path CLASSES = Mutant.HOME.resolve("target/classes");
  private static final Path TESTS = Mutant.HOME.resolve("target/test-classes");

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> areNoticed() {
    String wanted = System.getProperty("mutants", "");
    return Mutant.all().stream()
        .filter(mutant ->
            wanted.isEmpty() || mutant.rows().stream().anyMatch(row -> row.matches(wanted)))
        .map(mutant -> DynamicTest.dynamicTest(mutant.toString(), () -> isNoticed(mutant)));
  }

  private void isNoticed(Mutant mutant) throws Exception {
    Path compiled = Files.createTempDirectory(folder, "mutant");
    compile(mutant, compiled);
    List<String> failed = new ArrayList<>();
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (MutatedClasses classes = new MutatedClasses(compiled, List.of(TESTS, CLASSES))) {
      Thread.currentThread().setContextClassLoader(classes);
      run(mutant, classes, failed);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
    int words = mutant.test().indexOf(':');
    String name = words < 0 ? "" : mutant.test().substring(words + 1);
    assertThat(failed)
        .as("failed tests of %s", mutant.test())
        .anySatisfy(test -> assertThat(test).contains(name));
  }

  private static void run(Mutant mutant, ClassLoader classes, List<String> failed)
      throws ClassNotFoundException {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selector(mutant, classes.loadClass(mutant.testClass())))
            .configurationParameter("junit.jupiter.execution.timeout.default", "60 s")
            .configurationParameter(
                "junit.jupiter.execution.timeout.thread.mode.default", "SEPARATE_THREAD")
            .build();
    int[] finished = {0};
    LauncherFactory.create()
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                  failed.add(test.getDisplayName());
                }
                finished[0] += test.isTest() ? 1 : 0;
              }
            });
    assertThat(finished[0] + failed.size()).as("tests that ran").isPositive();
  }

  private static DiscoverySelector selector(Mutant mutant, Class<?> type) {
    int method = mutant.test().indexOf('#');
    if (method < 0) {
      return DiscoverySelectors.selectClass(type);
    }
    String name = mutant.test().substring(method + 1).split(":", 2)[0];
    return Stream.of(type.getDeclaredMethods())
        .filter(candidate -> candidate.getName().equals(name))
        .map(candidate -> DiscoverySelectors.selectMethod(type, candidate))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no such test: " + mutant.test()));
  }

  private void compile(Mutant mutant, Path into) throws IOException {
    Path source = Files.createTempDirectory(folder, "source").resolve(mutant.path().getFileName());
    Files.writeString(source, mutant.mutated());
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-d",
              into.toString(),
              "-proc:none",
              "-nowarn",
              "-cp",
              CLASSES + java.io.File.pathSeparator + System.getProperty("java.class.path"));
      boolean done =
          javac
              .getTask(complaints, files, null, options, null, files.getJavaFileObjects(source))
              .call();
      assertThat(done).as("compiles: %s", complaints).isTrue();
    }
  }
}
