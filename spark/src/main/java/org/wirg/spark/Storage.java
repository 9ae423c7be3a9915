package org.wirg.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.util.SerializableConfiguration;
import org.wirg.field.InputRejected;
import org.wirg.file.AtomicFile;
import org.wirg.file.Disk;

/**
 * File systems that Hadoop knows, with the settings of the driver; may travel to executors.
 *
 * @param settings the driver's
 */
record Storage(SerializableConfiguration settings) implements Serializable {
  private static final int MOST_FILES = 100_000;

  static Storage of(Configuration settings) {
    return new Storage(new SerializableConfiguration(settings));
  }

  Configuration configuration() {
    return settings.value();
  }

  /** The file system of a path; local files without the checksum files beside them. */
  FileSystem system(Path path) throws IOException {
    FileSystem system = path.getFileSystem(configuration());
    return system instanceof LocalFileSystem local ? local.getRawFileSystem() : system;
  }

  /** With scheme and without relative parts. */
  Path qualified(String name) throws IOException {
    Path path = path(name);
    return system(path).makeQualified(path);
  }

  private static Path path(String name) {
    try {
      return new Path(name);
    } catch (IllegalArgumentException e) {
      throw new InputRejected(
          "a file has a path that Hadoop knows; found " + name + " (" + e.getMessage() + ")", e);
    }
  }

  /**
   * The files that a name stands for, in the order of their names: the file itself, all files of a
   * folder, or all that fit a pattern.
   *
   * @param wanted which files of a folder count
   * @throws InputRejected when there are none, or too many
   */
  List<FileStatus> files(String name, Predicate<String> wanted) throws IOException {
    Path path = path(name);
    FileSystem system = system(path);
    FileStatus[] found = system.exists(path) ? folder(system, path) : system.globStatus(path);
    List<FileStatus> files = new ArrayList<>();
    for (FileStatus file : found == null ? new FileStatus[0] : found) {
      boolean named = file.getPath().getName().equals(path.getName());
      if (file.isFile() && (named || wanted.test(file.getPath().getName()))) {
        files.add(file);
      }
    }
    if (files.isEmpty() || files.size() > MOST_FILES) {
      throw new InputRejected(
          "a name stands for 1 to "
              + MOST_FILES
              + " files of fields; found "
              + (files.isEmpty() ? "none" : "more")
              + " at "
              + name
              + "; check the path");
    }
    files.sort(Comparator.comparing(file -> file.getPath().toString()));
    return files;
  }

  private static FileStatus[] folder(FileSystem system, Path path) throws IOException {
    FileStatus status = system.getFileStatus(path);
    if (!status.isDirectory()) {
      return new FileStatus[] {status};
    }
    return Arrays.stream(system.listStatus(path))
        .filter(file -> !file.getPath().getName().matches("[._].*"))
        .toArray(FileStatus[]::new);
  }

  /** A local copy that vanishes when the program ends. */
  java.nio.file.Path copy(Path from, long bytes, String suffix) throws IOException {
    java.nio.file.Path copy = Disk.temporary(suffix);
    copy.toFile().deleteOnExit();
    AtomicFile.write(
        copy,
        out -> {
          try (InputStream in = system(from).open(from)) {
            byte[] buffer = new byte[1 << 16];
            long left = bytes;
            for (int n = 1; n > 0 && left > 0; left -= Math.max(n, 0)) {
              n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
              out.write(buffer, 0, Math.max(n, 0));
            }
            if (left > 0 || in.read() >= 0) {
              throw new IOException(
                  "a file stays as it is while it is read; found "
                      + from
                      + (left > 0 ? " shorter" : " longer")
                      + " than "
                      + bytes
                      + " bytes; start again when it is complete");
            }
          }
        });
    return copy;
  }
}
