package org.wirg.cli;

import org.jspecify.annotations.Nullable;
import org.wirg.field.Transform;
import org.wirg.fit.FitOptions;
import picocli.CommandLine.Option;

/** What energies are made of. */
final class EnergyOption {
  @Option(
      names = "--radius",
      paramLabel = "N",
      description = "Longest reach of a coupling along an axis, in sites (default: 4).")
  private int radius = FitOptions.DEFAULT.radius();

  @Option(
      names = "--coarser-radius",
      paramLabel = "N",
      description =
          "The same at all coarser levels, where they have sites of their own (default: --radius)."
              + " Large kernels leave patches little that is free of their edge.")
  private @Nullable Integer coarserRadius;

  @Option(
      names = "--splines",
      paramLabel = "N",
      description = "B-splines of a scalar potential (default: 20).")
  private int splines = FitOptions.DEFAULT.splines();

  @Option(names = "--isotropic", description = "Axes and directions are equivalent.")
  private boolean isotropic;

  @Option(
      names = "--stiffness",
      description =
          "Adds Z(phi) (grad phi)^2 / 2 and its like for the shortest waves: for maps whose details"
              + " are larger where phi is large.")
  private boolean stiffness;

  @Option(
      names = "--original-couplings",
      description =
          "Couples the values from before the transform, too, at the finest level (in place of the"
              + " stiffness there): for the end of the spectrum in the map's own units.")
  private boolean original;

  int radius() {
    return radius;
  }

  int coarserRadius() {
    return coarserRadius == null ? radius : coarserRadius;
  }

  int splines() {
    return splines;
  }

  boolean isotropic() {
    return isotropic;
  }

  boolean stiffness() {
    return stiffness;
  }

  /** Whether values from before a transform are coupled. */
  boolean original() {
    return original;
  }

  /**
   * What there are original values of.
   *
   * @param transform of the fields
   */
  Transform original(Session session, Transform transform) {
    if (original && transform.isNone()) {
      throw session.usage(
          "--original-couplings couples values from before a transform; found none; add one with"
              + " --transform, or leave the option out");
    }
    return original ? transform : Transform.none();
  }
}
