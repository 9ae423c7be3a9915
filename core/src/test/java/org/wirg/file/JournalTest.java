package org.wirg.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
}
