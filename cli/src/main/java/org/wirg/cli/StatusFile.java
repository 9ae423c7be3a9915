package org.wirg.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.wirg.field.Progress;
import org.wirg.file.AtomicFile;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How far a command is, in a JSON file that others can watch: what it does, how much of it is done,
 * and what was measured on the way. Written at most once a second, and at the end.
 */
final class StatusFile implements Progress, AutoCloseable {
  private static final double INTERVAL = 1; // seconds
  private static final int MOST_MEASURED = 4000;

  private record Measured(String what, String of, long at, double value) {}

  private final Path file;
  private final Progress next;
  private final long start = System.nanoTime();
  private final Deque<Measured> measured = new ArrayDeque<>();
  private String what = "starting";
  private long done;
  private long total;
  private double written = Double.NEGATIVE_INFINITY;

  /**
   * @param next hears everything too
   */
  StatusFile(Path file, Progress next) {
    this.file = file;
    this.next = next;
  }

  @Override
  public void begin(String name, long steps) {
    next.begin(name, steps);
    what = name;
    total = steps;
    done = 0;
    changed();
  }

  @Override
  public void advance(long steps) {
    next.advance(steps);
    done += steps;
    changed();
  }

  @Override
  public void measured(String name, String of, long at, double value) {
    next.measured(name, of, at, value);
    measured.add(new Measured(name, of, at, value));
    if (measured.size() > MOST_MEASURED) {
      measured.remove();
    }
    changed();
  }

  private double seconds() {
    return 1e-9 * (System.nanoTime() - start);
  }

  private void changed() {
    if (seconds() - written >= INTERVAL) {
      write(false);
    }
  }

  private void write(boolean ended) {
    ObjectNode json = Session.object();
    json.put("what", what);
    json.put("done", done);
    json.put("of", total);
    json.put("seconds", seconds());
    json.put("ended", ended);
    ArrayNode list = json.putArray("measured");
    for (Measured m : measured) {
      list.addObject().put("what", m.what).put("of", m.of).put("at", m.at).put("value", m.value);
    }
    byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
    try {
      AtomicFile.write(file, out -> out.write(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    written = seconds();
  }

  /** The last state. */
  @Override
  public void close() {
    write(true);
  }
}
