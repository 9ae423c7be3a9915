package org.wirg.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file on a {@link FaultyDisk}: every access is an operation of the disk. */
final class FaultyChannel extends FileChannel {
  private final FaultyDisk disk;
  private final Path file;
  private final FileChannel real;
  private final boolean writes;

  FaultyChannel(FaultyDisk disk, Path file, FileChannel real, boolean writes) {
    this.disk = disk;
    this.file = file;
    this.real = real;
    this.writes = writes;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    disk.operation("read");
    return real.read(to);
  }

  @Override
  public long read(ByteBuffer[] to, int from, int count) throws IOException {
    disk.operation("read");
    return real.read(to, from, count);
  }

  @Override
  public int read(ByteBuffer to, long at) throws IOException {
    disk.operation("read");
    return real.read(to, at);
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    disk.operation("write");
    return real.write(bytes);
  }

  @Override
  public long write(ByteBuffer[] bytes, int from, int count) throws IOException {
    disk.operation("write");
    return real.write(bytes, from, count);
  }

  @Override
  public int write(ByteBuffer bytes, long at) throws IOException {
    disk.operation("write");
    return real.write(bytes, at);
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long at) throws IOException {
    real.position(at);
    return this;
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    disk.operation("truncate");
    real.truncate(size);
    disk.truncated(file, size);
    return this;
  }

  @Override
  public void force(boolean all) throws IOException {
    disk.operation("force");
    real.force(all);
    disk.forced(file);
  }

  @Override
  public long transferTo(long from, long count, WritableByteChannel to) throws IOException {
    disk.operation("read");
    return real.transferTo(from, count, to);
  }

  @Override
  public long transferFrom(ReadableByteChannel from, long at, long count) throws IOException {
    disk.operation("write");
    return real.transferFrom(from, at, count);
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long at, long size) throws IOException {
    disk.operation("map");
    return real.map(mode, at, size);
  }

  @Override
  public FileLock lock(long at, long size, boolean shared) throws IOException {
    disk.operation("lock");
    return real.lock(at, size, shared);
  }

  @Override
  public @Nullable FileLock tryLock(long at, long size, boolean shared) throws IOException {
    disk.operation("lock");
    return real.tryLock(at, size, shared);
  }

  /** Closes in any case; where bytes were written the disk may say only now that it failed. */
  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
    if (writes) {
      disk.operation("close");
    }
  }
}
