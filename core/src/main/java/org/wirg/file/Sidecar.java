package org.wirg.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;
import org.wirg.field.Transform;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code FILE.json} says about the fields in {@code FILE}: that its values are a {@link
 * Transform} of fields in other units.
 *
 * <p>Format "wirg-fields", version 1. It names the SHA-256 digest of the file it speaks of, so that
 * it is never believed of another one. A JSON file of that name in any other format is somebody
 * else's and left alone.
 */
public final class Sidecar {
  static final String FORMAT = "wirg-fields";
  static final int VERSION = 1;

  private static final String KIND = "a description of fields";
  private static final int HEAD = 256; // bytes in which the format stands

  private Sidecar() {}

  /** The place of the description of a file. */
  public static Path of(Path fields) {
    return fields.resolveSibling(fields.getFileName() + ".json");
  }

  /**
   * Describes a file of fields that was written.
   *
   * @param command that made it
   * @param version of the software
   * @param transform what its values are of the fields
   * @throws IOException when the disk fails
   */
  public static void write(Path fields, String command, String version, Transform transform)
      throws IOException {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("format", FORMAT);
    tree.put("version", VERSION);
    tree.put("command", command);
    tree.put("software", version);
    tree.put("sha256", Sha256.of(List.of(fields), Progress.NONE));
    tree.set("transform", TransformJson.of(transform));
    byte[] bytes = JsonLayout.of(tree).getBytes(StandardCharsets.US_ASCII);
    AtomicFile.write(of(fields), out -> out.write(bytes));
  }

  /**
   * What the values of a data set are of the fields: none where nothing is said.
   *
   * @throws InputRejected when a description is damaged, belongs to other bytes, or differs between
   *     the files of the set
   * @throws IOException when the disk fails
   */
  public static Transform transform(NpyDataset data) throws IOException {
    List<Path> files = data.sources();
    Transform first = transform(files.getFirst());
    for (Path file : files) {
      if (!transform(file).equals(first)) {
        throw new InputRejected(
            "files that are read together hold values of one transform; found another, or none, for "
                + Excerpt.of(file)
                + " than for "
                + Excerpt.of(files.getFirst())
                + "; prepare them in one go");
      }
    }
    return first;
  }

  private static Transform transform(Path fields) throws IOException {
    Path file = of(fields);
    if (!isOurs(file)) {
      return Transform.none();
    }
    JsonCursor root = ModelFile.document(file, ModelFile.bytes(file, KIND), KIND);
    root.object("format", "version", "command", "software", "sha256", "transform");
    root.at("version").whole(VERSION, VERSION);
    Transform transform = TransformJson.read(root.at("transform"));
    String found = Sha256.of(List.of(fields), Progress.NONE);
    if (!root.at("sha256").text().equals(found)) {
      throw new InputRejected(
          Excerpt.of(file)
              + " must speak of the file beside it; found other bytes in "
              + Excerpt.of(fields)
              + "; remove the .json file if the values are in their own units, or prepare again");
    }
    return transform;
  }

  /**
   * Removes the description of a file that was written anew.
   *
   * @throws IOException when it cannot be removed
   */
  public static void forget(Path fields) throws IOException {
    if (isOurs(of(fields))) {
      Disk.delete(of(fields));
    }
  }

  private static boolean isOurs(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Disk.input(file)) {
      String head = new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
      return head.replaceAll("\\s", "").startsWith("{\"format\":\"" + FORMAT + "\"");
    }
  }
}
