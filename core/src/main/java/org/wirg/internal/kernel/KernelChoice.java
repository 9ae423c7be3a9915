package org.wirg.internal.kernel;

/**
 * Which twin runs: the vector kernels where the Vector API is present, else the scalar ones; the
 * system property {@code wirg.kernels} ({@code scalar} or {@code vector}) decides otherwise.
 * Results do not depend on the choice, only the time does.
 */
public final class KernelChoice {
  /** Name of the system property. */
  public static final String PROPERTY = "wirg.kernels";

  /** The module of the Vector API, which a JVM has only when asked to add it. */
  public static final String MODULE = "jdk.incubator.vector";

  private KernelChoice() {}

  /** The kernels in force. */
  public static Kernels current() {
    return Holder.KERNELS;
  }

  /** Whether those are the vector kernels. */
  public static boolean vectors() {
    return current() instanceof VectorKernels;
  }

  private static final class Holder {
    static final Kernels KERNELS = choose(System.getProperty(PROPERTY, ""));
  }

  private static Kernels choose(String wish) {
    return switch (wish) {
      case "scalar" -> new ScalarKernels();
      case "vector" -> new VectorKernels();
      case "" -> vectorsPresent() ? new VectorKernels() : new ScalarKernels();
      default ->
          throw new IllegalArgumentException(
              "-D" + PROPERTY + " is scalar or vector; found " + wish);
    };
  }

  /** Whether this JVM has the Vector API. */
  public static boolean vectorsPresent() {
    return ModuleLayer.boot().findModule(MODULE).isPresent();
  }
}
