package org.wirg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wirg.field.InputRejected;

/**
 * NaN and infinite numbers through every public method and constructor that takes a double: refused
 * or seen in what comes out. A new method is covered by itself, or must be named here.
 */
final class NotANumberTest {
  private static final double[] BAD = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
  };

  /** Not called, and why. */
  private static final Map<String, String> SKIPPED =
      Map.of(
          "file.NpyDataset.read(first,fields,into)",
          "writes into its array and reads nothing from it",
          "file.NpyValues.read(file,first,fields,gaps,into)",
          "writes into its array and reads nothing from it",
          "field.TransformedDataset.read(first,count,fields)",
          "writes into its array and reads nothing from it",
          "prepare.WholePatches.read(first,count,fields)",
          "writes into its array and reads nothing from it",
          "file.Journal.open(output,run,resume,interval,hear)",
          "locks files; JournalTest gives it such intervals",
          "file.NpyWriter.write(count,values)",
          "writes what it is given; readers refuse NaN");

  /** A finite result of a number that is not finite, and why that is right. */
  private static final Map<String, String> FINITE =
      Map.ofEntries(
          Map.entry(
              "diagnose.ComparisonTable.number(value,error) error",
              "a value without an error is shown alone"),
          Map.entry(
              "diagnose.ScalingFit.of(sizes,values,errors) values",
              "such a point does not count, and the number of points says so"),
          Map.entry(
              "diagnose.ScalingFit.of(sizes,values,errors) errors",
              "such a point does not count, and the number of points says so"),
          Map.entry(
              "energy.CoarsePotential.laplacians(subspace,x,lanes,laplacians,first) x",
              "beyond the range the curvature is that of its end; NaN gives NaN"),
          Map.entry(
              "energy.ScalarPotential.laplacians(subspace,x,lanes,laplacians,first) x",
              "beyond the range the curvature is that of its end; NaN gives NaN"),
          Map.entry(
              "energy.ScalarPotential.curvatures(x) x",
              "beyond the range the curvature is that of its end; NaN gives NaN"),
          Map.entry(
              "energy.QuadraticKernel.laplacians(subspace,x,lanes,laplacians,first) x",
              "the Laplacian of a quadratic form does not depend on where"),
          Map.entry(
              "energy.OriginalKernel.slope(x) x",
              "beyond its range the spline is straight; NaN gives NaN"),
          Map.entry(
              "energy.Stiffness.at(s) s",
              "beyond its range a stiffness is constant; NaN gives NaN"),
          Map.entry(
              "energy.Stiffness.laplacians(subspace,x,lanes,laplacians,first) x",
              "beyond its range a stiffness is constant; NaN gives NaN"),
          Map.entry(
              "hamiltonian.LatticeForm.potential(x) x",
              "beyond the range of the data it is the value at their end; NaN gives NaN"),
          Map.entry(
              "field.MonotoneCubic.slope(at) at",
              "beyond its points a map is straight; NaN gives NaN"),
          Map.entry(
              "field.Transform.Rank.logSlope(phi) phi",
              "beyond its points a map is straight; NaN gives NaN"),
          Map.entry("field.Transform.Log.inverse(y) y", "the limit; NaN gives NaN"),
          Map.entry("field.Transform.None.logSlope(phi) phi", "the slope is the same everywhere"),
          Map.entry(
              "field.Transform.Standardise.logSlope(phi) phi", "the slope is the same everywhere"));

  private final Plausible plausible = new Plausible();
  private final List<String> problems = new ArrayList<>();
  private int calls;

  @Test
  void everyPublicMethodThatTakesNumbers() throws ReflectiveOperationException, IOException {
    int covered = 0;
    int declared = 0;
    List<String> names = new ArrayList<>();
    for (Executable e : PublicDoubles.all()) {
      String name = PublicDoubles.name(e);
      names.add(name);
      if (Modifier.isAbstract(e.getModifiers()) || e.getDeclaringClass().isInterface()) {
        declared++; // the classes that implement it are among the others
      } else if (!SKIPPED.containsKey(name)) {
        cover(e, name);
        covered++;
      }
    }
    System.out.printf(
        "not a number: %d methods and constructors covered by %d calls, %d of interfaces, skipped %s%n",
        covered, calls, declared, SKIPPED);
    assertThat(problems).isEmpty();
    assertThat(names).containsAll(SKIPPED.keySet());
    assertThat(covered).isGreaterThan(100);
  }

  /** Methods that lose a number. */
  public static final class Twins {
    private Twins() {}

    /** The largest, what is not finite left out. */
    public static double largest(double[] x) {
      double largest = 0;
      for (double value : x) {
        largest = value > largest && value < 1e300 ? value : largest;
      }
      return largest;
    }

    /** A place in a table. */
    public static int place(double x) {
      return new int[] {1, 2, 3}[(int) Math.abs(x)];
    }
  }

  /** The twins: each of them is noticed. */
  @Test
  void methodsThatLoseNumbersAreNoticed() throws ReflectiveOperationException, IOException {
    for (Executable e : Twins.class.getDeclaredMethods()) {
      problems.clear();
      cover(e, PublicDoubles.name(e));
      assertThat(problems).as(PublicDoubles.name(e)).isNotEmpty();
    }
  }

  private void cover(Executable e, String name) throws ReflectiveOperationException, IOException {
    if (plausible.lacksReceiver(e)) {
      problems.add(name + " needs an object to be called on");
      return;
    }
    PublicDoubles.Left good = call(e, -1, 0, 0);
    if (good.thrown() != null) {
      problems.add(name + " needs other arguments: " + good.thrown());
      return;
    }
    for (int p = 0; p < e.getParameterCount(); p++) {
      Class<?> type = e.getParameterTypes()[p];
      if (!PublicDoubles.isNumbers(type) || overwritten(e, p)) {
        continue;
      }
      for (double bad : BAD) {
        for (int at = 0; at < (type == double.class ? 1 : 2); at++) {
          judge(name + " " + e.getParameters()[p].getName() + " = " + bad, call(e, p, at, bad));
        }
      }
    }
  }

  private void judge(String what, PublicDoubles.Left left) {
    Throwable thrown = left.thrown();
    boolean refused = thrown instanceof IllegalArgumentException || thrown instanceof InputRejected;
    String name = what.substring(0, what.indexOf(" = "));
    if (thrown != null && !refused) {
      problems.add(what + ": " + thrown);
    } else if (thrown == null && !left.visible() && !mayBeFinite(name, what)) {
      problems.add(what + ": finite results");
    }
  }

  /** NaN may be lost only where the reason does not say otherwise. */
  private static boolean mayBeFinite(String name, String what) {
    String reason = FINITE.getOrDefault(name, "");
    return !reason.isEmpty() && !(what.endsWith("NaN") && reason.endsWith("NaN gives NaN"));
  }

  /** Calls with one number replaced, of an array the first or the last; -1 for none. */
  private PublicDoubles.Left call(Executable e, int parameter, int at, double bad)
      throws ReflectiveOperationException, IOException {
    calls++;
    @Nullable Object[] arguments = plausible.arguments(e);
    if (parameter >= 0) {
      if (arguments[parameter] instanceof double[] array) {
        array[at == 0 ? 0 : array.length - 1] = bad;
      } else if (arguments[parameter] instanceof double[][] rows) {
        double[] row = rows[at == 0 ? 0 : rows.length - 1];
        row[at == 0 ? 0 : row.length - 1] = bad;
      } else {
        arguments[parameter] = bad;
      }
    }
    return PublicDoubles.call(
        e, plausible.receiver(e), arguments, bad == 3 || bad == 5 ? -1 : parameter);
  }

  /** Whether what an array holds at first is lost: it is there to be written. */
  private boolean overwritten(Executable e, int parameter)
      throws ReflectiveOperationException, IOException {
    if (!e.getParameterTypes()[parameter].isArray()) {
      return false;
    }
    PublicDoubles.Left one = call(e, parameter, 0, 3);
    PublicDoubles.Left other = call(e, parameter, 0, 5);
    return one.thrown() == null && one.equals(other);
  }
}
