package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.Mask;
import org.wirg.field.Progress;
import org.wirg.file.NpyDataset;
import org.wirg.formats.FieldFormats;
import picocli.CommandLine.Option;

/** {@code --mask}: sites of maps that hold no data. */
final class MaskOption {
  private static final String NAN = "nan";

  @Option(
      names = "--mask",
      paramLabel = "MASK",
      description = {
        "Sites without data, to be left out with all that they touch. MASK is nan: those whose value"
            + " is NaN or infinite; or a file of numbers, one field or as many as there are: those"
            + " where it is 0, and those too."
      })
  private @Nullable String words;

  /** Whether there are masked sites. */
  boolean given() {
    return words != null;
  }

  /** As a command has it; empty where it was not given. */
  String command() {
    return words == null
        ? ""
        : " --mask " + (words.equals(NAN) ? NAN : Path.of(words).getFileName());
  }

  /**
   * The masks of maps, 0 where there are no data, one for every map; null where only values tell.
   *
   * @throws InputRejected when the masks' grid or number is not that of the maps
   */
  @Nullable Dataset masks(Dataset maps) throws IOException {
    if (words == null || words.equals(NAN)) {
      return null;
    }
    Dataset masks = FieldFormats.open(Path.of(words));
    if (!masks.grid().equals(maps.grid())
        || (masks.count() != 1 && masks.count() != maps.count())) {
      throw new InputRejected(
          "a mask has the grid of the maps, "
              + maps.grid()
              + ", and is one or as many as they are, "
              + maps.count()
              + "; found "
              + masks.count()
              + " of "
              + masks.grid()
              + " in "
              + words);
    }
    return masks.count() == maps.count() ? masks : new Repeated(masks, maps.count());
  }

  /** The mask that all fields of a file have in common; null where none was given. */
  @Nullable Mask common(Session session, DataFile file) throws IOException {
    if (!given()) {
      return null;
    }
    if (!(file.values() instanceof NpyDataset fields)) {
      throw session.usage("--mask is for data of this machine; found " + file.place());
    }
    Mask mask = common(fields.withGaps());
    session.say(
        String.format(
            Locale.ROOT, "masked: %,d of %,d sites%n", mask.masked(), mask.grid().sites()));
    return mask;
  }

  /**
   * The mask that all fields have in common, where one was {@link #given}.
   *
   * @param fields where NaN is handed out
   * @throws InputRejected when the mask has another grid, or holds more than one field
   */
  private Mask common(Dataset fields) throws IOException {
    double[] first = new double[fields.grid().sites()];
    fields.read(0, 1, first);
    double[] mask = new double[first.length];
    Arrays.fill(mask, 1);
    Dataset masks = masks(fields);
    if (masks != null) {
      if (!(masks instanceof Repeated) && fields.count() > 1) {
        throw new InputRejected(
            "all fields of a fit have the same mask; found "
                + masks.count()
                + " masks in "
                + words
                + "; cut patches without masked sites with `wirg prepare --mask`");
      }
      masks.read(0, 1, mask);
    }
    boolean[] free = new boolean[first.length];
    for (int i = 0; i < free.length; i++) {
      free[i] = Double.isFinite(first[i]) && mask[i] != 0;
    }
    return new Mask(fields.grid(), free);
  }

  /** The SHA-256 of the mask's file; empty where there is none. */
  String sha256(Progress progress) throws IOException {
    return words == null || words.equals(NAN)
        ? ""
        : FieldFormats.open(Path.of(words)).sha256(progress);
  }

  /** One field many times. */
  private record Repeated(Dataset one, long count) implements Dataset {
    @Override
    public Grid grid() {
      return one.grid();
    }

    @Override
    public void read(long first, int fields, double[] into) throws IOException {
      Objects.checkFromIndexSize(first, (long) fields, count);
      int sites = grid().sites();
      double[] field = new double[sites];
      one.read(0, 1, field);
      for (int f = 0; f < fields; f++) {
        System.arraycopy(field, 0, into, f * sites, sites);
      }
    }
  }
}
