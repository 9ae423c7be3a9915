package org.wirg.formats;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Link;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.links.ExternalLink;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wirg.file.AtomicFile;
import org.wirg.file.Disk;
import org.wirg.file.FieldFiles;
import org.wirg.file.NpyDataset;
import org.wirg.file.ReadLimits;
import org.wirg.file.SourceName;
import org.wirg.file.Spool;

/**
 * Fields in an HDF5 file, {@code file.h5:/group/data}; the path may be left out where the file
 * holds one array of numbers. Contiguous and chunked data, with the filters that the reader knows
 * (deflate, shuffle, LZF, LZ4, ...). External links are refused.
 */
final class Hdf5Fields {
  static final List<String> SUFFIXES = List.of(".h5", ".hdf5");

  private static final String KIND = "HDF5";
  private static final int MOST_NODES = 10_000;
  private static final int DEEPEST = 32;

  /** Largest chunk that is read: it is inflated whole. */
  private static final long CHUNK_BYTES = 1 << 28;

  private static final Set<Class<?>> NUMBERS =
      Set.of(float.class, double.class, byte.class, short.class, int.class, long.class);

  private Hdf5Fields() {}

  static NpyDataset open(Path name, SourceName source, ReadLimits limits) throws IOException {
    return ForeignReader.read(
        name,
        KIND,
        "save it again, in Python for example with h5py.File(..., libver=\"v110\")",
        () -> {
          try (HdfFile file = new HdfFile(source.file())) {
            Dataset data = dataset(name, file, source.member());
            return copy(name, source.file(), data, limits);
          }
        });
  }

  private static NpyDataset copy(Path name, Path file, Dataset data, ReadLimits limits)
      throws IOException {
    long[] shape = data.getDimensionsAsLong();
    Class<?> type = data.getJavaType();
    if (!NUMBERS.contains(type) || shape.length < 1 || shape.length > limits.axes()) {
      throw FieldFiles.rejected(
          name,
          "fields are numbers along 1 to " + limits.axes() + " axes",
          type.getSimpleName() + " along " + shape.length + " axes in " + data.getPath(),
          "name another array after a colon, as in file.h5:/group/data");
    }
    int bytes = data.getDataType().getSize();
    FieldFormats.requireWithin(name, shape, bytes, Disk.size(file), limits);
    int together = 1;
    if (data instanceof ChunkedDataset chunked) {
      int[] chunk = chunked.getChunkDimensions();
      long size = bytes;
      for (int n : chunk) {
        size *= Math.max(1, n);
        if (size > CHUNK_BYTES) {
          throw FieldFiles.rejected(
              name, "a chunk has at most 256 MiB", size + " bytes", "save it in smaller chunks");
        }
      }
      together = chunk[0];
    }
    long[] offset = new long[shape.length];
    int[] slab = new int[shape.length];
    for (int a = 1; a < shape.length; a++) {
      slab[a] = Math.toIntExact(shape[a]);
    }
    String words = "HDF5 " + data.getPath() + ", " + type.getSimpleName();
    return Spool.of(
        name,
        words,
        List.of(file),
        type != double.class && type != int.class && type != long.class,
        shape,
        together,
        (first, count, values) -> {
          offset[0] = first;
          slab[0] = count;
          int end = flatten(data.getData(offset.clone(), slab.clone()), values, 0);
          long expected = count * FieldFormats.rowValues(shape);
          if (end != expected) {
            throw new IOException(expected + " values were asked for, " + end + " came");
          }
        },
        limits);
  }

  /** Copies a nested array of numbers; returns the position behind the last. */
  private static int flatten(Object array, double[] values, int at) {
    int position = at;
    int length = Array.getLength(array);
    boolean nested = array.getClass().getComponentType().isArray();
    for (int i = 0; i < length; i++) {
      if (nested) {
        position = flatten(Array.get(array, i), values, position);
      } else {
        values[position++] = Array.getDouble(array, i);
      }
    }
    return position;
  }

  private static Dataset dataset(Path name, HdfFile file, @Nullable String member) {
    if (member == null) {
      List<Dataset> all = new ArrayList<>();
      collect(name, file, all, new int[1], 0);
      if (all.size() == 1) {
        return all.getFirst();
      }
      throw FieldFiles.rejected(
          name,
          "one of a file's arrays is named, as in file.h5:/group/data",
          all.isEmpty()
              ? "no array"
              : "the arrays "
                  + String.join(", ", all.stream().limit(8).map(Dataset::getPath).toList()),
          "name one of them after a colon");
    }
    Node node = file;
    for (String part : member.split("/", -1)) {
      if (!part.isEmpty()) {
        Node child = node instanceof Group group ? group.getChildren().get(part) : null;
        if (child == null) {
          throw FieldFiles.rejected(
              name, "the array must be in the file", "no " + part, "check its path");
        }
        node = child instanceof Link link ? target(name, file, link) : child;
      }
    }
    if (node instanceof Dataset data) {
      return data;
    }
    throw FieldFiles.rejected(
        name, "the path must lead to an array", "a group", "add the array's name");
  }

  private static void collect(Path name, Group group, List<Dataset> found, int[] seen, int depth) {
    for (Node node : group.getChildren().values()) {
      if (++seen[0] > MOST_NODES || depth > DEEPEST) {
        throw FieldFiles.rejected(
            name,
            "a file is searched to " + MOST_NODES + " entries, " + DEEPEST + " deep",
            "more",
            "name the array after a colon");
      }
      if (node.isLink()) {
        continue;
      }
      if (node instanceof Group child) {
        collect(name, child, found, seen, depth + 1);
      } else if (node instanceof Dataset data && NUMBERS.contains(data.getJavaType())) {
        found.add(data);
      }
    }
  }

  /** Where a link leads, which must be in the same file. */
  private static Node target(Path name, HdfFile file, Link link) {
    Node target = link instanceof ExternalLink ? null : link.getTarget();
    if (target == null || !file.getFileAsPath().equals(target.getFileAsPath())) {
      throw FieldFiles.rejected(
          name,
          "an array lies in the file itself",
          "a link to " + link.getTargetPath(),
          "open that file");
    }
    return target;
  }

  /** Writes one array {@code fields} from a .npy file; holds all of it in memory. */
  static void write(Path target, NpyDataset fields) throws IOException {
    long count = fields.count();
    int[] lattice = fields.grid().shape();
    int sites = fields.grid().sites();
    if (count * sites > 1 << 28) {
      throw new IOException(
          "an HDF5 file that is written holds at most 2^28 values; found "
              + count * sites
              + "; write .npy or .fits");
    }
    int[] shape = new int[lattice.length + 1];
    shape[0] = (int) count;
    System.arraycopy(lattice, 0, shape, 1, lattice.length);
    Object array = Array.newInstance(float.class, shape);
    double[] one = new double[sites];
    for (int f = 0; f < count; f++) {
      fields.read(f, 1, one);
      fill(Array.get(array, f), one, 0);
    }
    Path whole = Disk.temporary(".h5");
    try {
      try (WritableHdfFile file = HdfFile.write(whole)) {
        file.putDataset("fields", array);
      }
      AtomicFile.write(target, (OutputStream out) -> Disk.copy(whole, out));
    } finally {
      Disk.delete(whole);
    }
  }

  private static int fill(Object array, double[] values, int at) {
    int position = at;
    for (int i = 0; i < Array.getLength(array); i++) {
      if (array instanceof float[] row) {
        row[i] = (float) values[position++];
      } else {
        position = fill(Array.get(array, i), values, position);
      }
    }
    return position;
  }
}
