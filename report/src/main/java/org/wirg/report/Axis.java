package org.wirg.report;

/**
 * An axis of a chart.
 *
 * @param name what it shows, with its unit
 * @param logarithmic whether equal factors take equal room; then only positive numbers are drawn
 * @param whole whether only whole numbers are marked
 */
record Axis(String name, boolean logarithmic, boolean whole) {
  static Axis linear(String name) {
    return new Axis(name, false, false);
  }

  static Axis logarithmic(String name) {
    return new Axis(name, true, false);
  }

  static Axis whole(String name) {
    return new Axis(name, false, true);
  }
}
