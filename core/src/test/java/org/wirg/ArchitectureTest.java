package org.wirg;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The directions in which packages may know each other. */
final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.wirg");

  /** Package, and what it may know beside itself; all but {@code field} may also use internal. */
  private static final Map<String, List<String>> KNOWS =
      Map.ofEntries(
          entry("field", List.of()),
          entry("internal", List.of("field")),
          entry("wavelet", List.of("field")),
          entry("energy", List.of("field", "wavelet")),
          entry("diagnose", List.of("field", "wavelet", "energy")),
          entry("lattice", List.of("field", "diagnose")),
          entry("prepare", List.of("field", "wavelet")),
          entry("file", List.of("field", "wavelet", "energy")),
          entry("sample", List.of("field", "wavelet", "energy", "diagnose", "file")),
          entry(
              "fit",
              List.of("field", "wavelet", "energy", "diagnose", "file", "sample", "hamiltonian")),
          entry(
              "hamiltonian", List.of("field", "wavelet", "energy", "diagnose", "file", "sample")));

  static Set<String> packages() {
    return KNOWS.keySet();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void knowsOnlyWhatLiesBelow(String name) {
    List<String> allowed = new ArrayList<>(List.of("org.wirg." + name + ".."));
    KNOWS.getOrDefault(name, List.of()).forEach(other -> allowed.add("org.wirg." + other + ".."));
    if (!name.equals("field")) {
      allowed.add("org.wirg.internal..");
    }
    DescribedPredicate<JavaClass> others =
        resideInAPackage("org.wirg..")
            .and(DescribedPredicate.not(resideInAnyPackage(allowed.toArray(new String[0]))))
            .as("other packages than " + allowed);
    noClasses()
        .that()
        .resideInAPackage("org.wirg." + name + "..")
        .should()
        .dependOnClassesThat(others)
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void everyPackageHasAPlace() {
    String places = "org\\.wirg\\.(" + String.join("|", KNOWS.keySet()) + ")(\\..*)?";
    assertThat(CLASSES).isNotEmpty().allMatch(c -> c.getPackageName().matches(places));
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("org.wirg.(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching("org.wirg.internal.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyKernelsKnowTheVectorApi() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.wirg.internal.kernel..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator.vector..")
        .check(CLASSES);
  }
}
