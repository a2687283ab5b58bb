package dev.switchboard;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.ClassesShould;
import com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What production code does not do, and what it does in its place. */
class BansTest {
  private static final String NOWHERE = "dev.switchboard.nowhere..";

  /** JSON in a string literal that is then filled in. */
  private static final Pattern FORMATTED_JSON =
      Pattern.compile(
          "\\{\\\\\"[^\\n]*\"\\s*\\.formatted\\(|format\\(\\s*\"[^\\n]*\\{\\\\\""
              + "|\"\"\"\\s*[{\\[][^;]*?\"\"\"\\s*\\.formatted\\(");

  static List<ArchRule> bans() {
    return List.of(
        outside("dev.switchboard.store..")
            .dependOnClassesThat()
            .resideInAnyPackage(
                "java.sql..", "javax.sql..", "org.jdbi..", "com.zaxxer..", "org.flywaydb..")
            .because("SQL lives in store: declare a port in your room and implement it there"),
        outside("dev.switchboard.http..")
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "java.net.http..")
            .because("sockets live in http: use its server, client, SSE and WebSocket types"),
        outside("dev.switchboard.json..")
            .dependOnClassesThat()
            .resideInAnyPackage(
                "tools.jackson.databind.json..",
                "tools.jackson.databind.cfg..",
                "tools.jackson.core.json..",
                "com.fasterxml.jackson.core..",
                "com.fasterxml.jackson.databind..",
                "com.networknt..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("tools.jackson.databind.ObjectMapper")
            .because("JSON is set up once: use Json and SchemaValidator of dev.switchboard.json"),
        calls("dev.switchboard.config..", "java.lang.System.getenv")
            .because("the environment is read in config: take a value of your config record"),
        calls(
                "dev.switchboard.app..",
                "java.lang.System.exit",
                "java.lang.Runtime.exit",
                "java.lang.Runtime.halt")
            .because("only the command line ends the process: throw instead"),
        calls("dev.switchboard.app..", "java.lang.System.out", "java.lang.System.err")
            .because("only the command line prints: log with org.slf4j"),
        calls(NOWHERE, "java.lang.Thread.sleep", "java.util.concurrent.TimeUnit.sleep")
            .because("waiting has a deadline: use a Condition, a queue or a scheduler"),
        noClasses()
            .should()
            .accessTargetWhere(describe("the present without a Clock", BansTest::asksForThePresent))
            .because("time comes from a java.time.Clock given to the constructor"),
        calls(NOWHERE, "java.lang.System.currentTimeMillis")
            .because("time comes from a java.time.Clock; durations from System.nanoTime"),
        calls(NOWHERE, "*.printStackTrace").because("log with org.slf4j, once, at the edge"),
        calls(NOWHERE, "java.util.UUID.randomUUID")
            .because("ids sort by time: use dev.switchboard.access.Ids"),
        outside("dev.switchboard.app..")
            .dependOnClassesThat()
            .resideInAPackage("java.lang.reflect..")
            .orShould()
            .callMethod(Class.class, "forName", String.class)
            .because("what the process holds is written down in Wiring"),
        fields()
            .that()
            .areStatic()
            .should()
            .beFinal()
            .because("state belongs to an object that Wiring makes"),
        noClasses()
            .should()
            .haveNameMatching(".*(Manager|Helper|Utils?|Impl)")
            .because("a name says what the thing is"));
  }

  private static ClassesShould outside(String allowed) {
    return noClasses().that().resideOutsideOfPackage(allowed).should();
  }

  /** Calls of, references to and reads of members; {@code *} for a member of any class. */
  private static ClassesShouldConjunction calls(String allowed, String... members) {
    Set<String> banned = Set.of(members);
    return outside(allowed)
        .accessTargetWhere(
            describe(
                String.join(" or ", members),
                (JavaAccess<?> access) ->
                    banned.contains(
                            access.getTargetOwner().getName() + "." + access.getTarget().getName())
                        || banned.contains("*." + access.getTarget().getName())));
  }

  private static boolean asksForThePresent(JavaAccess<?> access) {
    return access.getTargetOwner().getPackageName().equals("java.time")
        && access.getTarget().getName().equals("now")
        && access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target
        && target.getRawParameterTypes().stream()
            .noneMatch(type -> type.isEquivalentTo(Clock.class));
  }

  @ParameterizedTest
  @MethodSource("bans")
  void areKept(ArchRule ban) {
    ban.allowEmptyShould(true).check(ArchitectureTest.OURS);
  }

  @ParameterizedTest
  @MethodSource("bans")
  void canFail(ArchRule ban) {
    JavaClasses sins = new ClassFileImporter().importPackages("dev.switchboard.fixture.sins");

    assertThat(ban.evaluate(sins).hasViolation()).isTrue();
  }

  @Test
  void jsonIsNotFormatted() throws IOException {
    List<Path> formatting = new ArrayList<>();
    for (Path file : ArchitectureTest.sources()) {
      if (FORMATTED_JSON.matcher(Files.readString(file)).find()) {
        formatting.add(file);
      }
    }
    assertThat(formatting).as("build JSON with dev.switchboard.json").isEmpty();
  }

  @Test
  void formattedJsonIsSeen() {
    assertThat(
            List.of(
                "String.format(\"{\\\"a\\\":%d}\", 1)",
                "x = \"{\\\"a\\\":%d}\".formatted(1);",
                "x = \"\"\"\n    {\"a\": %d}\n    \"\"\".formatted(1);"))
        .allMatch(source -> FORMATTED_JSON.matcher(source).find());
  }
}
