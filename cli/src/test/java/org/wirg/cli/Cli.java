package org.wirg.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs command lines and holds what came out. */
final class Cli {
  private static final JsonMapper JSON = new JsonMapper();

  private Cli() {}

  /** What a run left. */
  record Result(int code, String out, String err) {
    /** Standard output, which must be JSON and nothing else. */
    JsonNode json() {
      return JSON.readTree(out);
    }
  }

  static Result run(Object... args) {
    return at(Terminal.NONE, args);
  }

  /** A run that is watched. */
  static Result at(Terminal terminal, Object... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.run(
            terminal,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            words(args).toArray(new String[0]));
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** A run that must end well. */
  static Result good(Object... args) {
    Result result = run(args);
    if (result.code() != 0) {
      throw new AssertionError(result.toString());
    }
    return result;
  }

  /** Text is split at spaces, paths are words as they are. */
  static List<String> words(Object... args) {
    List<String> words = new ArrayList<>();
    for (Object arg : args) {
      if (arg instanceof Path path) {
        words.add(path.toString());
      } else {
        words.addAll(List.of(arg.toString().split(" ", -1)));
      }
    }
    return words;
  }

  static JsonNode json(Path file) throws IOException {
    return JSON.readTree(Files.readString(file));
  }

  /** Names in a folder, sorted. */
  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  /** A small phi^4 data set. */
  static Path phi4(Path folder, int count, long seed) {
    Path file = folder.resolve("phi4-" + seed + ".npy");
    good("simulate phi4 --size 8 --count", count, "--seed", seed, "--out", file);
    return file;
  }

  /** A model of it. */
  static Path model(Path folder, Path data) {
    Path file = folder.resolve("model.json");
    good("fit", data, "--out", file, "--radius 2 --splines 8 --isotropic --symmetry z2");
    return file;
  }

  /** A .npy file of float32 values, any header. */
  static Path npy(Path file, String descr, String shape, float... values) throws IOException {
    String header = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + "}\n";
    byte[] text = header.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes = ByteBuffer.allocate(10 + text.length + 4 * values.length);
    bytes.order(ByteOrder.LITTLE_ENDIAN).put((byte) 0x93);
    bytes.put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) 0);
    bytes.putShort((short) text.length).put(text);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return Files.write(file, bytes.array());
  }

  /** The values of a float64 .npy file of one axis, as this program writes them. */
  static double[] doubles(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(10 + bytes.getShort(8));
    double[] values = new double[bytes.remaining() / 8];
    bytes.asDoubleBuffer().get(values);
    return values;
  }
}
