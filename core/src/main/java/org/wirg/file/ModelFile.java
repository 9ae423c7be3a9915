package org.wirg.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.wirg.energy.Model;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model as a JSON document: a person can read it, so can any JSON reader, and a diff shows what
 * changed. Numbers carry every digit, so a model that was read back writes the same bytes.
 *
 * <p>Format "wirg-model", version 3. Every level holds the coefficients theta of its energy E(x) =
 * sum_m theta_m U_m(x), x in units of the level's sigma, and their covariance, row by row, in the
 * order of the terms. The splines of a potential are uniform cubic B-splines between "low" and
 * "high"; it goes on quadratically beyond, through "tail_low" and "tail_high" further intervals
 * that hold data too, and after them with d^4 + lift / 2 d^2 more, d the distance from them. A
 * member "transform" says what the fields of the levels are of fields in their own units; without
 * it they are the same.
 */
public final class ModelFile {
  static final String FORMAT = "wirg-model";
  static final int VERSION = 3;

  private static final int MOST_BYTES = 1 << 28;
  private static final int MOST_TOKENS = 12_000_000;
  private static final int MOST_DEPTH = 14;
  private static final int LONGEST_TEXT = 1 << 16;
  private static final int LONGEST_NUMBER = 64;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(MOST_BYTES)
                          .maxTokenCount(MOST_TOKENS)
                          .maxNestingDepth(MOST_DEPTH)
                          .maxStringLength(LONGEST_TEXT)
                          .maxNameLength(LONGEST_NUMBER)
                          .maxNumberLength(LONGEST_NUMBER)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ModelFile() {}

  /**
   * Writes a model.
   *
   * @throws IOException when the folder is missing or not writable, or the disk fails
   */
  public static void write(Path file, Model model) throws IOException {
    write(Journal.none(), file, model);
  }

  /** The same by way of a journal's part. */
  public static void write(Journal journal, Path file, Model model) throws IOException {
    byte[] bytes = JsonLayout.of(ModelTree.of(model)).getBytes(StandardCharsets.US_ASCII);
    journal.write(file, out -> out.write(bytes));
  }

  /**
   * Reads a model.
   *
   * @throws InputRejected when the file is missing or anything in it is not as it must be
   * @throws IOException when the disk fails
   */
  public static Model read(Path file) throws IOException {
    return read(file, bytes(file, "a model file"));
  }

  /** The SHA-256 digest of a model's file, in hexadecimal. */
  public static String sha256(Path file) throws IOException {
    return Sha256.of(List.of(file), Progress.NONE);
  }

  /** Reads the bytes of a model file; {@code file} is named in messages. */
  static Model read(Path file, byte[] bytes) {
    return ModelReader.model(document(file, bytes, "a model file"));
  }

  /**
   * A JSON file's bytes, not more than there may be.
   *
   * @param kind of file, in words
   */
  static byte[] bytes(Path file, String kind) throws IOException {
    NpyDataset.requireReadable(file);
    try (InputStream in = Disk.input(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw rejected(file, kind + " has at most " + MOST_BYTES + " bytes; found more");
      }
      return bytes;
    }
  }

  /** The root of a JSON document within bounds. */
  static JsonCursor document(Path file, byte[] bytes, String kind) {
    JsonNode tree;
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      tree = MAPPER.readTree(text);
    } catch (CharacterCodingException e) {
      throw rejected(file, kind + " is UTF-8 text; found other bytes");
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      String place =
          at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
      String problem = Excerpt.of(String.valueOf(e.getOriginalMessage()));
      throw rejected(file, kind + " is one JSON document; found" + place + ": " + problem);
    }
    return new JsonCursor(file, "", tree);
  }

  static InputRejected rejected(Path file, String what) {
    return new InputRejected(
        what + " in " + Excerpt.of(file) + "; take a file that wirg wrote, and leave it as it is");
  }
}
