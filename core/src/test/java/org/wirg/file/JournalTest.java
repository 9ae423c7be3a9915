package org.wirg.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY, -1})
  void anIntervalIsANumberOfSeconds(double interval) throws Exception {
    Path output = folder.resolve("out.npy");
    assertThatThrownBy(
            () -> Journal.open(output, new LinkedHashMap<>(), false, interval, said -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found " + interval);
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  /** A state that could not be read back does not take the place of one that can. */
  @Test
  @Tag("deep") // writes a gigabyte
  void aStateTooLargeIsNotKept() throws Exception {
    Path output = folder.resolve("out.npy");
    byte[] much = new byte[1 << 20];
    try (Journal journal = Journal.open(output, new LinkedHashMap<>(), false, 0, said -> {})) {
      journal.offer(out -> out.writeInt(1));
      journal.offer(
          out -> {
            for (int i = 0; i < 1 << 10; i++) {
              out.write(much);
            }
          });
    }
    try (Journal journal = Journal.open(output, new LinkedHashMap<>(), true, 0, said -> {})) {
      assertThat(journal.restore(in -> assertThat(in.readInt()).isEqualTo(1))).isTrue();
    }
  }
}
