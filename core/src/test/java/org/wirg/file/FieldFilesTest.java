package org.wirg.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.field.InputRejected;

final class FieldFilesTest {
  @Test
  void opensBySuffix() throws IOException {
    assertThat(FieldFiles.open(TestFiles.testdata("npy/lines.npy")).count()).isEqualTo(5);
    FieldFiles.requireKnownSuffix(Path.of("A.NPY"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fields.txt", "npy", "fields", "/", "a.npy/x", "", "two\nlines"})
  void namesTheSuffixesItKnows(String name) {
    assertThatThrownBy(() -> FieldFiles.open(Path.of(name)))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining(".npy or .npz; found ")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }
}
