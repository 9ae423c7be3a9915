package org.wirg.prepare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.wirg.field.Dataset;
import org.wirg.field.InputRejected;
import org.wirg.field.MonotoneCubic;
import org.wirg.field.Progress;
import org.wirg.field.Transform;
import org.wirg.internal.random.Normal;

/**
 * A transform as a user asks for it: a kind, and numbers where the data are not to choose them.
 *
 * <ul>
 *   <li>{@code log} takes the offset at which a lognormal law has the data's variance and skewness,
 *       but at least a tenth of a standard deviation beyond the smallest value, so that the
 *       argument is positive on all data; or none, ln phi, where all data are positive and that
 *       makes them about as symmetric; {@code log:OFFSET}.
 *   <li>{@code asinh} takes the standard deviation as its scale; {@code asinh:SCALE}.
 *   <li>{@code standardise} takes the data's mean and standard deviation; {@code
 *       standardise:MEAN,DEVIATION}.
 *   <li>{@code rank} goes through quantiles, a quarter of a standard deviation of the normal law
 *       apart, up to the last {@value #BEYOND} values on either side.
 * </ul>
 *
 * @param kind of transform
 * @param numbers its parameters; none where the data choose
 */
public record TransformChoice(Kind kind, List<Double> numbers) {
  /** Kinds of transforms, by their names in lower case. */
  public enum Kind {
    LOG(1),
    ASINH(1),
    STANDARDISE(2),
    RANK(0);

    private final int numbers;

    Kind(int numbers) {
      this.numbers = numbers;
    }
  }

  /** What there is to choose from, in words. */
  public static final String KNOWN =
      "log, log:OFFSET, asinh, asinh:SCALE, standardise, standardise:MEAN,DEVIATION or rank";

  private static final double ROOM = 0.1; // standard deviations between -offset and the data
  private static final double SYMMETRIC = 0.1; // skewness of a logarithm
  private static final double SPACING = 0.25; // of quantiles, in standard deviations
  private static final int BEYOND = 20; // values beyond the outer quantiles, of a law's tail
  private static final int FEWEST = 200; // values that tell quantiles
  private static final int FEWEST_POINTS = 4;

  public TransformChoice {
    numbers = List.copyOf(numbers);
    if (!numbers.isEmpty() && numbers.size() != kind.numbers) {
      throw new IllegalArgumentException(
          "a transform is " + KNOWN + "; found " + numbers.size() + " numbers for " + name(kind));
    }
  }

  private static String name(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /**
   * A choice in words, for example {@code log:0.05}.
   *
   * @throws IllegalArgumentException when it is none of {@value #KNOWN}
   */
  public static TransformChoice parse(String words) {
    int colon = words.indexOf(':');
    String name = colon < 0 ? words : words.substring(0, colon);
    List<Double> numbers = new ArrayList<>();
    try {
      if (colon >= 0) {
        for (String number : words.substring(colon + 1).split(",", -1)) {
          numbers.add(Double.parseDouble(number));
        }
      }
      if (!name.equals(name.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(name);
      }
      return new TransformChoice(Kind.valueOf(name.toUpperCase(Locale.ROOT)), numbers);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a transform is " + KNOWN + "; found " + words, e);
    }
  }

  /** As {@link #parse} takes it. */
  @Override
  public String toString() {
    String list = String.join(",", numbers.stream().map(String::valueOf).toList());
    return numbers.isEmpty() ? name(kind) : name(kind) + ":" + list;
  }

  /**
   * The transform, its numbers chosen by the data where none are given: one pass over them.
   *
   * @throws InputRejected when the data are not such as the transform is for
   * @throws IllegalArgumentException when a given number is out of range
   * @throws IOException when the data cannot be read
   */
  public Transform of(Dataset data, Progress progress) throws IOException {
    if (numbers.isEmpty()) {
      ValueScan values = ValueScan.of(data, progress);
      if (!(values.deviation() > 0)) {
        throw new InputRejected(
            "a transform is chosen by values that differ; found them all equal to "
                + values.smallest()
                + "; check the data");
      }
      return chosen(values);
    }
    return switch (kind) {
      case LOG -> new Transform.Log(numbers.getFirst());
      case ASINH -> new Transform.Asinh(numbers.getFirst());
      case STANDARDISE -> new Transform.Standardise(numbers.getFirst(), numbers.getLast());
      case RANK -> throw new IllegalStateException("a rank transform has no numbers");
    };
  }

  private Transform chosen(ValueScan values) {
    return switch (kind) {
      case LOG -> new Transform.Log(offset(values));
      case ASINH -> new Transform.Asinh(values.deviation());
      case STANDARDISE -> new Transform.Standardise(values.mean(), values.deviation());
      case RANK -> rank(values);
    };
  }

  /**
   * The offset of {@code phi + offset = lambda exp(g - s^2 / 2)}, g Gaussian of variance s^2: with
   * u = sqrt(exp(s^2) - 1) the skewness is u^3 + 3 u, so u = 2 sinh(asinh(skewness / 2) / 3) and
   * lambda = deviation / u, or more where the smallest value asks for it.
   */
  private static double offset(ValueScan values) {
    if (!(values.skewness() > 0)) {
      throw new InputRejected(
          "the offset of log is chosen by the skewness of the data, which must be positive; found "
              + values.skewness()
              + "; give log:OFFSET, or take asinh or rank");
    }
    double ratio = values.skewness() / 2;
    double asinh = StrictMath.log(ratio + Math.sqrt(ratio * ratio + 1));
    double lambda = values.deviation() / (2 * StrictMath.sinh(asinh / 3));
    double least = ROOM * values.deviation() - values.smallest();
    double offset = Math.max(lambda - values.mean(), least);
    return values.smallest() > 0 && logarithmIsAsSymmetric(values.sorted(), offset) ? 0 : offset;
  }

  /** Whether ln x is about as symmetric about its mean as ln(x + offset). */
  private static boolean logarithmIsAsSymmetric(double[] positive, double offset) {
    double plain = Math.abs(skewnessOfLogarithm(positive, 0));
    return plain < Math.max(SYMMETRIC, Math.abs(skewnessOfLogarithm(positive, offset)));
  }

  private static double skewnessOfLogarithm(double[] values, double offset) {
    double[] logs = Arrays.stream(values).map(x -> StrictMath.log(x + offset)).toArray();
    double mean = Arrays.stream(logs).sum() / logs.length;
    double square = 0;
    double third = 0;
    for (double log : logs) {
      double apart = log - mean;
      square += apart * apart;
      third += apart * apart * apart;
    }
    return third * Math.sqrt(logs.length) / (square * Math.sqrt(square));
  }

  private static Transform rank(ValueScan scan) {
    double[] sorted = scan.sorted();
    int n = sorted.length;
    if (n < FEWEST) {
      throw new InputRejected(
          "a rank transform is chosen by at least " + FEWEST + " values; found " + n);
    }
    int outer = Math.min(BEYOND, n / 10);
    double last = -score(outer, n);
    int pieces = Math.max(FEWEST_POINTS, (int) Math.rint(2 * last / SPACING));
    List<double[]> points = new ArrayList<>();
    int tied = 0;
    for (int k = 0; k <= pieces; k++) {
      int rank = Math.min(rank(last * (2.0 * k / pieces - 1), n), n - 1 - outer);
      double[] point = {sorted[rank], score(rank, n)};
      if (!points.isEmpty() && point[0] == points.getLast()[0]) {
        tied++; // equal values: one point in their middle
        points.getLast()[1] += (point[1] - points.getLast()[1]) / (tied + 1);
      } else {
        tied = 0;
        points.add(point);
      }
    }
    if (points.size() < FEWEST_POINTS) {
      throw new InputRejected(
          "a rank transform is for values that vary continuously; found no more than "
              + points.size()
              + " different quantiles");
    }
    return new Transform.Rank(
        new MonotoneCubic(
            points.stream().mapToDouble(p -> p[0]).toArray(),
            points.stream().mapToDouble(p -> p[1]).toArray()));
  }

  /** The normal quantile that a rank stands for. */
  private static double score(int rank, int n) {
    return Normal.quantile((rank + 0.5) / n);
  }

  /** The first rank that stands for a normal quantile or more. */
  private static int rank(double quantile, int n) {
    int low = 0;
    int high = n - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (score(middle, n) >= quantile) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
