package org.wirg.spark;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.file.FieldFiles;
import org.wirg.file.NpyDataset;
import org.wirg.file.NpzFile;
import org.wirg.file.ReadLimits;
import org.wirg.file.Spool;

/**
 * Fields in the rows of a Parquet file: one column of lists of float or double, every list one
 * field, the last axis fastest. The lattice stands in the file's metadata under {@value #SHAPE}, or
 * after a colon behind the name, as {@code 32x32}.
 */
final class ParquetRows {
  /** The key of the lattice in a file's metadata. */
  static final String SHAPE = "wirg.shape";

  private ParquetRows() {}

  /**
   * Copies the rows.
   *
   * @throws InputRejected when they are not fields, or whatever the library throws at damaged files
   */
  static NpyDataset open(Storage storage, FieldPart part, Path path, java.nio.file.Path name)
      throws IOException {
    try {
      return copied(storage, part, path, name);
    } catch (InputRejected e) {
      throw e;
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      throw new InputRejected(
          "the input must be a whole Parquet file; found "
              + e.getClass().getSimpleName()
              + " while reading "
              + part.file()
              + "; write it again",
          e);
    }
  }

  private static NpyDataset copied(
      Storage storage, FieldPart part, Path path, java.nio.file.Path name) throws IOException {
    long count;
    String column;
    boolean single;
    Grid grid;
    try (ParquetFileReader file =
        ParquetFileReader.open(HadoopInputFile.fromPath(path, storage.configuration()))) {
      count = file.getRecordCount();
      Type type = column(name, file.getFileMetaData().getSchema().getFields());
      column = type.getName();
      single = element(type) == PrimitiveTypeName.FLOAT;
      String own = file.getFileMetaData().getKeyValueMetaData().get(SHAPE);
      grid = grid(name, part.member() == null ? own : part.member());
    }
    long values = Math.multiplyExact(Math.min(count, 1L << 32), (long) grid.sites());
    if (count < 1 || count > ReadLimits.DEFAULT.fields()) {
      throw FieldFiles.rejected(name, "a file has at least one row", count + "", "check the file");
    }
    NpzFile.requirePlausible(name, Math.multiplyExact(values, single ? 4L : 8L), part.bytes());
    long[] shape = new long[grid.rank() + 1];
    shape[0] = count;
    for (int a = 0; a < grid.rank(); a++) {
      shape[a + 1] = grid.size(a);
    }
    try (ParquetReader<Group> rows =
        ParquetReader.builder(new GroupReadSupport(), path)
            .withConf(storage.configuration())
            .build()) {
      return Spool.of(
          name,
          "Parquet " + column + ", " + (single ? "float" : "double"),
          List.of(name),
          single,
          shape,
          1,
          (first, n, into) -> {
            for (int f = 0; f < n; f++) {
              take(name, rows.read(), column, grid.sites(), first + f, into, f * grid.sites());
            }
          },
          ReadLimits.DEFAULT);
    }
  }

  private static Grid grid(java.nio.file.Path name, @Nullable String shape) {
    if (shape == null || !shape.matches("[1-9][0-9]{0,8}(x[1-9][0-9]{0,8}){0,2}")) {
      throw FieldFiles.rejected(
          name,
          "the lattice of a Parquet file's fields is known, as 32x32, from its metadata key "
              + SHAPE
              + " or from FILE.parquet:32x32",
          shape == null ? "none" : shape,
          "name it after a colon");
    }
    return Grid.of(Arrays.stream(shape.split("x", -1)).mapToInt(Integer::parseInt).toArray());
  }

  /** The only column of numbers in lists. */
  private static Type column(java.nio.file.Path name, List<Type> columns) {
    List<Type> lists = columns.stream().filter(type -> element(type) != null).toList();
    if (lists.size() != 1) {
      throw FieldFiles.rejected(
          name,
          "fields are one column of lists of float or double",
          lists.size() + " such columns among " + columns.size(),
          "leave the others out");
    }
    return lists.getFirst();
  }

  /** The type of a list's elements; null where a column is not a list of numbers. */
  private static @Nullable PrimitiveTypeName element(Type column) {
    Type type = column;
    boolean repeated = type.isRepetition(Type.Repetition.REPEATED);
    for (int depth = 0; depth < 3 && !type.isPrimitive(); depth++) {
      if (type.asGroupType().getFieldCount() != 1) {
        return null;
      }
      type = type.asGroupType().getType(0);
      repeated |= type.isRepetition(Type.Repetition.REPEATED);
    }
    if (!type.isPrimitive() || !repeated) {
      return null;
    }
    PrimitiveTypeName primitive = type.asPrimitiveType().getPrimitiveTypeName();
    boolean number = primitive == PrimitiveTypeName.FLOAT || primitive == PrimitiveTypeName.DOUBLE;
    return number ? primitive : null;
  }

  private static void take(
      java.nio.file.Path name,
      @Nullable Group row,
      String column,
      int sites,
      long number,
      double[] into,
      int at) {
    Group list = row;
    String field = column;
    if (row != null && !row.getType().getType(column).isPrimitive()) {
      list = row.getFieldRepetitionCount(column) == 1 ? row.getGroup(column, 0) : null;
      field = list == null ? column : list.getType().getFieldName(0);
    }
    int length = list == null ? 0 : list.getFieldRepetitionCount(field);
    if (list == null || length != sites) {
      throw FieldFiles.rejected(
          name,
          "every row is a list of " + sites + " values",
          (row == null ? "no row " : "another list in row ") + number,
          "check the lattice");
    }
    boolean nested = !list.getType().getType(field).isPrimitive();
    for (int i = 0; i < length; i++) {
      Group holder = nested ? list.getGroup(field, i) : list;
      int index = nested ? 0 : i;
      if (nested && holder.getFieldRepetitionCount(0) != 1) {
        throw FieldFiles.rejected(
            name, "every value is a number", "none in row " + number, "leave that row out");
      }
      String value = nested ? holder.getType().getFieldName(0) : field;
      PrimitiveTypeName type =
          holder.getType().getType(value).asPrimitiveType().getPrimitiveTypeName();
      into[at + i] =
          type == PrimitiveTypeName.FLOAT
              ? holder.getFloat(value, index)
              : holder.getDouble(value, index);
    }
  }
}
