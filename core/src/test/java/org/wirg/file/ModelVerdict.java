package org.wirg.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.FieldEnergies;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.field.InputRejected;
import org.wirg.sample.SampleOptions;
import org.wirg.sample.Sampler;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What must hold of any bytes that are given as a model. */
final class ModelVerdict {
  static final Path FILE = Path.of("model.json");

  private static final JsonMapper JSON = new JsonMapper();

  private ModelVerdict() {}

  /**
   * Whether the bytes are read, as a model that says all that they say and can be used; else they
   * are refused, in words.
   */
  static boolean read(byte[] bytes) {
    Model model;
    try {
      model = ModelFile.read(FILE, bytes);
    } catch (InputRejected e) {
      String message = String.valueOf(e.getMessage());
      assertThat(message).contains("model.json").contains("found").hasSizeLessThan(600);
      assertThat(message.chars().allMatch(c -> c >= ' ')).isTrue();
      return false;
    }
    JsonNode said = JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
    assertSame(JSON.readTree(JsonLayout.of(ModelTree.of(model))), said);
    assertUsable(model);
    return true;
  }

  private static void assertSame(JsonNode read, JsonNode said) {
    boolean same;
    if (said.isNumber()) {
      same = read.isNumber() && read.doubleValue() == said.doubleValue();
    } else if (said.isObject()) {
      same = Set.copyOf(read.propertyNames()).equals(Set.copyOf(said.propertyNames()));
      said.forEachEntry((name, value) -> assertSame(Objects.requireNonNull(read.get(name)), value));
    } else if (said.isArray()) {
      same = read.size() == said.size();
      for (int i = 0; i < said.size(); i++) {
        assertSame(read.get(i), said.get(i));
      }
    } else {
      same = read.equals(said);
    }
    if (!same) {
      throw new AssertionError("a model says what its file says, " + said + "; found " + read);
    }
  }

  /** Ordinary fields have finite energies and forces under every law, and a sampler can start. */
  static void assertUsable(Model model) {
    List<Level> laws = new ArrayList<>(model.levels());
    laws.add(model.coarsest());
    laws.addAll(model.hamiltonians().levels());
    model.hamiltonians().scales().forEach(scale -> laws.add(scale.part()));
    for (Level law : laws) {
      assertFinite(law.energy());
      assertFinite(law.energy().settled());
    }
    double[] mean = new double[model.grid().sites()];
    Arrays.fill(mean, model.mean());
    if (!model.hamiltonians().levels().isEmpty()) {
      assertThat(new FieldEnergies(model, true, false).of(mean, 1))
          .satisfies(ModelVerdict::requireFinite);
    }
    new Sampler(model, new SampleOptions(SampleOptions.Method.HMC, 1, 1));
  }

  private static void assertFinite(ConditionalEnergy law) {
    int sites = law.grid().sites();
    int lanes = 3;
    double[] x = new double[sites * lanes]; // within, around and beyond what data show
    for (int i = 0; i < x.length; i++) {
      double scale = i % lanes == 0 ? 1 : i % lanes == 1 ? 4 : 1000;
      x[i] = scale * TestFiles.value(i) / 6;
    }
    double[] gradient = new double[x.length];
    double[] energy = new double[lanes];
    law.evaluator(lanes).energy(x, gradient, energy);
    requireFinite(energy);
    requireFinite(gradient);
  }

  private static void requireFinite(double[] values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new AssertionError("a law that is read must be finite; found " + value);
      }
    }
  }
}
