package org.wirg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A look at files with values that are none. */
final class GapsTest {
  /** What a look at a file with gaps finds: how many, and the law of the rest. */
  @Test
  void looksAtFieldsWithGaps(@TempDir Path folder) throws IOException {
    Path data = Cli.phi4(folder, 100, 1);
    byte[] bytes = Files.readAllBytes(data);
    ByteBuffer values = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int start = 10 + values.getShort(8);
    for (int i = 0; i < 3; i++) {
      values.putFloat(start + 800 * i, i == 1 ? Float.POSITIVE_INFINITY : Float.NaN);
    }
    Files.write(folder.resolve("gaps.npy"), bytes);
    Cli.Result result = Cli.good("info --picture always --json -", folder.resolve("gaps.npy"));
    assertThat(result.json().get("not_finite").asInt()).isEqualTo(3);
    assertThat(result.json().get("mean").asDouble()).isFinite();
    Cli.Result whole = Cli.good("info --json -", data);
    assertThat(whole.json().get("not_finite").asInt()).isZero();
    assertThat(result.json().get("largest").asDouble())
        .isLessThanOrEqualTo(whole.json().get("largest").asDouble());
    for (int i = start; i < bytes.length; i += Float.BYTES) {
      values.putFloat(i, Float.NaN);
    }
    Files.write(folder.resolve("nothing.npy"), bytes);
    Cli.Result nothing = Cli.run("info", folder.resolve("nothing.npy"));
    assertThat(nothing.code()).isEqualTo(3);
    assertThat(nothing.err()).contains("some values are finite");
  }
}
