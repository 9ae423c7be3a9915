package org.wirg.field;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.nio.ByteBuffer;

/**
 * Keeps the state of long work from time to time, so that the work can go on after an interruption.
 * When it does, and whether, must not change what comes out.
 */
public interface Keeper {
  /** Values on their way at a time. */
  int BUFFERED = 1024;

  /** Keeps nothing. */
  Keeper NONE =
      new Keeper() {
        @Override
        public boolean restore(Reader reader) {
          return false;
        }

        @Override
        public boolean due() {
          return false;
        }

        @Override
        public void offer(Writer writer) {}
      };

  /** Writes a state. */
  @FunctionalInterface
  interface Writer {
    void writeTo(DataOutputStream out) throws IOException;
  }

  /** Reads what a {@link Writer} wrote. */
  @FunctionalInterface
  interface Reader {
    void readFrom(DataInputStream in) throws IOException;
  }

  /**
   * Reads the state that this run goes on from, the same one every time it is asked for.
   *
   * @return whether there is one; at a beginning there is none
   * @throws InputRejected when it is not a state of this work
   * @throws IOException when the disk fails
   */
  boolean restore(Reader reader) throws IOException;

  /** Whether it is time to keep a state. */
  boolean due();

  /**
   * A place to go on from has been reached: everything before it was handed over, nothing after it
   * begun that counts. The state is kept when it is time for it.
   *
   * @throws IOException when the disk fails
   */
  void offer(Writer writer) throws IOException;

  /** Writes the first {@code count} values, every bit of them. */
  static void write(DataOutputStream out, double[] values, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.min(count, BUFFERED) * Double.BYTES);
    for (int i = 0; i < count; i += BUFFERED) {
      int part = Math.min(count - i, BUFFERED);
      buffer.asDoubleBuffer().put(values, i, part);
      out.write(buffer.array(), 0, part * Double.BYTES);
    }
  }

  /** Reads them back. */
  static void read(DataInputStream in, double[] values, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.min(count, BUFFERED) * Double.BYTES);
    for (int i = 0; i < count; i += BUFFERED) {
      int part = Math.min(count - i, BUFFERED);
      in.readFully(buffer.array(), 0, part * Double.BYTES);
      buffer.asDoubleBuffer().get(values, i, part);
    }
  }

  /**
   * Reads an int that must lie in a range.
   *
   * @throws InvalidObjectException when it does not
   */
  static int readInt(DataInputStream in, int low, int high) throws IOException {
    int found = in.readInt();
    if (found < low || found > high) {
      throw new InvalidObjectException("a number from " + low + " to " + high + " not " + found);
    }
    return found;
  }
}
