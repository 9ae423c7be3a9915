package org.wirg.fit;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.List;
import org.wirg.field.Keeper;

/**
 * The numbers of a sum or a climb on their way into a state or out of one: who names them once, in
 * a fixed order, has said both. On the way out arrays are filled in place.
 */
interface Archive {
  /** Most values of a row. */
  int LONGEST_ROW = 1 << 24;

  /** Most rows of a list. */
  int MOST_ROWS = 1 << 24;

  /** Gives a number back as it is kept. */
  double number(double value) throws IOException;

  /** The same of a count, 0 to {@code most}. */
  long count(long value, long most) throws IOException;

  /** The same of what is so or not. */
  default boolean flag(boolean value) throws IOException {
    return count(value ? 1 : 0, 1) == 1;
  }

  void numbers(double[] values) throws IOException;

  /** So many values come next. */
  void announce(long values) throws IOException;

  /** Makes sure that what was read can be so. */
  static void require(boolean possible, String what) throws InvalidObjectException {
    if (!possible) {
      throw new InvalidObjectException("a possible " + what);
    }
  }

  /** Rows of one length; a list that is read must be empty. */
  default void rows(List<double[]> rows) throws IOException {
    int count = (int) count(rows.size(), MOST_ROWS);
    int length = (int) count(rows.isEmpty() ? 0 : rows.getFirst().length, LONGEST_ROW);
    require(count == 0 || length > 0, "length of rows");
    announce((long) count * length);
    for (int i = 0; i < count; i++) {
      if (i == rows.size()) {
        rows.add(new double[length]);
      }
      numbers(rows.get(i));
    }
  }

  static Archive into(DataOutputStream out) {
    return new Archive() {
      @Override
      public double number(double value) throws IOException {
        out.writeDouble(value);
        return value;
      }

      @Override
      public long count(long value, long most) throws IOException {
        out.writeLong(value);
        return value;
      }

      @Override
      public void announce(long values) {}

      @Override
      public void numbers(double[] values) throws IOException {
        Keeper.write(out, values, values.length);
      }
    };
  }

  /** Counts out of their range are an {@link InvalidObjectException}. */
  static Archive outOf(DataInputStream in) {
    return new Archive() {
      @Override
      public double number(double value) throws IOException {
        return in.readDouble();
      }

      @Override
      public long count(long value, long most) throws IOException {
        long found = in.readLong();
        if (found < 0 || found > most) {
          throw new InvalidObjectException("a count from 0 to " + most + ", not " + found);
        }
        return found;
      }

      @Override
      public void announce(long values) throws IOException {
        require(values <= in.available() / Double.BYTES, "number of values");
      }

      @Override
      public void numbers(double[] values) throws IOException {
        Keeper.read(in, values, values.length);
      }
    };
  }
}
