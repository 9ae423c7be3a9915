package org.wirg.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import org.wirg.field.InputRejected;
import org.wirg.field.Workers;

/**
 * Neighbouring tasks that one Spark task runs, one after the other.
 *
 * @param inputs theirs, in order
 */
record Slice<I extends Serializable>(List<I> inputs) implements Serializable {
  /**
   * What came of a slice.
   *
   * @param results in order, up to the first task that refused its input
   * @param refusal by that task; null where there was none. Another attempt would refuse again, so
   *     it is a result and not a failure
   */
  record Outcome<R extends Serializable>(List<R> results, @Nullable InputRejected refusal)
      implements Serializable {
    /** Reads what {@link Running} wrote. */
    @SuppressWarnings({"unchecked", "BanSerializableRead"}) // bytes of our own executors
    static <R extends Serializable> Outcome<R> of(byte[] bytes) {
      try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
        return (Outcome<R>) in.readObject();
      } catch (IOException | ClassNotFoundException e) {
        throw new IllegalStateException("results of executors can be read", e);
      }
    }
  }

  /** Runs slices on an executor. */
  record Running<I extends Serializable, R extends Serializable>(Broadcast<Workers.Task<I, R>> task)
      implements Function<Slice<I>, byte[]> {
    @Override
    public byte[] call(Slice<I> slice) throws Exception {
      List<R> results = new ArrayList<>();
      InputRejected refusal = null;
      try {
        for (I input : slice.inputs) {
          results.add(task.value().run(input));
        }
      } catch (InputRejected e) {
        refusal = e;
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(new Outcome<>(results, refusal));
      }
      return bytes.toByteArray();
    }
  }
}
