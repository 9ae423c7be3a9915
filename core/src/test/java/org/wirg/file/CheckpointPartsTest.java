package org.wirg.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.field.InputRejected;
import org.wirg.field.Keeper;

/** The work in progress that a fit's state holds. */
final class CheckpointPartsTest {
  private static final String LAWS =
      "{\"format\": \"wirg-checkpoint\", \"version\": 1, \"command\": \"fit\", \"sha256\": \"abc\","
          + " \"laws\": []}";

  @TempDir private Path folder;

  private Journal journal(boolean resume) throws IOException {
    return Journal.open(folder.resolve("m.json"), new LinkedHashMap<>(), resume, 0, said -> {});
  }

  private static Checkpoint checkpoint(Journal journal) throws IOException {
    return Checkpoint.in(journal, "fit", "abc");
  }

  private static void join(Checkpoint checkpoint, String name, int value, List<Integer> found) {
    checkpoint.join(name, out -> out.writeInt(value), in -> found.add(in.readInt()));
  }

  @Test
  void partsStayUntilTheirWorkHasLeft() throws IOException {
    List<Integer> found = new ArrayList<>();
    try (Journal journal = journal(false)) {
      Checkpoint checkpoint = checkpoint(journal);
      join(checkpoint, "a", 1, found);
      join(checkpoint, "b", 2, found);
      join(checkpoint, "c", 3, found);
      checkpoint.leave("c");
      checkpoint.offer();
    }
    assertThat(found).isEmpty();
    try (Journal journal = journal(true)) {
      Checkpoint checkpoint = checkpoint(journal);
      join(checkpoint, "b", 5, found); // a has not begun when this is kept
      checkpoint.offer();
    }
    assertThat(found).containsExactly(2);
    try (Journal journal = journal(true)) {
      Checkpoint checkpoint = checkpoint(journal);
      join(checkpoint, "a", 0, found);
      join(checkpoint, "c", 0, found);
      join(checkpoint, "b", 0, found);
    }
    assertThat(found).containsExactly(2, 1, 5);
  }

  private void keep(Keeper.Writer parts) throws IOException {
    try (Journal journal = journal(false)) {
      journal.offer(
          out -> {
            out.writeInt(LAWS.length());
            out.writeBytes(LAWS);
            parts.writeTo(out);
          });
    }
  }

  private static void part(DataOutputStream out, String name, int bytes) throws IOException {
    out.writeUTF(name);
    out.writeInt(bytes);
    out.writeInt(7);
  }

  /** States whose checksum is right, but that no fit writes. */
  @ParameterizedTest
  @ValueSource(strings = {"twice", "longer", "shorter", "many", "name", "read less"})
  void othersAreRefused(String what) throws IOException {
    keep(
        out -> {
          out.writeInt(what.equals("many") ? 1 << 30 : what.equals("twice") ? 2 : 1);
          if (what.equals("name")) {
            out.write(new byte[] {0, 1, (byte) 0xFF});
          }
          part(out, "a", what.equals("longer") ? 8 : what.equals("shorter") ? 3 : 4);
          if (what.equals("twice")) {
            part(out, "a", 4);
          }
        });
    try (Journal journal = journal(true)) {
      assertThatThrownBy(() -> checkpoint(journal).join("a", out -> {}, in -> in.skipNBytes(2)))
          .isInstanceOf(InputRejected.class)
          .hasMessageContaining("a state must be as this version writes it");
    }
  }
}
