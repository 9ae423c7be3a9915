package org.wirg.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.apache.spark.TaskContext;
import org.wirg.field.Workers;

/**
 * Workers in trouble: of the first attempts of Spark tasks one in ten fails, and one in ten takes
 * its time.
 */
record Troubled(Workers workers, long milliseconds) implements Workers {
  @Override
  public <I extends Serializable, R extends Serializable> void run(
      Size size, LongFunction<? extends I> inputs, Task<I, R> task, Consumer<? super R> results) {
    workers.run(size, inputs, new Trouble<>(task, milliseconds), results);
  }

  @Override
  public Workers near() {
    return workers.near();
  }

  @Override
  public int height(long parts) {
    return workers.height(parts);
  }

  private record Trouble<I extends Serializable, R extends Serializable>(
      Task<I, R> task, long milliseconds) implements Task<I, R> {
    @Override
    public R run(I input) throws Exception {
      TaskContext context = TaskContext.get();
      if (context != null && context.attemptNumber() == 0) { // null on the driver
        int of = (7 * context.stageId() + context.partitionId()) % 10;
        if (of == 3) {
          throw new IOException("an attempt fails");
        }
        if (of == 6) {
          Thread.sleep(milliseconds);
        }
      }
      return task.run(input);
    }
  }
}
