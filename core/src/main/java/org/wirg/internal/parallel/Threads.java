package org.wirg.internal.parallel;

import java.io.Serializable;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.wirg.field.Workers;

/**
 * Threads of this process.
 *
 * @param count how many; 1 runs everything on the caller's
 */
public record Threads(int count) implements Workers {
  public Threads {
    if (count < 1) {
      throw new IllegalArgumentException("at least one thread is needed; found " + count);
    }
  }

  @Override
  public <I extends Serializable, R extends Serializable> void run(
      Size size, LongFunction<? extends I> inputs, Task<I, R> task, Consumer<? super R> results) {
    InOrder.run(count, size.tasks(), number -> task.run(inputs.apply(number)), results);
  }

  @Override
  public Workers near() {
    return this;
  }

  @Override
  public int height(long parts) {
    return 0;
  }
}
