package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.file.Checkpoint;
import org.wirg.file.Journal;
import org.wirg.file.ModelFile;
import org.wirg.internal.parallel.Threads;

/** A fit that is interrupted anywhere goes on from there, by what a journal kept. */
final class InterruptedFitTest {
  private static final Grid GRID = Grid.of(8, 8);
  private static final int FIELDS = 64 * 6 + 7;
  private static final FitOptions OPTIONS = new FitOptions("db2", 1, 1, 6, false, false, 1, 2);
  private static final double[] VALUES = Draws.gaussian(Draws.free(GRID, 1), FIELDS, 4);

  @TempDir private Path folder;

  /** Counts the fields that are read, and stops at a number of them. */
  private record Watched(MemoryDataset data, AtomicLong read, long most) implements Dataset {
    Watched(long most) {
      this(new MemoryDataset(GRID, VALUES), new AtomicLong(), most);
    }

    @Override
    public Grid grid() {
      return data.grid();
    }

    @Override
    public long count() {
      return data.count();
    }

    @Override
    public void read(long first, int count, double[] rows) throws IOException {
      if (read.addAndGet(count) > most) {
        throw new CancellationException();
      }
      data.read(first, count, rows);
    }
  }

  private Journal journal(boolean resume) throws IOException {
    SequencedMap<String, String> run = new LinkedHashMap<>();
    run.put("command", "fit");
    return Journal.open(folder.resolve("m.json"), run, resume, 0, said -> {});
  }

  private byte[] fit(Dataset data, FitOptions options, Checkpoint checkpoint, Progress progress)
      throws IOException {
    Path file = folder.resolve("whole.json");
    ModelFile.write(
        file,
        Fit.of(
            data, options, Draws.PROVENANCE, checkpoint, new Threads(options.threads()), progress));
    return Files.readAllBytes(file);
  }

  private byte[] fit(Dataset data, FitOptions options, boolean resume, Progress progress)
      throws IOException {
    try (Journal journal = journal(resume)) {
      return fit(data, options, Checkpoint.in(journal, "fit", "abc"), progress);
    }
  }

  private void passesGoOn(FitOptions options) throws IOException {
    Watched whole = new Watched(Long.MAX_VALUE);
    byte[] expected = fit(whole, options, Checkpoint.NONE, Progress.NONE);
    long all = whole.read.get();
    for (long stop = 16; stop < all; stop += 97) {
      Watched broken = new Watched(stop);
      assertThatThrownBy(() -> fit(broken, options, false, Progress.NONE))
          .isInstanceOf(CancellationException.class);
      Watched rest = new Watched(Long.MAX_VALUE);
      FitOptions others = options.withThreads(3 - options.threads());
      assertThat(fit(rest, others, true, Progress.NONE))
          .as("after " + stop + " fields")
          .isEqualTo(expected);
      // What two threads had under way is read again, and the first field.
      assertThat(rest.read.get()).isLessThanOrEqualTo(all - stop + 1 + 4 * FieldBlocks.FIELDS);
    }
  }

  @Test
  void passesGoOnToTheSameBytesWithoutReadingAgain() throws IOException {
    passesGoOn(OPTIONS);
  }

  @Test
  void soDoThoseOfOneThreadAndOfFieldsWithAnEdge() throws IOException {
    passesGoOn(OPTIONS.withThreads(1).withEdge(true));
  }

  /** Counts the rounds of all climbs, and stops at a number of calls. */
  private static final class Rounds implements Progress {
    private final int most;
    private int calls;
    private int measured;

    Rounds(int most) {
      this.most = most;
    }

    @Override
    public void begin(String what, long total) {}

    @Override
    public void advance(long steps) {
      if (++calls > most) {
        throw new CancellationException();
      }
    }

    @Override
    public void measured(String what, String of, long at, double value) {
      measured++;
      advance(0);
    }
  }

  private void climbsGoOn(FitOptions options) throws IOException {
    Dataset data = new MemoryDataset(GRID, VALUES);
    Rounds all = new Rounds(Integer.MAX_VALUE);
    byte[] expected = fit(data, options, Checkpoint.NONE, all);
    assertThat(all.measured).isGreaterThan(40);
    for (int stop = 20; stop < all.calls; stop += 11) {
      Rounds broken = new Rounds(stop);
      assertThatThrownBy(() -> fit(data, options, false, broken))
          .isInstanceOf(CancellationException.class);
      Rounds rest = new Rounds(Integer.MAX_VALUE);
      FitOptions others = options.withThreads(3 - options.threads());
      assertThat(fit(data, others, true, rest)).as("after call " + stop).isEqualTo(expected);
      // Two numbers a round; every climb that was under way repeats the one it was in.
      assertThat(broken.measured + rest.measured).isBetween(all.measured, all.measured + 2 * 4);
    }
  }

  @Test
  void climbsGoOnToTheSameBytesWithoutMovingAgain() throws IOException {
    climbsGoOn(OPTIONS.withThreads(1).by(LikelihoodOptions.DEFAULT));
  }

  @Test
  void soDoClimbsSideBySide() throws IOException {
    climbsGoOn(OPTIONS.by(LikelihoodOptions.DEFAULT));
  }
}
