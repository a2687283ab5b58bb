package dev.switchboard;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.switchboard.access.Admission;
import dev.switchboard.access.Gate;
import dev.switchboard.access.Lease;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** No code but the pipeline can get the right to reach a provider. */
class OneDoorTest {
  private static final JavaClasses OURS = ours();

  /** Our classes alone: reading the libraries they use would take seconds. */
  private static JavaClasses ours() {
    return ArchConfiguration.withThreadLocalScope(configuration -> {
      configuration.setResolveMissingDependenciesFromClassPath(false);
      return new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.switchboard");
    });
  }

  @Test
  void onlyThePipelineAsksForAdmissionAndLeases() {
    Set<String> guarded =
        Set.of(
            Gate.class.getName() + ".admit",
            Gate.class.getName() + ".admitStep",
            Gate.class.getName() + ".admitTurn",
            Admission.class.getName() + ".lease");
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.switchboard.pipeline..", "dev.switchboard.access..")
        .should()
        .accessTargetWhere(
            describe(
                "Gate.admit, Gate.admitStep, Gate.admitTurn or Admission.lease",
                (JavaAccess<?> access) ->
                    guarded.contains(
                        access.getTargetOwner().getName() + "." + access.getTarget().getName())))
        .because("the pipeline is the one path of every call")
        .check(OURS);
  }

  @Test
  void admissionsAndLeasesCannotBeMadeOutsideTheirRoom() {
    for (Class<?> type : Set.of(Admission.class, Lease.class)) {
      Assertions.assertThat(Modifier.isFinal(type.getModifiers())).isTrue();
      Assertions.assertThat(Arrays.stream(type.getDeclaredConstructors()))
          .noneMatch(constructor -> Modifier.isPublic(constructor.getModifiers()))
          .noneMatch(constructor -> Modifier.isProtected(constructor.getModifiers()));
    }
  }
}
