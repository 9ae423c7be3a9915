package org.wirg.file;

import java.util.Locale;

/**
 * Bounds on what a file may declare before any of it is believed.
 *
 * @param headerBytes longest header that is read
 * @param axes largest number of axes, the one that counts fields included
 * @param fields largest number of fields
 * @param elements largest number of values in the whole file
 */
public record ReadLimits(int headerBytes, int axes, long fields, long elements) {
  /** Far above any use, far below any overflow: 64 KiB, 4 axes, 2^40 fields, 2^48 values. */
  public static final ReadLimits DEFAULT = new ReadLimits(1 << 16, 4, 1L << 40, 1L << 48);

  public ReadLimits {
    check("headerBytes", headerBytes, 1 << 24);
    check("axes", axes, 4);
    check("fields", fields, 1L << 56);
    check("elements", elements, 1L << 56);
  }

  private static void check(String name, long value, long most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s is 1 to %d; found %d", name, most, value));
    }
  }
}
