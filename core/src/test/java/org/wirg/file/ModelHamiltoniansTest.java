package org.wirg.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wirg.energy.CoarsePotential;
import org.wirg.energy.FieldEnergies;
import org.wirg.energy.Hamiltonians;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.Potential;
import org.wirg.energy.ScalarPotential;
import org.wirg.field.InputRejected;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The Hamiltonians of a model file: terms of coarser fields, scales, partition functions. */
final class ModelHamiltoniansTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path FILE = Path.of("model.json");
  private static Model[] fitted = {};
  private static String text = "";

  @BeforeAll
  static void writeOne(@TempDir Path folder) throws IOException {
    Model model = SmallModels.longRanged();
    fitted = new Model[] {model};
    Path file = folder.resolve("good.json");
    ModelFile.write(file, model);
    text = Files.readString(file, StandardCharsets.US_ASCII);
  }

  private static Model read(JsonNode tree) {
    return ModelFile.read(FILE, JSON.writeValueAsBytes(tree));
  }

  /** What a fit of fields with an edge writes. */
  @Test
  void noScalesAreReadAndWrittenAgain() throws IOException {
    ObjectNode tree = (ObjectNode) JSON.readTree(text);
    ((ObjectNode) tree.get("hamiltonians")).putArray("scales");
    Model model = read(tree);
    assertThat(model.hamiltonians().scales()).isEmpty();
    assertThat(model.hamiltonians().levels()).hasSize(3);
  }

  /** All scales say what the data leave open of them together: more than one has coefficients. */
  @Test
  void scalesMayLeaveOpenMoreThanTheyHave() {
    ObjectNode tree = (ObjectNode) JSON.readTree(text);
    ObjectNode last = (ObjectNode) tree.get("hamiltonians").get("scales").get(2).get("estimate");
    last.put("undetermined", last.get("covariance").size() + 1);
    Model model = read(tree);
    assertThat(model.hamiltonians().scales().get(2).part().estimate().undetermined())
        .isEqualTo(last.get("covariance").size() + 1);
  }

  @Test
  void comesBackAsItWas() {
    Model model = fitted[0];
    Hamiltonians hamiltonians = model.hamiltonians();
    Model back = read(JSON.readTree(text));
    assertThat(JsonLayout.of(ModelTree.of(back))).isEqualTo(text);
    assertThat(hamiltonians.levels().getFirst().energy().terms())
        .as("terms of coarser fields")
        .hasAtLeastOneElementOfType(CoarsePotential.class);
    assertThat(hamiltonians.logPartitions()).hasSize(4);
    assertThat(back.hamiltonians().logPartitions()).isEqualTo(hamiltonians.logPartitions());
    for (int l = 0; l < 3; l++) {
      assertSame(back.hamiltonians().levels().get(l), hamiltonians.levels().get(l));
      Hamiltonians.Scale scale = hamiltonians.scales().get(l);
      Hamiltonians.Scale again = back.hamiltonians().scales().get(l);
      assertSame(again.part(), scale.part());
      assertThat(again.chiSquared()).isEqualTo(scale.chiSquared());
      assertThat(again.directions()).isEqualTo(scale.directions());
    }
    double[] fields = new Random(3).doubles(10 * 64, -4, 4).toArray();
    for (boolean byLevel : new boolean[] {false, true}) {
      assertThat(new FieldEnergies(back, byLevel, true).of(fields, 10))
          .isEqualTo(new FieldEnergies(model, byLevel, true).of(fields, 10));
    }
  }

  @Test
  void tailsComeBackAsTheyWere() {
    ObjectNode tree = (ObjectNode) JSON.readTree(text);
    ObjectNode term = (ObjectNode) tree.at("/hamiltonians/levels/0/terms/1");
    term.put("tail_low", 3).put("tail_high", 3);
    Model back = read(tree);
    ScalarPotential potential =
        (ScalarPotential) back.hamiltonians().levels().getFirst().energy().terms().get(1);
    assertThat(potential.basis().tailLow()).isEqualTo(3);
    assertThat(potential.basis().tailHigh()).isEqualTo(3);
    assertThat(JsonLayout.of(ModelTree.of(back))).isEqualTo(JsonLayout.of(tree));
    term.put("tail_high", 2);
    assertThatThrownBy(() -> read(tree)).hasMessageContaining("tail_high in an even potential");
  }

  private static void assertSame(Level back, Level level) {
    assertThat(back.level()).isEqualTo(level.level());
    assertThat(back.sigma()).isEqualTo(level.sigma());
    assertThat(back.energy().theta()).isEqualTo(level.energy().theta());
    assertThat(back.estimate().covariance()).isEqualTo(level.estimate().covariance());
    assertThat(back.energy().terms()).hasSameSizeAs(level.energy().terms());
    for (int t = 0; t < level.energy().terms().size(); t++) {
      Potential expected = level.energy().terms().get(t);
      Potential found = back.energy().terms().get(t);
      assertThat(found).hasSameClassAs(expected);
      assertThat(found.grid()).isEqualTo(expected.grid());
      assertThat(found.slopeUnit()).isEqualTo(expected.slopeUnit());
      if (expected instanceof CoarsePotential coarse) {
        assertThat(((CoarsePotential) found).depth()).isEqualTo(coarse.depth());
      }
    }
  }

  @Test
  void partitionFunctionsMayBeUnknown() {
    ObjectNode tree = (ObjectNode) JSON.readTree(text);
    ((ArrayNode) tree.at("/hamiltonians/log_partitions")).removeAll();
    assertThat(read(tree).hamiltonians().logPartitions()).isEmpty();
  }

  /**
   * Edits at a place of the document: {@code =} sets a member or an element, {@code -} removes it,
   * {@code +} adds an element like it.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "- | /hamiltonians | an object with format",
        "- | /hamiltonians/levels | hamiltonians must be an object with levels",
        "- | /hamiltonians/scales | hamiltonians must be an object with levels, scales",
        "- | /hamiltonians/log_partitions | no log_partitions",
        "= /hamiltonians/extra = 1 | | the member extra",
        "- | /hamiltonians/levels/2 | hamiltonians.levels must be an array of 3 elements",
        "+ | /hamiltonians/levels/2 | hamiltonians.levels must be an array of 3 elements",
        "- | /hamiltonians/scales/0 | hamiltonians.scales must be an array of 3 elements",
        "+ | /hamiltonians/scales/0 | hamiltonians.scales must be an array of 3 elements",
        "= /hamiltonians/scales = {} | | hamiltonians.scales must be an array of 3 elements",
        "= /hamiltonians/levels/0 = 7 | | hamiltonians.levels[0] must be an object",
        "= /hamiltonians/levels/1/level = 0 | | hamiltonians.levels[1].level must be a whole",
        "= /hamiltonians/levels/1/grid/0 = 8 | | hamiltonians.levels[1].grid[0] must be a whole",
        "= /hamiltonians/levels/1/size = 8 | | hamiltonians.levels[1].size must be a whole",
        "= /hamiltonians/levels/0/sigma = 1.25 | | hamiltonians.levels[0] must be of sigma",
        "= /hamiltonians/levels/0/detail_sigma = 2 | | hamiltonians.levels[0] must be of sigma",
        "= /hamiltonians/scales/1/sigma = 1.25 | | hamiltonians.scales[1] must be of sigma",
        "= /coarsest/sigma = 1.25 | | hamiltonians.scales[2] must be of sigma",
        "- | /hamiltonians/levels/0/terms/3 | levels[0].terms[3] must be an object with kind",
        "- | /hamiltonians/levels/0/terms/0 | hamiltonians.levels[0].terms[0]",
        "+ | /hamiltonians/levels/0/terms/3 | hamiltonians.levels[0].terms",
        "= /hamiltonians/levels/0/terms = [] | | hamiltonians.levels[0].terms must be kernel",
        "= /hamiltonians/levels/0/terms/2/coarser = 2 | | levels[0].terms[2].coarser must be a",
        "= /hamiltonians/levels/0/terms/3/coarser = 0 | | levels[0].terms[3].coarser must be a",
        "= /hamiltonians/levels/0/terms/2/coarser = 1.5 | | levels[0].terms[2].coarser must be a",
        "- | /hamiltonians/levels/0/terms/2/coarser | levels[0].terms[2] must be an object with",
        "= /hamiltonians/levels/0/terms/0/coarser = 0 | | found the member coarser",
        "= /hamiltonians/levels/0/terms/3/gauge = \"constant\" | | terms[3].gauge must be linear",
        "= /hamiltonians/levels/0/terms/1/gauge = \"linear\" | | terms[1].gauge must be linear",
        "= /hamiltonians/levels/0/terms/3/even = false | | terms[3].even must be what the model",
        "= /hamiltonians/levels/0/terms/3/kind = \"quadratic-kernel\" | | terms[3].kind must be",
        "= /hamiltonians/levels/0/terms/2/radius = 0 | | terms[2].couplings must be an array of 0",
        "= /hamiltonians/levels/0/terms/3/lift_low = -1 | | terms[3].lift_low must be at least 0",
        "= /hamiltonians/levels/0/terms/3/tail_low = -1 | | terms[3].tail_low must be a whole",
        "= /hamiltonians/levels/0/terms/3/tail_high = 65 | | terms[3].tail_high must be a whole",
        "- | /hamiltonians/levels/0/terms/3/tail_high | terms[3] must be an object with",
        "= /hamiltonians/levels/0/terms/3/theta/0 = null | | terms[3].theta[0] must be a number",
        "= /hamiltonians/levels/0/terms/3/error/0 = 3 | | levels[0].estimate must be a covariance",
        "- | /hamiltonians/levels/0/estimate/covariance/0 | covariance must be an array of",
        "- | /hamiltonians/scales/0/chi_squared | hamiltonians.scales[0] must be an object with",
        "= /hamiltonians/scales/0/chi_squared = \"9\" | | chi_squared must be a number",
        "= /hamiltonians/scales/0/chi_squared = null | | chi_squared must be a number",
        "= /hamiltonians/scales/0/directions = -1 | | scales[0].directions must be a whole number",
        "= /hamiltonians/scales/0/directions = 999 | | scales[0].directions must be a whole number",
        "= /hamiltonians/levels/0/chi_squared = 1 | | found the member chi_squared",
        "- | /hamiltonians/log_partitions/0 | log_partitions must be 4 elements, or none",
        "+ | /hamiltonians/log_partitions/0 | log_partitions must be an array of at most 4",
        "= /hamiltonians/log_partitions/0/error = -0.5 | | log_partitions[0].error must be at least",
        "= /hamiltonians/log_partitions/0/value = null | | log_partitions[0].value must be a number",
        "= /hamiltonians/log_partitions/0/value = 1e101 | | log_partitions[0].value must be a number",
        "- | /hamiltonians/log_partitions/3/error | hamiltonians.log_partitions[3] must be an object"
      })
  void saysWhatIsWrong(String edit, String at, String message) {
    ObjectNode tree = (ObjectNode) JSON.readTree(text);
    apply(tree, edit, at == null ? "" : at);
    assertThatThrownBy(() -> read(tree))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining(message)
        .hasMessageContaining("found")
        .hasMessageContaining("model.json");
  }

  private static void apply(ObjectNode tree, String edit, String at) {
    String[] parts = edit.split(" *= *", -1); // "", place, value
    String place = parts.length > 1 ? parts[1] : at;
    int slash = place.lastIndexOf('/');
    JsonNode parent = tree.at(place.substring(0, slash));
    String name = place.substring(slash + 1);
    assertThat(parent.isContainer()).as("the place exists: %s", place).isTrue();
    if (parts.length > 1) {
      JsonNode value = JSON.readTree(parts[2]);
      if (parent instanceof ArrayNode array) {
        array.set(Integer.parseInt(name), value);
      } else {
        ((ObjectNode) parent).set(name, value);
      }
    } else if (parent instanceof ArrayNode array) {
      int index = Integer.parseInt(name);
      assertThat(array.has(index)).as("the element exists: %s", place).isTrue();
      if (edit.equals("+")) {
        array.insert(index, array.get(index).deepCopy());
      } else {
        array.remove(index);
      }
    } else {
      assertThat(((ObjectNode) parent).remove(name)).as("the member exists").isNotNull();
    }
  }

  /** Every number and flag below "hamiltonians" replaced, one after the other: refused, or read. */
  @Test
  void noValueIsBelievedUnchecked() {
    String[] values = {"null", "-1", "1e300", "\"x\"", "[]", "{}", "0.5", "2147483648"};
    int start = text.indexOf("\"hamiltonians\"");
    Random random = new Random(7);
    int refused = 0;
    int read = 0;
    for (int n = 0; n < 400; n++) {
      int from = start + random.nextInt(text.length() - start);
      while (from < text.length() && !Character.isDigit(text.charAt(from))) {
        from++;
      }
      int to = from;
      while (to < text.length() && "0123456789.eE-+".indexOf(text.charAt(to)) >= 0) {
        to++;
      }
      String value = values[random.nextInt(values.length)];
      byte[] mutant =
          (text.substring(0, from) + value + text.substring(to))
              .getBytes(StandardCharsets.US_ASCII);
      try {
        Model model = ModelFile.read(FILE, mutant);
        byte[] again = JsonLayout.of(ModelTree.of(model)).getBytes(StandardCharsets.US_ASCII);
        Model twice = ModelFile.read(FILE, again);
        assertThat(JsonLayout.of(ModelTree.of(twice)).getBytes(StandardCharsets.US_ASCII))
            .isEqualTo(again);
        read++;
      } catch (InputRejected e) {
        assertThat(String.valueOf(e.getMessage())).contains("model.json").hasSizeLessThan(600);
        refused++;
      }
    }
    assertThat(new int[] {refused, read}).doesNotContain(0);
    assertThat(Arrays.stream(new int[] {refused, read}).sum()).isEqualTo(400);
  }
}
