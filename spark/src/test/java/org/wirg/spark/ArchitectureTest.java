package org.wirg.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Nothing but this module knows Spark, and nothing knows this module. */
final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.wirg");

  @Test
  void theRestDoesWithoutSpark() {
    for (String name : new String[] {"fit.Fit", "cli.Main", "formats.FieldFormats"}) {
      assertThat(CLASSES.contain("org.wirg." + name)).as(name).isTrue();
    }
    String[] theirs = {
      "org.apache.spark..",
      "org.apache.hadoop..",
      "org.apache.parquet..",
      "scala..",
      "org.wirg.spark.."
    };
    noClasses()
        .that()
        .resideOutsideOfPackage("org.wirg.spark..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(theirs)
        .check(CLASSES);
    assertThat(CLASSES.get(SparkWorkers.class).getDirectDependenciesFromSelf())
        .as("the rule sees what does")
        .anyMatch(d -> d.getTargetClass().getPackageName().startsWith("org.apache.spark"));
  }
}
