package org.wirg.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.energy.Model;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;

/** Models damaged in every bit, at every length and in every number. */
final class ModelDamageTest {
  private static byte[] small = new byte[0];
  private static byte[] whole = new byte[0];
  private static byte[] coupled = new byte[0];

  @BeforeAll
  static void write(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("good.json");
    ModelFile.write(file, SmallModels.on(Grid.of(4), 2, true, true));
    small = Files.readAllBytes(file);
    ModelFile.write(file, SmallModels.longRanged());
    whole = Files.readAllBytes(file);
    ModelFile.write(file, SmallModels.coupled());
    coupled = Files.readAllBytes(file);
    assertThat(ModelVerdict.read(coupled)).isTrue();
    assertThat(ModelVerdict.read(small)).isTrue();
    assertThat(ModelVerdict.read(whole)).isTrue();
  }

  @Test
  void everyBitAndEveryLength() {
    int read = 0;
    for (int bit = 0; bit < 8 * small.length; bit++) {
      read += ModelVerdict.read(Mutants.flipped(small, bit)) ? 1 : 0;
    }
    for (int length = 0; length < small.length - 1; length++) { // the last byte is a newline
      assertThat(ModelVerdict.read(Arrays.copyOf(small, length))).isFalse();
    }
    assertThat(read).isBetween(1, 8 * small.length - 1); // digits of a name or of a coefficient
    System.out.printf(
        "model: %d single bits, %d of them read; %d lengths, none read%n",
        8 * small.length, read, small.length - 1);
  }

  @Test
  void randomMutants() {
    mutate(2000);
  }

  @Tag("deep")
  @Test
  void manyRandomMutants() {
    mutate(100_000);
  }

  private static void mutate(int count) {
    Random random = new Random(3);
    int read = 0;
    for (int n = 0; n < count; n++) {
      byte[] good = n % 8 == 0 ? whole : n % 8 == 1 ? coupled : small;
      read += ModelVerdict.read(Mutants.of(good, random)) ? 1 : 0;
    }
    assertThat(read).isBetween(1, count - 1);
    System.out.printf("model: %d random mutants, %d of them read%n", count, read);
  }

  /** A document with a law of another kind is read with one number changed, or refused. */
  @ParameterizedTest
  @ValueSource(strings = {"1e100", "-1e100", "1e-100"})
  void everyNumberAtItsExtremes(String number) {
    int read = 0;
    int numbers = 0;
    for (byte[] good : List.of(small, whole, coupled)) {
      String text = new String(good, StandardCharsets.US_ASCII);
      // Every member, and of a long list its first.
      for (int at = text.indexOf(": "); at >= 0; at = text.indexOf(": ", at + 1)) {
        if ("-0123456789[".indexOf(text.charAt(at + 2)) >= 0) {
          numbers++;
          read += ModelVerdict.read(Mutants.numberReplaced(good, at, number)) ? 1 : 0;
        }
      }
    }
    assertThat(read).isBetween(1, numbers - 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1e999", "-1e999", "NaN", "Infinity", "-Infinity", "\"Infinity\"", "\"1\""})
  void noNumberIsAnythingElse(String number) {
    int numbers = 0;
    for (int at = 0; at < small.length; at++) {
      boolean starts = "-0123456789".indexOf(small[at]) >= 0 && " [".indexOf(small[at - 1]) >= 0;
      if (starts) {
        numbers++;
        assertThat(ModelVerdict.read(Mutants.numberReplaced(small, at, number))).isFalse();
      }
    }
    assertThat(numbers).isGreaterThan(100);
  }

  /** Two numbers that are good each by itself and not together. */
  @ParameterizedTest
  @CsvSource({
    "-1e-300, 1e-300",
    "-1e-100, 1e-100",
    "-1e-30, 1e-30",
    "-1e-20, 1e-20",
    "-1e20, 1e20",
    "-1e30, 1e30",
    "-1e99, 1e99"
  })
  void rangesOfPotentials(String low, String high) {
    for (byte[] good : List.of(small, whole, coupled)) {
      String text = new String(good, StandardCharsets.US_ASCII);
      String changed =
          text.replaceAll("\"low\": [^,]*", "\"low\": " + low)
              .replaceAll("\"high\": [^,]*", "\"high\": " + high);
      assertThat(changed).isNotEqualTo(text);
      ModelVerdict.read(changed.getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** As above, where terms of coarser fields are in other units. */
  @ParameterizedTest
  @ValueSource(strings = {"1e-100", "1e-60", "1e-30", "1e30", "1e60", "1e100"})
  void unitsOfLevels(String unit) {
    String text = new String(whole, StandardCharsets.US_ASCII);
    String own = text.substring(0, text.indexOf("\"hamiltonians\""));
    Matcher sigma = Pattern.compile("\"sigma\": ([^,]*)").matcher(own);
    int levels = 0;
    while (sigma.find()) {
      levels++;
      String changed = text.replace("\"sigma\": " + sigma.group(1), "\"sigma\": " + unit);
      ModelVerdict.read(changed.getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(levels).isEqualTo(4);
  }

  @Test
  void deepAndLongDocuments() {
    String text = new String(small, StandardCharsets.US_ASCII);
    String deep = "[".repeat(100_000);
    refused(deep);
    refused(deep + "]".repeat(100_000));
    refused("{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000));
    String nested = deep + "1" + "]".repeat(100_000);
    refused(text.replaceFirst("\"mean\": [^,]*", "\"mean\": " + nested));
    String digits = "1" + "0".repeat(10_000);
    refused(text.replaceFirst("\"mean\": [^,]*", "\"mean\": " + digits));
    refused(text.replaceFirst("\"mean\": [^,]*", "\"mean\": 0." + digits));
    refused(text.replaceFirst("\"mean\": [^,]*", "\"mean\": 1e" + digits));
    refused(text.replaceFirst("\"seed\": [^,}\n]*", "\"seed\": " + digits));
    for (String name : List.of("grid", "mean", "levels", "sigma", "theta", "terms", "format")) {
      refused(text.replaceFirst("\"" + name + "\": ", "\"" + name + "\": 0, \"" + name + "\": "));
    }
    for (String version : List.of("0", "1", "2", "4", "3.0", "\"3\"", "null", "[3]", "-3", "1e0")) {
      refused(text.replaceFirst("\"version\": 3", "\"version\": " + version));
    }
  }

  private static void refused(String document) {
    assertThatThrownBy(
            () -> ModelFile.read(ModelVerdict.FILE, document.getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(InputRejected.class);
  }

  /** The twin: a model that is not finite, and a reader that lets one through, are noticed. */
  @Test
  void whatCannotBeUsedIsNoticed() {
    Model model = ModelFile.read(ModelVerdict.FILE, small);
    assertThatThrownBy(() -> ModelVerdict.assertUsable(SmallModels.overflowing(model)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("must be finite");
  }
}
