package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.file.Checkpoint;
import org.wirg.file.ModelFile;
import org.wirg.internal.parallel.Threads;

/** A fit that was interrupted and goes on. */
class CheckpointTest {
  private static final Grid GRID = Grid.of(8, 8);
  private static final FitOptions OPTIONS =
      new FitOptions("db2", 1, 1, 6, true, true, 1, 1).by(LikelihoodOptions.DEFAULT);
  private static final MemoryDataset DATA =
      new MemoryDataset(GRID, Draws.gaussian(Draws.free(GRID, 1), 128, 4));

  @TempDir private Path folder;

  private Checkpoint checkpoint(String command) throws IOException {
    return Checkpoint.at(folder.resolve("c.json"), command, "abc");
  }

  private byte[] fit(Checkpoint checkpoint, Progress progress) throws IOException {
    Path file = folder.resolve("m.json");
    ModelFile.write(
        file,
        Fit.of(
            DATA, OPTIONS, Draws.PROVENANCE, checkpoint, new Threads(OPTIONS.threads()), progress));
    return Files.readAllBytes(file);
  }

  /** Stops a fit after some laws, by what its progress throws. */
  private static Progress stopping(Path file, int laws) {
    return new Progress() {
      @Override
      public void begin(String what, long total) {}

      @Override
      public void advance(long done) {
        try {
          if (Files.exists(file) && Files.readString(file).split("\"law\"").length > laws) {
            throw new CancellationException();
          }
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5})
  void goesOnToTheSameBytes(int laws) throws IOException {
    byte[] whole = fit(Checkpoint.NONE, Progress.NONE);
    Path file = folder.resolve("c.json");
    assertThatThrownBy(() -> fit(checkpoint("fit"), stopping(file, laws)))
        .isInstanceOf(CancellationException.class);
    assertThat(file).exists();
    Checkpoint again = checkpoint("fit");
    assertThat(fit(again, Progress.NONE)).isEqualTo(whole);
    again.done();
    assertThat(file).doesNotExist();
  }

  /** The twin: a law that is not the one it stopped with shows in the model. */
  @Test
  void whatItHoldsIsUsed() throws IOException {
    byte[] whole = fit(checkpoint("fit"), Progress.NONE);
    Path file = folder.resolve("c.json");
    String text = Files.readString(file);
    Files.writeString(
        file, text.replaceFirst("\"theta\": ?\\[\\s*[-0-9.eE]+", "\"theta\": [0.125"));
    assertThat(fit(checkpoint("fit"), Progress.NONE)).isNotEqualTo(whole);
  }

  @Test
  void belongsToOneCommandAndItsData() throws IOException {
    fit(checkpoint("fit"), Progress.NONE);
    assertThatThrownBy(() -> checkpoint("fit --radius 3"))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("command must be fit --radius 3; found fit");
    assertThatThrownBy(() -> Checkpoint.at(folder.resolve("c.json"), "fit", "abd"))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("sha256 must be abd; found abc");
    Files.writeString(folder.resolve("c.json"), "{}");
    assertThatThrownBy(() -> checkpoint("fit")).isInstanceOf(InputRejected.class);
  }
}
