package org.wirg.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;

/** Model files that a stranger wrote or a disk damaged: refused in words, or read in full. */
final class ModelHostileTest {
  private static final Path FILE = ModelVerdict.FILE;

  private static byte[] good = new byte[0];
  private static String text = "";
  private static String coupled = "";

  @BeforeAll
  static void writeOne(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("good.json");
    ModelFile.write(file, SmallModels.on(Grid.of(4, 4), 1, true, true));
    good = Files.readAllBytes(file);
    text = new String(good, StandardCharsets.US_ASCII);
    ModelFile.write(file, SmallModels.coupled());
    coupled = Files.readString(file, StandardCharsets.US_ASCII);
  }

  @Test
  void theGoodOneIsRead() {
    assertThat(ModelVerdict.read(good)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"wirg-model\" | \"other\" | format must be wirg-model",
        "\"version\": 3 | \"version\": 2 | version must be a whole number from 3 to 3",
        "\"mean\": 0.0 | \"mean\": NaN | one JSON document",
        "\"mean\": 0.0 | \"mean\": 1e999 | mean must be a number between",
        "\"mean\": 0.0 | \"mean\": 0.5 | 0 in a model of symmetry z2",
        "\"mean\": 0.0 | \"mean\": 0.0, \"mean\": 0.0 | one JSON document",
        "\"mean\": 0.0 | \"mean\": 0.0, \"extra\": 0.0 | the member extra",
        "\"wavelet\": \"db2\", | '' | no wavelet",
        "\"wavelet\": \"db2\" | \"wavelet\": \"db99\" | wavelet must be one of",
        "\"grid\": [4, 4], | \"grid\": [8, 4], | must be a whole number from",
        "\"grid\": [4, 4], | \"grid\": [536870912, 2], | grid[0] must be a whole number",
        "\"grid\": [4, 4], | \"grid\": [67108864, 67108864], | at most 2^26 sites",
        "\"grid\": [4, 4], | \"grid\": [6, 6], | halved 2 times",
        "\"grid\": [4, 4], | \"grid\": [], | 1 to 3 axes",
        "\"symmetry\": \"z2\" | \"symmetry\": \"z3\" | symmetry must be z2 or none",
        "\"symmetry\": \"z2\" | \"symmetry\": \"none\" | what the model's symmetry says",
        "\"radius\": 1 | \"radius\": 2 | couplings must be an array of",
        "\"radius\": 1 | \"radius\": 99 | from 0 to 16",
        "\"splines\": 6 | \"splines\": 7 | as many as the splines allow",
        "\"shift\": [1, 0] | \"shift\": [0, 1] | shift[0] must be",
        "\"gauge\": \"linear\" | \"gauge\": \"constant\" | gauge must be linear",
        "\"isotropic\": true | \"isotropic\": 1 | isotropic must be true or false"
      })
  void saysWhatIsWrong(String part, String instead, String message) {
    rejects(text, part, instead, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"kind\": \"original-kernel\" | \"kind\": \"kernel\" | array of 2 elements, kernel, stiffness",
        "\"kind\": \"original-kernel\" | \"kind\": \"stiffness\" | an object with kind, low, high",
        "\"kind\": \"stiffness\" | \"kind\": \"original-kernel\" | must be of the finest field",
        "\"unit\": | \"unit\": -1, \"u\": | the member u",
        "\"unit\": | \"unit\": -, | one JSON document",
        "\"spline\": [ | \"spline\": [], \"s\": [ | the member s",
        "\"spline\": [ | \"spline\": [1e30, | spline[0] must be a number between",
      })
  void saysWhatIsWrongWithOtherTerms(String part, String instead, String message) {
    rejects(coupled, part, instead, message);
  }

  /** Members of their own: few are as short as a list can be. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"spline\": \\[[^]]*] | \"spline\": [1, 2, 3] | at least 4 coefficients",
        "\"unit\": [^,}\\n]* | \"unit\": 0 | unit must be a positive number",
        ",\\s*\"transform\": \\{[^}]*} | '' | in a model of transformed fields; found no transform",
        "(?s)(\\{\\s*\"kind\": \"original-kernel\".*?}),(\\s*\\{\\s*\"kind\": \"scalar) | $1, $1, $2 | at most 3 elements",
      })
  void saysWhatIsWrongWithOriginalValues(String part, String instead, String message) {
    byte[] bytes = coupled.replaceFirst(part, instead).getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> ModelFile.read(FILE, bytes))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining(message);
  }

  private static void rejects(String text, String part, String instead, String message) {
    assertThat(text).contains(part);
    int at = text.indexOf(part, text.indexOf("\"seed\""));
    at = at < 0 ? text.indexOf(part) : at;
    String mutant = text.substring(0, at) + instead + text.substring(at + part.length());
    byte[] bytes = mutant.getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> ModelFile.read(FILE, bytes))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining(message);
  }

  @Test
  void deepAndLongDocuments() {
    refused("[".repeat(1_000_000));
    refused("{\"a\":".repeat(1_000_000));
    refused("\"" + "x".repeat(1_000_000) + "\"");
    refused("1".repeat(1_000_000));
    refused("[" + "[],".repeat(1_000_000) + "[]]");
    refused("");
    refused("null");
    refused("\u00ff\u00fe");
    refused(text + "{}");
  }

  private static void refused(String document) {
    assertThatThrownBy(() -> ModelFile.read(FILE, document.getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(InputRejected.class);
  }

  @Test
  void missingFilesAndFolders(@TempDir Path folder) {
    assertThatThrownBy(() -> ModelFile.read(folder.resolve("none.json")))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("no file");
    assertThatThrownBy(() -> ModelFile.read(folder))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("a folder");
  }
}
