package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;
import org.wirg.field.Workers;
import org.wirg.internal.parallel.Threads;
import org.wirg.sample.Drawing;
import org.wirg.sample.StepInfo;

/**
 * The machine that the command runs on.
 *
 * @param session for its refusals
 */
record ThisMachine(Session session) implements Workplace {
  @Override
  public Workers workers() {
    return new Threads(session.threads());
  }

  @Override
  public DataFile open(String name) throws IOException {
    return DataFile.open(input(name));
  }

  @Override
  public Path input(String name) {
    return session.path("a file", name);
  }

  @Override
  public Path output(String name) {
    return session.path("--out", name);
  }

  @Override
  public void deliver(Path file, String name) {
    // It is there already.
  }

  @Override
  public boolean isFolder(String name) {
    return false;
  }

  @Override
  public void check(Shards shards) {
    throw new InputRejected("a folder of many files is written with --spark");
  }

  @Override
  public List<StepInfo> draw(Drawing drawing, Shards shards, Progress progress) throws IOException {
    throw new IllegalStateException("no folder of many files was agreed to");
  }

  @Override
  public void close() {
    // Nothing was opened.
  }
}
