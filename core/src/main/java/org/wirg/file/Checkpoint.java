package org.wirg.file;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.Estimate;
import org.wirg.field.InputRejected;
import org.wirg.field.Keeper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a long fit has learned so far, so that it can go on after an interruption: its laws, which
 * do not depend on one another, and how far it is with the work that leads to them. A fit that goes
 * on ends with the same bytes.
 *
 * <p>The laws are a JSON document of format "wirg-checkpoint", in a file of its own, written anew
 * after every law. The state of a {@link Journal} is that document and the work in progress. Either
 * belongs to one command on one data set and is refused for any other.
 */
public final class Checkpoint {
  private static final String FORMAT = "wirg-checkpoint";
  private static final int VERSION = 1;
  private static final int MOST_LAWS = 100;
  private static final int MOST_PARTS = 100;

  /** Of all parts; a state of more than a gigabyte could not be read back. */
  private static final long MOST_BYTES = (1L << 30) - (1 << 24);

  /** A fit that keeps none. */
  public static final Checkpoint NONE = new Checkpoint(null, Keeper.NONE, "", "");

  private final @Nullable Path file;
  private final Keeper keeper;
  private final String command;
  private final String sha256;
  private final Map<Integer, Law> laws = new TreeMap<>();
  private final SequencedMap<String, Keeper.Writer> parts = new LinkedHashMap<>();

  /** Parts of the state that is gone on from whose work has not joined yet. */
  private final Set<String> waiting = new LinkedHashSet<>();

  /**
   * One law.
   *
   * @param theta its coefficients, not modified
   */
  public record Law(double[] theta, Estimate estimate) {}

  private Checkpoint(@Nullable Path file, Keeper keeper, String command, String sha256) {
    this.file = file;
    this.keeper = keeper;
    this.command = command;
    this.sha256 = sha256;
  }

  /**
   * Goes on with a checkpoint, or begins one where there is no file.
   *
   * @param command that fits
   * @param sha256 of the data
   * @throws InputRejected when the file is not a checkpoint of this command on these data
   */
  public static Checkpoint at(Path file, String command, String sha256) throws IOException {
    Checkpoint checkpoint = new Checkpoint(file, Keeper.NONE, command, sha256);
    if (Files.exists(file)) {
      checkpoint.read(
          ModelFile.document(file, ModelFile.bytes(file, "a checkpoint"), "a checkpoint"));
    }
    return checkpoint;
  }

  /**
   * Goes on with what a journal's run had found; it is kept when it is time for it.
   *
   * @param command that fits
   * @param sha256 of the data
   * @throws InputRejected when the journal's state is another one's
   */
  public static Checkpoint in(Journal journal, String command, String sha256) throws IOException {
    Checkpoint checkpoint = new Checkpoint(null, journal, command, sha256);
    journal.restore(
        in -> {
          checkpoint.read(
              ModelFile.document(Path.of("the state"), in.readNBytes(length(in)), "a checkpoint"));
          eachPart(in, (name, bytes) -> checkpoint.await(name, bytes, in));
        });
    return checkpoint;
  }

  private void await(String name, int bytes, DataInputStream in) throws IOException {
    if (!waiting.add(name)) {
      throw new InvalidObjectException("every part once, not " + name + " again");
    }
    in.skipNBytes(bytes);
  }

  private static int length(DataInputStream in) throws IOException {
    return Keeper.readInt(in, 0, in.available());
  }

  /** Takes a part of a state, all of its bytes. */
  private interface PartReader {
    void read(String name, int bytes) throws IOException;
  }

  private static void eachPart(DataInputStream in, PartReader reader) throws IOException {
    int count = Keeper.readInt(in, 0, MOST_PARTS);
    for (int i = 0; i < count; i++) {
      reader.read(in.readUTF(), length(in));
    }
  }

  /**
   * Work begins that takes long. How far it was in the run that is gone on from is read; from now
   * on how far it is belongs to the state.
   *
   * @param name of its own
   * @param writer writes it, while the work stands still: called by {@link #offer} only
   * @param reader reads that back
   */
  public synchronized void join(String name, Keeper.Writer writer, Keeper.Reader reader) {
    if (this == NONE) {
      return;
    }
    try {
      keeper.restore(
          in -> {
            in.skipNBytes(length(in));
            eachPart(in, (found, bytes) -> read(in, bytes, found.equals(name) ? reader : null));
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    parts.put(name, writer);
    waiting.remove(name);
  }

  private static void read(DataInputStream in, int bytes, Keeper.@Nullable Reader reader)
      throws IOException {
    int rest = in.available() - bytes;
    if (reader == null) {
      in.skipNBytes(bytes);
    } else {
      reader.readFrom(in);
    }
    if (in.available() != rest) {
      throw new InvalidObjectException(
          "a part of " + bytes + " bytes, not " + (bytes + rest - in.available()));
    }
  }

  /** Work that joined is done; what it found is kept otherwise, or not needed any more. */
  public synchronized void leave(String name) {
    parts.remove(name);
  }

  /** Whether it is time to keep a state. */
  public boolean due() {
    return keeper.due();
  }

  /** All that joined stands still at a place to go on from: the state is kept if it is time. */
  public synchronized void offer() {
    try {
      keeper.offer(this::write);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(DataOutputStream out) throws IOException {
    byte[] bytes = bytes();
    out.writeInt(bytes.length);
    out.write(bytes);
    SequencedMap<String, Integer> sizes = new LinkedHashMap<>();
    long left = MOST_BYTES;
    for (Map.Entry<String, Keeper.Writer> part : parts.entrySet()) {
      DataOutputStream counted = new DataOutputStream(OutputStream.nullOutputStream());
      part.getValue().writeTo(counted);
      if (counted.size() <= left) { // what does not fit is only done again
        sizes.put(part.getKey(), counted.size());
        left -= counted.size();
      }
    }
    out.writeInt(sizes.size() + waiting.size());
    for (Map.Entry<String, Integer> size : sizes.entrySet()) {
      out.writeUTF(size.getKey());
      out.writeInt(size.getValue());
      Objects.requireNonNull(parts.get(size.getKey())).writeTo(out);
    }
    if (!waiting.isEmpty()) {
      keeper.restore(
          in -> {
            in.skipNBytes(length(in));
            eachPart(in, (name, length) -> copy(name, length, in, out));
          });
    }
  }

  /** Writes a part again that nobody has taken up yet. */
  private void copy(String name, int bytes, DataInputStream in, DataOutputStream out)
      throws IOException {
    if (waiting.contains(name)) {
      out.writeUTF(name);
      out.writeInt(bytes);
      out.write(in.readNBytes(bytes));
    } else {
      in.skipNBytes(bytes);
    }
  }

  private void read(JsonCursor root) {
    root.object("format", "version", "command", "sha256", "laws");
    same(root.at("format"), FORMAT);
    root.at("version").whole(VERSION, VERSION);
    same(root.at("command"), command);
    same(root.at("sha256"), sha256);
    for (JsonCursor law : root.at("laws").elements(MOST_LAWS)) {
      law.object("law", "theta", "estimate");
      int number = law.at("law").whole(0, MOST_LAWS);
      double[] theta =
          law.at("theta").elements(ModelReader.MOST_PARAMETERS).stream()
              .mapToDouble(JsonCursor::number)
              .toArray();
      Estimate estimate = ModelReader.estimate(law.at("estimate"), theta.length);
      if (laws.put(number, new Law(theta, estimate)) != null) {
        throw law.rejected("every law once", "law " + number + " again");
      }
    }
  }

  private static void same(JsonCursor cursor, String expected) {
    String found = cursor.text();
    if (!found.equals(expected)) {
      throw cursor.rejected(expected, found);
    }
  }

  /**
   * A law that was learned before.
   *
   * @param law its number
   * @param parameters it has
   */
  public synchronized @Nullable Law law(int law, int parameters) {
    Law known = laws.get(law);
    if (known != null && known.theta.length != parameters) {
      throw new InputRejected(
          "law "
              + law
              + " must have "
              + parameters
              + " coefficients; found "
              + known.theta.length
              + (file == null
                  ? " in what the interrupted run kept; fit without --resume"
                  : " in the checkpoint " + file + "; delete it to fit anew"));
    }
    return known;
  }

  /**
   * Keeps a law, in a file of its own at once, in a state from the next {@link #offer} on. Laws may
   * come from several threads.
   */
  public synchronized void put(int number, Law law) {
    if (this == NONE) {
      return;
    }
    laws.put(number, law);
    if (file != null) {
      byte[] bytes = bytes();
      try {
        AtomicFile.write(file, out -> out.write(bytes));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private byte[] bytes() {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("format", FORMAT);
    tree.put("version", VERSION);
    tree.put("command", command);
    tree.put("sha256", sha256);
    ArrayNode list = tree.putArray("laws");
    laws.forEach(
        (n, known) -> {
          ObjectNode node = list.addObject();
          node.put("law", n);
          node.set("theta", ModelTree.numbers(known.theta));
          node.set("estimate", ModelTree.estimate(known.estimate, known.theta.length));
        });
    return JsonLayout.of(tree).getBytes(StandardCharsets.US_ASCII);
  }

  /** Removes the file: the fit is done. */
  public void done() throws IOException {
    if (file != null) {
      Disk.delete(file);
    }
  }
}
