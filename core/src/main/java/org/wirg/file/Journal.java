package org.wirg.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wirg.field.InputRejected;
import org.wirg.field.Keeper;

/**
 * What a long run leaves beside its output so that it can go on after any interruption, and ends
 * with the same bytes: the fields finished so far, in {@code OUT.wirg-part}, and the state to go on
 * from, in {@code OUT.wirg-resume-1} and {@code -2}, which take turns so that the newest and the
 * one before it are always whole. {@code OUT.wirg-lock} keeps other processes away. All of them go
 * when the run is done.
 *
 * <p>A state is kept when the interval has passed since the last one, and not so often that keeping
 * takes more than {@value #MOST_PERCENT} % of the time. A run that ends before the first leaves
 * nothing.
 */
public final class Journal implements Keeper, AutoCloseable {
  private static final int MOST_PERCENT = 1;
  private static final double SECONDS_PER_NANO = 1e-9;

  /** Runs that a signal would end now. */
  private static final Set<Journal> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Journal::interrupt, "wirg-journal"));
  }

  private final @Nullable Path target;
  private final SequencedMap<String, String> run;
  private final double interval;
  private final @Nullable OutputLock lock;
  private @Nullable Generation origin;

  /** The states that were found, open as long as this is. */
  private final List<Generation> whole = new ArrayList<>();

  private @Nullable PartFile part;
  private long number;
  private boolean kept;
  private boolean closed;
  private long last = System.nanoTime();
  private double pause;

  private Journal(
      @Nullable Path target,
      SequencedMap<String, String> run,
      double interval,
      @Nullable OutputLock lock) {
    this.target = target;
    this.run = run;
    this.interval = interval;
    this.lock = lock;
    this.pause = interval;
  }

  /** One that keeps nothing and locks nothing. */
  public static Journal none() {
    return new Journal(null, new LinkedHashMap<>(), 0, null);
  }

  /**
   * Locks an output and looks for what an earlier run left beside it.
   *
   * @param output an output whose folder exists; a device or pipe has no journal
   * @param run what the result depends on, by name, in the order in which differences are told
   * @param resume whether to go on where an earlier run stopped; else what it left is removed
   * @param interval seconds between two states, 0 for every one, infinite for none
   * @param hear is told what was found
   * @throws InputRejected when what is there belongs to another run or is damaged
   * @throws IOException when another process works on this output, or the disk fails
   */
  public static Journal open(
      Path output,
      SequencedMap<String, String> run,
      boolean resume,
      double interval,
      Consumer<String> hear)
      throws IOException {
    if (!(interval >= 0)) {
      throw new IllegalArgumentException(
          "an interval is a number of seconds from 0 on; found " + interval);
    }
    if (Files.exists(output) && !Files.isRegularFile(output)) {
      return none();
    }
    Path target = Files.exists(output) ? AtomicFile.existing(output) : output;
    Journal journal =
        new Journal(target, run, interval, OutputLock.of(beside(target, "lock"), output));
    boolean ready = false;
    try {
      if (resume) {
        journal.recover(target, hear);
      } else {
        journal.clear(target);
      }
      OPEN.add(journal);
      ready = true;
      return journal;
    } finally {
      if (!ready) {
        journal.release();
      }
    }
  }

  private static Path beside(Path target, String what) {
    return target.resolveSibling(target.getFileName() + ".wirg-" + what);
  }

  private static Path slot(Path target, long number) {
    return beside(target, "resume-" + (1 + number % 2));
  }

  private static Path part(Path target) {
    return beside(target, "part");
  }

  private void recover(Path target, Consumer<String> hear) throws IOException {
    List<Path> slots =
        Stream.of(slot(target, 0), slot(target, 1)).filter(file -> Files.exists(file)).toList();
    kept = !slots.isEmpty(); // whatever comes, what is there stays
    for (Path slot : slots) {
      Generation generation = Generation.open(slot);
      if (generation != null) {
        whole.add(generation);
      } else {
        hear.accept(slot + " is damaged and left aside");
      }
    }
    whole.sort(Comparator.comparingLong(Generation::number).reversed());
    for (Generation generation : whole) {
      generation.requireSame(run);
      if (standing(target, generation.mark())) {
        origin = generation;
        number = generation.number();
        hear.accept("going on from " + generation.file() + ", state " + number);
        return;
      }
      hear.accept(part(target) + " does not hold what " + generation.file() + " says");
    }
    if (!slots.isEmpty()) {
      throw new InputRejected(
          "a run goes on from a state that is whole; found all of them damaged beside "
              + Excerpt.of(target)
              + "; leave out --resume to begin anew");
    }
    hear.accept("nothing to go on from beside " + target + "; beginning anew");
    clear(target);
  }

  /** Whether the output's first bytes are there, under its own name if the run had just ended. */
  private static boolean standing(Path target, PartFile.Mark mark) throws IOException {
    Path part = part(target);
    if (PartFile.holds(part, mark)) {
      return true;
    }
    if (!PartFile.holds(target, mark)) {
      return false;
    }
    PartFile.copy(target, part, mark);
    return true;
  }

  /** Whether there is a file to keep states beside. */
  public boolean keeps() {
    return target != null;
  }

  @Override
  public boolean restore(Reader reader) throws IOException {
    if (origin == null) {
      return false;
    }
    origin.restore(reader);
    return true;
  }

  @Override
  public synchronized boolean due() {
    return target != null && !closed && (System.nanoTime() - last) * SECONDS_PER_NANO >= pause;
  }

  @Override
  public synchronized void offer(Writer writer) throws IOException {
    if (target == null || !due()) {
      return;
    }
    long now = System.nanoTime();
    PartFile.Mark mark = part == null ? PartFile.Mark.NOTHING : part.mark();
    if (Generation.write(slot(target, number + 1), run, number + 1, mark, writer)) {
      number++;
      kept = true;
    }
    last = System.nanoTime();
    double cost = (last - now) * SECONDS_PER_NANO;
    pause = interval > 0 ? Math.max(interval, cost * 100 / MOST_PERCENT) : 0;
  }

  /**
   * The output, to be written on from where the state that is gone on from had come.
   *
   * @param named whether it becomes the output itself; else it stays the part, to be converted
   */
  synchronized PartFile output(boolean named) throws IOException {
    Path output = Objects.requireNonNull(target);
    PartFile.Mark mark = origin == null ? PartFile.Mark.NOTHING : origin.mark();
    part = PartFile.open(part(output), named ? output : null, mark);
    return part;
  }

  /** The file that {@link #output} stays in. */
  public Path partFile() {
    return part(Objects.requireNonNull(target));
  }

  /** Writes an output whole, by way of the part. */
  void write(Path output, AtomicFile.Body body) throws IOException {
    if (target == null) {
      AtomicFile.write(output, body);
      return;
    }
    try (AtomicFile file = AtomicFile.create(target, part(target))) {
      body.writeTo(file.stream());
      file.commit();
    }
  }

  /** The output is complete: removes everything else. */
  public synchronized void done() throws IOException {
    if (target != null) {
      closed = true;
      clear(target);
      kept = false;
    }
  }

  private void clear(Path target) throws IOException {
    for (long slot = 0; slot < 2; slot++) {
      Disk.delete(slot(target, slot));
      Disk.delete(Generation.temporary(slot(target, slot)));
    }
    Disk.delete(part(target));
  }

  /** Ends; what was kept stays for a run that goes on, unless the output is {@link #done}. */
  @Override
  public synchronized void close() throws IOException {
    OPEN.remove(this);
    release();
  }

  private void release() throws IOException {
    closed = true;
    try {
      if (part != null) {
        part.close();
      }
      for (Generation generation : whole) {
        generation.close();
      }
      if (target != null && !kept) {
        Disk.delete(part(target));
      }
    } finally {
      if (lock != null) {
        lock.close();
      }
    }
  }

  /** The program is told to stop: whatever state was kept last is the one to go on from. */
  private static void interrupt() {
    for (Journal journal : OPEN) {
      try {
        journal.stop();
      } catch (IOException e) {
        System.err.println("wirg: " + e.getMessage());
      }
    }
  }

  private synchronized void stop() throws IOException {
    closed = true;
    if (target != null && !kept) {
      Disk.delete(part(target));
    }
    if (lock != null) {
      lock.abandon();
    }
  }
}
