package org.wirg.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wirg.field.Grid;

/** Exchanges files with the numpy of this machine, both ways; skipped where there is none. */
final class NumpyTest {
  @TempDir Path folder;

  private record Result(int exit, String output) {}

  private Result python(String code) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("python3", "-c", code)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return new Result(process.waitFor(), output);
  }

  @BeforeEach
  void needsNumpy() throws InterruptedException {
    boolean present;
    try {
      present = python("import numpy").exit() == 0;
    } catch (IOException e) {
      present = false;
    }
    assumeTrue(present, "python3 with numpy is not on this machine");
  }

  @Test
  void numpyReadsOurs() throws IOException, InterruptedException {
    try (NpyWriter writer = NpyWriter.fields(folder.resolve("a.npy"), Grid.of(4, 8), 10)) {
      writer.write(10, TestFiles.values(320));
    }
    try (NpyWriter writer =
        NpyWriter.open(folder.resolve("b.npy"), NpyWriter.Type.FLOAT64, 12345678)) {
      for (int i = 0; i < 12345678; i += 1234567) {
        int n = Math.min(1234567, 12345678 - i);
        writer.write(n, new double[n]);
      }
    }
    Result result =
        python(
            """
            import io, numpy as np
            a = np.load("a.npy"); b = np.load("b.npy", mmap_mode="r")
            assert a.shape == (10, 4, 8) and a.dtype == np.dtype("<f4") and b.dtype == np.dtype("<f8")
            assert np.array_equal(a.ravel(), (37 * np.arange(320)) % 101 / 8 - 6)
            for name, array in (("a.npy", a), ("b.npy", b)):
                out = io.BytesIO(); np.save(out, array)
                assert out.getvalue() == open(name, "rb").read(), name
            """);
    assertThat(result).isEqualTo(new Result(0, ""));
  }

  @Test
  void weReadNumpys() throws IOException, InterruptedException {
    Result result =
        python(
            """
            import numpy as np
            v = ((37 * np.arange(2 * 8 * 4 * 2)) % 101 / 8 - 6)
            np.save("a.npy", v.reshape(2, 8, 4, 2).astype("<f4"))
            np.save("b.npy", np.asfortranarray(v.reshape(16, 8).astype(">f8")))
            np.save("c.npy", v.astype("f4"))
            """);
    assertThat(result).isEqualTo(new Result(0, ""));
    for (String name : new String[] {"a.npy", "b.npy", "c.npy"}) {
      double[] values = TestFiles.readAll(NpyDataset.open(folder.resolve(name)));
      assertThat(values).containsExactly(TestFiles.values(128));
    }
  }

  /** Extreme values of every type, which doubles hold exactly or as Python rounds them. */
  @Test
  void weReadNumpysTypes() throws IOException, InterruptedException {
    Result result =
        python(
            """
            import numpy as np
            for code in "f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1".split():
                for order in "<>":
                    t = np.dtype(order + code)
                    if code[0] in "iu":
                        i = np.iinfo(t)
                        v = [i.min, i.max, 0, 1, i.max // 3, i.min // 7, i.max - 1, 100]
                    elif code[0] == "f":
                        i = np.finfo(t)
                        v = [i.min, i.max, -0.0, i.tiny, i.tiny / 4, i.eps, 1 / 3, -5.5]
                    else:
                        v = [True, False, False, True, True, True, False, False]
                    a = np.array(v, t).reshape(2, 4)
                    name = code + ("l" if order == "<" else "b")
                    np.save(name + ".npy", a)
                    np.save(name + "-double.npy", a.astype("<f8"))
            """);
    assertThat(result).isEqualTo(new Result(0, ""));
    for (NpyType type : NpyType.values()) {
      for (String order : new String[] {"l", "b"}) {
        String name = type.toString().charAt(0) + "" + type.bytes() + order;
        NpyDataset data = NpyDataset.open(folder.resolve(name + ".npy"));
        NpyDataset doubles = NpyDataset.open(folder.resolve(name + "-double.npy"));
        assertThat(data.type()).startsWith(type == NpyType.BOOL ? "bool" : type.toString());
        assertThat(TestFiles.readAll(data)).as(name).containsExactly(TestFiles.readAll(doubles));
      }
    }
  }
}
