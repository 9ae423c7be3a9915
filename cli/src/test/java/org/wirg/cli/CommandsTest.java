package org.wirg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.diagnose.Tolerances;
import tools.jackson.databind.JsonNode;

/** Every command on small lattices. */
final class CommandsTest {
  private static Path data = Path.of("");
  private static Path model = Path.of("");

  @TempDir Path folder;

  @BeforeAll
  static void simulateAndFit(@TempDir Path shared) {
    data = Cli.phi4(shared, 600, 1);
    model = Cli.model(shared, data);
  }

  private Path out(String name) {
    return folder.resolve(name);
  }

  @ParameterizedTest
  @CsvSource({"1,16", "2,4", "3,4"})
  void simulatesPhi4OfAnyRank(int rank, int size) throws IOException {
    Cli.Result result =
        Cli.good("simulate phi4 --count 20 --size", size, "--rank", rank, "--out", out("f.npy"));
    assertThat(result.out()).contains("phi^4, beta = 0.68", "phi^2", "tau", "wrote");
    assertThat(result.err()).isEmpty();
    JsonNode info = Cli.good("info --json -", out("f.npy")).json();
    assertThat(info.get("count").intValue()).isEqualTo(20);
    assertThat(info.get("grid").size()).isEqualTo(rank);
    assertThat(Cli.names(folder)).containsExactly("f.npy");
  }

  @Test
  void simulatesGaussianFields() {
    Cli.Result result =
        Cli.good(
            "simulate gaussian --count 50 --size 8 --mass 0.5 --json -", "--out", out("f.npy"));
    assertThat(result.json().get("observables").size()).isEqualTo(4);
    assertThat(result.err()).contains("Gaussian field");
  }

  /** Fields made like others have their mean and spectrum; baselines say the same. */
  @Test
  void makesFieldsLikeOthers() {
    Cli.good(
        "simulate lognormal --count 400 --size 16 --skewness 1 --mass 0.5 --out", out("l.npy"));
    Cli.good("simulate gaussian --count 400 --like", out("l.npy"), "--out", out("g.npy"));
    Cli.Result same =
        Cli.good(
            "simulate lognormal --count 400 --seed 3 --like", out("l.npy"), "--out", out("m.npy"));
    assertThat(same.out()).contains("as measured on 16x16");
    Cli.good("compare", out("l.npy"), out("m.npy"));
    Cli.Result unlike = Cli.run("compare --baselines --json -", out("l.npy"), out("g.npy"));
    assertThat(unlike.code()).isEqualTo(1);
    assertThat(unlike.err()).contains("skewness", "lognormal");
    JsonNode baselines = unlike.json().get("baselines");
    assertThat(baselines.get(0).get("name").stringValue()).isEqualTo("other");
    assertThat(baselines.get(1).get("passed").booleanValue()).isFalse(); // Gaussian
    assertThat(baselines.get(2).get("passed").booleanValue()).isTrue(); // lognormal, as the fields
    assertThat(spectrum(baselines.get(1))).isEqualTo(spectrum(baselines.get(2)));
  }

  /** How many checks of the spectrum passed, of how many. */
  private static String spectrum(JsonNode baseline) {
    for (JsonNode group : baseline.get("groups")) {
      if (group.get("name").stringValue().equals("power spectrum")) {
        return group.get("passed") + " of " + group.get("checks");
      }
    }
    return "none";
  }

  @Test
  void patchesComeFromTheMapsAskedFor() {
    JsonNode result =
        Cli.good(
                "prepare --size 4 --stride 2 --maps 10:13 --turn --shift --sign --json -",
                data,
                "--out",
                out("p.npz"))
            .json();
    assertThat(result.get("count").intValue())
        .isEqualTo(3 * result.get("patches_per_map").intValue());
    JsonNode info = Cli.good("info --json -", out("p.npz")).json();
    assertThat(info.get("count").intValue()).isEqualTo(result.get("count").intValue());
    assertThat(info.get("grid").get(0).intValue()).isEqualTo(4);
    assertThat(Cli.run("prepare --size 4 --maps 5:5", data, "--out", out("q.npy")).code())
        .isEqualTo(2);
    assertThat(Cli.run("prepare --size 4 --maps five", data, "--out", out("q.npy")).code())
        .isEqualTo(2);
    assertThat(Cli.run("prepare --size 1000", data, "--out", out("q.npy")).code()).isEqualTo(2);
  }

  @Test
  void whatAFormatHasNoPlaceForIsRefusedBeforeTheWork() {
    Cli.Result lines =
        Cli.run("simulate phi4 --rank 1 --size 16 --count 1000000", "--out", out("f.fits"));
    assertThat(lines.code()).isEqualTo(2);
    assertThat(lines.err()).contains("2 or 3 axes");
    assertThat(Cli.run("simulate phi4 --size 8 --count 9", "--out", out("f.csv")).code())
        .isEqualTo(2);
  }

  /** Fields that were coarsened and refined are like the fields, and coarsen to the same again. */
  @Test
  void whatWasCoarsenedIsRefined() {
    Cli.good("coarsen --levels 2", data, "--out", out("coarse.h5"));
    JsonNode result =
        Cli.good("refine --json -", model, out("coarse.h5"), "--out", out("fine.npy")).json();
    assertThat(result.get("levels").size()).isEqualTo(2);
    assertThat(result.get("passed").booleanValue()).isTrue();
    Cli.good("compare", data, out("fine.npy"));
    Cli.good("coarsen --levels 2", out("fine.npy"), "--out", out("again.npy"));
    JsonNode before = Cli.good("info --json -", out("coarse.h5")).json();
    JsonNode after = Cli.good("info --json -", out("again.npy")).json();
    for (String number : new String[] {"mean", "standard_deviation", "smallest", "largest"}) {
      assertThat(after.get(number).doubleValue())
          .isCloseTo(before.get(number).doubleValue(), Offset.offset(1e-6));
    }
    assertThat(Cli.run("refine", model, data, "--out", out("x.npy")).code()).isEqualTo(3);
  }

  @Test
  void anotherSeedGivesOtherFields() throws IOException {
    Path other = Cli.phi4(folder, 600, 2);
    assertThat(other).hasSize(data.toFile().length());
    assertThat(Cli.run("compare", data, other).out()).contains("statistic");
    assertThat(Files.mismatch(other, data)).isNotNegative();
  }

  @Test
  void fitsByLikelihoodFromNothing() throws IOException {
    Cli.good(
        "fit",
        data,
        "--out",
        out("l.json"),
        "--radius 1 --splines 8 --symmetry z2 --estimator likelihood --start zero --precision 0.1");
    JsonNode file = Cli.json(out("l.json"));
    assertThat(file.get("provenance").get("command").stringValue())
        .endsWith(
            "--symmetry z2 --estimator likelihood --start zero --preconditioner natural"
                + " --precision 0.1 --seed 1");
    for (JsonNode level : file.get("levels")) {
      assertThat(level.get("estimate").get("estimator").stringValue())
          .isEqualTo("maximum likelihood");
    }
    JsonNode found = Cli.good("hamiltonian", out("l.json"), "--json -").json();
    for (JsonNode k : found.get("levels").get(0).get("kernel")) {
      if (k.get("shift").toString().equals("[1,0]")) {
        double error = k.get("error").doubleValue();
        // Off by more than 4 errors: 1 in 10^4.
        assertThat(k.get("value").doubleValue() - 0.68).isBetween(-4 * error, 4 * error);
        assertThat(error).isLessThan(0.05);
        return;
      }
    }
    throw new AssertionError("no K(1,0)");
  }

  @Test
  void fitsAndSaysWhatItFound() throws IOException {
    Cli.Result result =
        Cli.good("fit", data, "--out", out("m.json"), "--radius 1 --json", out("r.json"));
    assertThat(result.out())
        .contains(
            "600 fields of 8x8",
            "symmetry z2: 8 odd means",
            "undetermined",
            "score matching",
            "maximum likelihood")
        .contains("K(1,0) = ", "K(0,1) = ", "largest beyond: K(1,", "parameters, fitted in");
    JsonNode file = Cli.json(out("m.json"));
    assertThat(file.get("provenance").get("command").stringValue())
        .isEqualTo(
            "wirg fit phi4-1.npy --wavelet db2 --coarsest 1 --radius 1 --splines 20"
                + " --symmetry z2 --estimator score --seed 1");
    JsonNode report = Cli.json(out("r.json"));
    assertThat(report.get("symmetry_test").get("symmetric").booleanValue()).isTrue();
    assertThat(report.get("levels").size()).isEqualTo(3);
    assertThat(report.get("nearest_neighbours").size()).isEqualTo(2);
    assertThat(report.get("provenance").get("sha256"))
        .isEqualTo(file.get("provenance").get("data").get("sha256"));
  }

  @ParameterizedTest
  @CsvSource({"1,3", "2,3", "8,1"})
  void fitsDownToAnyCoarsestField(int coarsest, int sampledLevels) {
    Cli.good("fit", data, "--radius 1 --splines 8 --coarsest", coarsest, "--out", out("m.json"));
    Cli.Result sampled =
        Cli.run("sample", out("m.json"), "--count 20 --json - --out", out("s.npy"));
    assertThat(sampled.json().get("levels").size()).isEqualTo(sampledLevels);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hmc", "mala"})
  void samplesAndSaysHowWellItMixed(String method) throws IOException {
    Cli.Result result =
        Cli.run("sample", model, "--count 40 --method", method, "--out", out("s.npy"), "--json -");
    assertThat(result.err()).contains("R-hat", "effective", "wrote");
    JsonNode json = result.json();
    double worst = 0;
    for (JsonNode level : json.get("levels")) {
      worst = Math.max(worst, level.get("r_hat").doubleValue());
    }
    assertThat(json.get("passed").booleanValue()).isEqualTo(worst <= 1.1);
    assertThat(json.get("complaints").isEmpty()).isEqualTo(worst <= 1.1);
    assertThat(result.code()).isEqualTo(worst <= 1.1 ? 0 : 1);
    assertThat(result.err().contains("wirg: level ")).isEqualTo(worst > 1.1);
    assertThat(worst).isLessThan(method.equals("hmc") ? 1.1 : 2);
    assertThat(json.get("levels").size()).isEqualTo(3);
    for (JsonNode level : json.get("levels")) {
      assertThat(level.propertyNames())
          .contains("level", "size", "acceptance", "step", "forces", "iterations")
          .contains("tau", "tau_error", "effective_samples", "r_hat");
      assertThat(level.get("acceptance").doubleValue()).isBetween(0.3, 1.0);
      assertThat(level.get("forces").intValue()).isGreaterThan(method.equals("hmc") ? 1 : 0);
    }
    assertThat(Cli.good("info --json -", out("s.npy")).json().get("count").intValue())
        .isEqualTo(40);
    assertThat(Cli.names(folder)).containsExactly("s.npy");
  }

  @Test
  void weighsFields() throws IOException {
    Cli.Result result = Cli.good("energy", model, data, "--out", out("e.npy"), "--json -");
    assertThat(result.err()).contains("microscopic energy H");
    double[] energies = Cli.doubles(out("e.npy"));
    assertThat(energies).hasSize(600);
    double mean = Arrays.stream(energies).average().orElseThrow();
    assertThat(result.json().get("mean").doubleValue())
        .isCloseTo(mean, Offset.offset(1e-9 * Math.abs(mean)));
  }

  @Test
  void weighsAgainstAnAction() throws IOException {
    Cli.Result result =
        Cli.run(
            "weigh --action phi4 --beta 0.68 --count 100 --correct --json -",
            model,
            "--out",
            out("f.npy"),
            "--weights",
            out("w.npy"));
    assertThat(result.code()).as(result.toString()).isLessThan(2);
    assertThat(result.err()).contains("finishing under H_0", "correcting under H", "ln Z - ln Z_0");
    JsonNode json = result.json();
    assertThat(json.get("passed").booleanValue()).isEqualTo(result.code() == 0);
    assertThat(json.propertyNames())
        .contains("ess", "largest_share", "log_weight_deviation", "finish", "correction")
        .contains("log_z_ratio", "log_z_ratio_error", "seed", "complaints", "normalisation");
    assertThat(json.get("observables").size()).isEqualTo(6);
    assertThat(json.get("observables").get(0).propertyNames())
        .contains("name", "raw", "raw_error", "weighted", "weighted_error", "corrected");
    assertThat(json.get("finish").propertyNames()).contains("steps", "tau", "acceptance");
    double[] logs = Cli.doubles(out("w.npy"));
    assertThat(logs).hasSize(100);
    assertThat(Arrays.stream(logs).map(Math::exp).sum()).isCloseTo(1, Offset.offset(1e-12));
    assertThat(Cli.good("info --json -", out("f.npy")).json().get("count").intValue())
        .isEqualTo(100);
  }

  @Test
  void measuresMixing() {
    String words = "mixing --sizes 4,8 --effort 0.02 --action phi4 --beta 0.68 --json -";
    Cli.Result result = Cli.run(words, model, "--threads 1");
    assertThat(result.code()).as(result.toString()).isLessThan(2);
    assertThat(result.err()).contains("tau = a L^z", "metropolis", "mala", "hmc", "wolff");
    JsonNode json = result.json();
    assertThat(json.get("levels").size()).isEqualTo(3);
    JsonNode level = json.get("levels").get(0);
    assertThat(level.propertyNames())
        .contains("level", "size", "tau", "tau_error", "psi", "observables");
    assertThat(level.get("psi").get("rho").get(0).doubleValue()).isEqualTo(1);
    assertThat(level.get("tau").doubleValue()).isGreaterThan(0.3);
    assertThat(json.get("direct").size()).isEqualTo(2);
    assertThat(json.get("direct").get(1).propertyNames()).contains("size", "tau", "tau_error");
    assertThat(json.get("methods").size()).isEqualTo(5);
    assertThat(withoutSeconds(Cli.run(words, model, "--threads 3")))
        .isEqualTo(withoutSeconds(result));
  }

  private static String withoutSeconds(Cli.Result result) {
    return result.out().replaceAll("\"(tau_in_)?seconds\" *: *[-0-9.eE]+", "");
  }

  @Test
  void mixingOfLevelsAlone() {
    JsonNode json = Cli.run("mixing --sizes none --quiet --json -", model).json();
    assertThat(json.get("levels").size()).isEqualTo(3);
    assertThat(json.get("direct").isEmpty()).isTrue();
  }

  @Test
  void measuresConditioning() {
    Cli.good("simulate gaussian --size 8 --count 600 --out", out("g8.npy"));
    Cli.good("simulate gaussian --size 16 --count 600 --out", out("g16.npy"));
    Cli.Result result =
        Cli.good(
            "conditioning --exponent 1.75 --splines 8 --json -", out("g8.npy"), out("g16.npy"));
    assertThat(result.err()).contains("whole field", "details 1", "exact", "growth with L");
    JsonNode json = result.json();
    assertThat(json.get("radius").intValue()).isEqualTo(3);
    JsonNode problems = json.get("files").get(1).get("problems");
    assertThat(problems.size()).isEqualTo(5);
    JsonNode whole = problems.get(0);
    JsonNode details = problems.get(1);
    assertThat(whole.get("law").stringValue()).isEqualTo("whole field");
    assertThat(details.get("level").intValue()).isEqualTo(1);
    assertThat(details.get("couplings").propertyNames())
        .contains("coefficients", "condition", "condition_normalised", "steps", "steps_error");
    assertThat(whole.get("couplings").get("condition").doubleValue())
        .isGreaterThan(10 * details.get("couplings").get("condition").doubleValue());
    JsonNode modes = json.get("growth").get(0);
    assertThat(modes.get("quantity").stringValue()).isEqualTo("condition_of_modes");
    assertThat(modes.get("whole_field").get("z").doubleValue()).isBetween(1.2, 2.2);
    assertThat(modes.get("details").get("z").doubleValue()).isBetween(-0.4, 0.4);
  }

  @Test
  void measuresScaling() {
    Cli.good("fit --radius 1 --splines 8 --out", out("short.json"), data);
    Cli.Result result = Cli.good("scaling --sizes 8,16 --json -", out("short.json"));
    assertThat(result.err()).contains("us per site", "seconds = a N^x");
    JsonNode sizes = result.json().get("sizes");
    assertThat(sizes.size()).isEqualTo(2);
    assertThat(sizes.get(1).get("sites").intValue()).isEqualTo(256);
    assertThat(sizes.get(1).get("seconds_per_field").doubleValue()).isPositive();
    assertThat(result.json().get("exponent").isNumber()).isTrue();
  }

  @Test
  void samplesFieldsOfAnotherSize() {
    Cli.good("fit --radius 1 --splines 8 --out", out("short2.json"), data);
    Cli.good("sample --size 16 --count 10 --out", out("larger.npy"), out("short2.json"));
    assertThat(Cli.good("info", out("larger.npy")).out()).contains("16x16");
    Cli.Result odd = Cli.run("sample --size 12 --count 10 --out", out("x.npy"), out("short2.json"));
    assertThat(odd.code()).as(odd.toString()).isEqualTo(3);
    assertThat(odd.err()).contains("power of two");
  }

  @Test
  void anActionFarAwayFails() {
    Cli.Result result = Cli.run("weigh --action phi4 --beta 1.5 --count 50 --quiet", model);
    assertThat(result.code()).as(result.toString()).isEqualTo(1);
    assertThat(result.err()).contains("wirg: the effective sample size must be");
  }

  @Test
  void comparesEqualsAndOthers() {
    Cli.Result same = Cli.good("compare", data, data, "--json -");
    assertThat(same.json().get("passed").booleanValue()).isTrue();
    Cli.good("simulate gaussian --size 8 --count 600 --out", out("g.npy"));
    Cli.Result other = Cli.run("compare", data, out("g.npy"));
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.out()).contains("FAIL").contains("reference: ");
    assertThat(other.err()).startsWith("wirg: the two sets differ: ");
    Cli.good("simulate gaussian --size 8 --count 9 --out", out("few.npy"));
    Cli.Result few = Cli.run("compare", out("few.npy"), data);
    assertThat(few.code()).isEqualTo(1);
    assertThat(few.err()).startsWith("wirg: too few fields to tell");
    assertThat(few.out()).contains("FAIL Binder cumulant: no error bar: too few fields");
    String loose = "";
    for (Tolerances.Kind kind : Tolerances.Kind.values()) {
      loose += " --tolerance " + kind.word() + "=1e6";
    }
    Cli.good("compare", data, out("g.npy"), loose.strip());
  }

  /** The help names every tolerance and what it is. */
  @Test
  void compareListsItsTolerances() {
    String help = Cli.good("compare --help").out().replaceAll("\\s+", " ");
    for (Tolerances.Kind kind : Tolerances.Kind.values()) {
      String value = Double.toString(kind.initial()).replaceAll("\\.0$", "");
      assertThat(help).containsPattern("[ :]" + kind.word() + "=" + value + "([, ]|$)");
    }
  }

  @Test
  void saysWhatAFileIs() {
    Cli.Result fields = Cli.good("info", data);
    assertThat(fields.out()).contains("(600, 8, 8)", "600 fields of 8x8", "float32", "sha256");
    Cli.Result learned = Cli.good("info", model);
    assertThat(learned.out()).contains("wirg fit phi4-1.npy", "parameters", "K(1,0)", "scaled");
    assertThat(Cli.good("info --json -", model).json().get("kind").stringValue())
        .isEqualTo("model");
  }

  @Test
  void tellsTheWholeStory() throws IOException {
    Cli.Result result =
        Cli.run("demo --size 8 --count 1500 --samples 300 --json - --out", out("demo"));
    assertThat(result.code()).as(result.err()).isLessThan(2);
    JsonNode json = result.json();
    assertThat(json.get("passed").booleanValue()).isEqualTo(result.code() == 0);
    assertThat(json.get("checks").size()).isEqualTo(12);
    assertThat(json.get("energy_differences").get("correlation").doubleValue())
        .isGreaterThan(0.999);
    assertThat(result.err()).contains("Verdicts", "energy differences, slope", "R-hat");
    assertThat(Cli.names(out("demo")))
        .containsExactly(
            "generated.npy",
            "held-out-energy.npy",
            "held-out.npy",
            "model.json",
            "report",
            "training.npy");
    assertThat(out("demo/report/index.html")).content().contains("true action", "demo --size 8");
  }

  @Test
  void aFitSaysHowFarItIs() throws IOException {
    Cli.good("fit --radius 1 --status", out("s.json"), data, "--out", out("m.json"));
    JsonNode state = Cli.json(out("s.json"));
    assertThat(state.get("ended").booleanValue()).isTrue();
    assertThat(state.get("seconds").doubleValue()).isPositive();
    JsonNode first = state.get("measured").get(0);
    assertThat(first.get("what").stringValue()).isEqualTo("nats");
    assertThat(first.get("of").stringValue()).startsWith("psi_");
    assertThat(first.get("at").intValue()).isEqualTo(1);
    assertThat(first.get("value").doubleValue()).isGreaterThanOrEqualTo(0);
    Cli.good("fit --radius 1", data, "--out", out("other.json")); // watched or not, it is the same
    assertThat(out("m.json")).hasSameBinaryContentAs(out("other.json"));
  }

  @Test
  void quietSaysNothing() {
    Cli.Result result = Cli.good("info --quiet", data);
    assertThat(result.out() + result.err()).isEmpty();
  }
}
