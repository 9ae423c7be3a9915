package org.wirg.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.wirg.file.Disk;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The file in which a fit says how far it is, as it stands whenever it is asked for. */
public final class WatchedFit {
  private static final int LARGEST = 1 << 20;
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;

  /** A file that need not be there yet. */
  public WatchedFit(Path file) {
    this.file = file;
  }

  /** The state as JSON; why there is none, in its member {@code what}. */
  String state() throws IOException {
    byte[] bytes;
    try (InputStream in = Disk.input(file)) {
      bytes = in.readNBytes(LARGEST + 1);
    } catch (NoSuchFileException e) {
      return nothing("waiting for a fit that says how far it is");
    }
    if (bytes.length > LARGEST) {
      return nothing("the watched file is larger than a fit would write");
    }
    try {
      JsonNode state = JSON.readTree(bytes);
      if (state.path("measured").isArray() && state.path("what").isString()) {
        return state.toString();
      }
    } catch (JacksonException e) {
      return nothing("the watched file is not what a fit would write: not JSON");
    }
    return nothing("the watched file is not what a fit would write");
  }

  private static String nothing(String why) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("what", why);
    json.put("done", 0);
    json.put("of", 0);
    json.put("seconds", 0);
    json.put("ended", false);
    json.putArray("measured");
    return json.toString();
  }
}
