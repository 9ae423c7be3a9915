package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.energy.FieldEnergies;
import org.wirg.energy.Model;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.Keeper;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.field.Transform;
import org.wirg.field.TransformedDataset;
import org.wirg.field.Workers;
import org.wirg.file.Checkpoint;
import org.wirg.file.ModelFile;
import org.wirg.internal.parallel.Threads;
import org.wirg.sample.SampleOptions;
import org.wirg.sample.Sampler;

/** Work whose tasks, inputs and results go through bytes, as to other machines and back. */
final class TravellingWorkTest {
  private static final Grid GRID = Grid.of(8, 8);
  private static final Workers HERE = new Threads(1);
  private static final FitOptions OPTIONS =
      new FitOptions("db2", 1, 1, 8, false, false, 1, 1).by(LikelihoodOptions.DEFAULT);
  private static final Dataset DATA =
      TransformedDataset.forward(
          new MemoryDataset(GRID, Draws.gaussian(Draws.free(GRID, 1), 64 * 5 + 7, 4)),
          Transform.none());

  @TempDir private Path folder;

  /**
   * Workers elsewhere.
   *
   * @param height of the sums that a task adds up itself
   * @param inOrder whether results come in order, as they must
   */
  private record Elsewhere(int height, boolean inOrder) implements Workers {
    @Override
    public <I extends Serializable, R extends Serializable> void run(
        Size size, LongFunction<? extends I> inputs, Task<I, R> task, Consumer<? super R> results) {
      Task<I, R> there = travelled(task);
      List<R> found = new ArrayList<>();
      for (long n = 0; n < size.tasks(); n++) {
        I input = inputs.apply(n);
        try {
          there.run(travelled(input)); // an attempt that is lost
          found.add(travelled(there.run(travelled(input))));
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }
      (inOrder ? found : found.reversed()).forEach(results);
    }

    @Override
    public Workers near() {
      return HERE;
    }

    @Override
    public int height(long parts) {
      return height;
    }

    @SuppressWarnings({"unchecked", "BanSerializableRead"}) // bytes of our own making
    private static <T extends Serializable> T travelled(T value) {
      try {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
          out.writeObject(value);
        }
        return (T)
            new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
      } catch (IOException | ClassNotFoundException e) {
        throw new AssertionError(value.getClass().toString(), e);
      }
    }
  }

  private Model model(Dataset data, Workers workers) {
    return Fit.of(data, OPTIONS, Draws.PROVENANCE, Checkpoint.NONE, workers, Progress.NONE);
  }

  private byte[] bytes(Model model) {
    try {
      Path file = folder.resolve("m.json");
      ModelFile.write(file, model);
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 10})
  void aModelHasTheSameBytes(int height) {
    byte[] here = bytes(model(DATA, HERE));
    assertThat(bytes(model(DATA, new Elsewhere(height, true)))).isEqualTo(here);
  }

  @Test
  void soHasOneWithAStiffness() {
    FitOptions stiff = OPTIONS.withStiffness(true);
    byte[] here = bytes(Fit.unnormalised(DATA, stiff, Draws.PROVENANCE, Progress.NONE));
    Workers elsewhere = new Elsewhere(1, true);
    Model there = Fit.of(DATA, stiff, Draws.PROVENANCE, Checkpoint.NONE, elsewhere, Progress.NONE);
    assertThat(bytes(there.with(there.hamiltonians().normalised(List.of())))).isEqualTo(here);
  }

  @Test
  void soHasOneWithCouplingsOfOriginalValues() {
    Transform transform = new Transform.Asinh(0.7);
    FitOptions coupled = OPTIONS.withOriginal(transform);
    Dataset data = TransformedDataset.forward(DATA, transform);
    byte[] here = bytes(Fit.unnormalised(data, coupled, Draws.PROVENANCE, Progress.NONE));
    Workers elsewhere = new Elsewhere(1, true);
    Model there =
        Fit.of(data, coupled, Draws.PROVENANCE, Checkpoint.NONE, elsewhere, Progress.NONE);
    assertThat(bytes(there.with(there.hamiltonians().normalised(List.of())))).isEqualTo(here);
  }

  @Test
  void soHasOneOfTransformedFieldsWithAnEdge() {
    FitOptions open =
        new FitOptions(
            "db2", 1, 1, 8, false, false, 1, 1, true, 0, null, null, false, Transform.none(), 1);
    Dataset data = TransformedDataset.forward(DATA, new Transform.Asinh(0.7));
    byte[] here = bytes(Fit.unnormalised(data, open, Draws.PROVENANCE, Progress.NONE));
    Workers elsewhere = new Elsewhere(1, true);
    Model there = Fit.of(data, open, Draws.PROVENANCE, Checkpoint.NONE, elsewhere, Progress.NONE);
    assertThat(bytes(there.with(there.hamiltonians().normalised(List.of())))).isEqualTo(here);
  }

  /** The twin: were sums merged as they come, this order would show. */
  @Test
  void theOrderOfResultsMatters() {
    SymmetryTest here = SymmetryTest.of(DATA, OPTIONS, HERE, Progress.NONE);
    SymmetryTest there = SymmetryTest.of(DATA, OPTIONS, new Elsewhere(0, true), Progress.NONE);
    SymmetryTest astray = SymmetryTest.of(DATA, OPTIONS, new Elsewhere(0, false), Progress.NONE);
    assertThat(there).isEqualTo(here);
    assertThat(astray).isNotEqualTo(here);
  }

  @Test
  void fieldsAndEnergiesHaveTheSameBytes() throws IOException {
    Model model = model(DATA, HERE);
    Workers elsewhere = new Elsewhere(0, true);
    assertThat(fields(model, elsewhere)).isEqualTo(fields(model, HERE));
    assertThat(energies(model, elsewhere)).isEqualTo(energies(model, HERE));
  }

  private static List<Double> fields(Model model, Workers workers) {
    SampleOptions options = new SampleOptions(SampleOptions.Method.HMC, 3, 1);
    Sampler sampler = new Sampler(model, options, Keeper.NONE, workers);
    List<Double> drawn = new ArrayList<>();
    sampler.draw(
        sampler.calibrate(Progress.NONE),
        37,
        (rows, n) -> Arrays.stream(rows, 0, n * GRID.sites()).forEach(drawn::add),
        Progress.NONE);
    return drawn;
  }

  private static List<Double> energies(Model model, Workers workers) throws IOException {
    List<Double> found = new ArrayList<>();
    new FieldEnergies(model, true, true)
        .of(DATA, workers, (values, n) -> Arrays.stream(values).forEach(found::add), Progress.NONE);
    return found;
  }
}
