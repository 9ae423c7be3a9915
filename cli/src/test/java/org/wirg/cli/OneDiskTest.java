package org.wirg.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Formatter;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * In all modules files are opened, renamed and removed by {@link org.wirg.file.Disk} alone. Not
 * seen here are the libraries that open files themselves, for reading: {@code java.util.zip}, jhdf
 * and nom-tam-fits; and jhdf for writing, a temporary file that is then copied.
 */
final class OneDiskTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.wirg");

  @Test
  void seesAllModules() {
    for (String module : Set.of("cli.Main", "core.Disk", "formats.FieldWriter", "report.Page")) {
      String name = "org.wirg." + module.replace("core.", "file.");
      assertThat(CLASSES.contain(name)).as(name).isTrue();
    }
  }

  @Test
  void onlyTheDiskTouchesFiles() {
    noClasses()
        .that()
        .haveNameNotMatching("org\\.wirg\\.file\\.Disk(\\$.*)?")
        .should()
        .accessTargetWhere(
            DescribedPredicate.describe("opens, renames or removes a file", this::touches))
        .check(CLASSES);
    assertThat(CLASSES.get("org.wirg.file.Disk$Real").getAccessesFromSelf())
        .as("the rule sees the one place that does")
        .anyMatch(this::touches);
  }

  private boolean touches(JavaAccess<?> access) {
    if (!(access.getTarget() instanceof CodeUnitCallTarget call)) {
      return false;
    }
    JavaClass owner = call.getOwner();
    String name = call.getName();
    if (owner.isEquivalentTo(Files.class)) {
      return name.matches("(write|new|read|copy|move|delete|create|set|mismatch|lines|size).*")
          && !name.equals("newDirectoryStream");
    }
    if (owner.isEquivalentTo(FileChannel.class)) {
      return name.equals("open");
    }
    if (owner.isEquivalentTo(FileOutputStream.class)
        || owner.isEquivalentTo(FileInputStream.class)
        || owner.isEquivalentTo(FileWriter.class)
        || owner.isEquivalentTo(RandomAccessFile.class)) {
      return name.equals("<init>");
    }
    boolean printer =
        owner.isEquivalentTo(PrintStream.class)
            || owner.isEquivalentTo(PrintWriter.class)
            || owner.isEquivalentTo(Formatter.class);
    return printer
        && name.equals("<init>")
        && !call.getRawParameterTypes().isEmpty()
        && Set.of("java.lang.String", "java.io.File")
            .contains(call.getRawParameterTypes().getFirst().getName());
  }
}
