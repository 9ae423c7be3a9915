package org.wirg.formats;

import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;
import nom.tam.fits.ImageHDU;
import nom.tam.image.compression.hdu.CompressedImageHDU;
import org.jspecify.annotations.Nullable;
import org.wirg.file.AtomicFile;
import org.wirg.file.Disk;
import org.wirg.file.FieldFiles;
import org.wirg.file.NpyDataset;
import org.wirg.file.ReadLimits;
import org.wirg.file.SourceName;
import org.wirg.file.Spool;

/**
 * Fields in FITS images, primary or extension, plain or (whole numbers only) tile-compressed:
 * {@code map.fits}, the first image, {@code map.fits:2}, the unit of that number (0 is the
 * primary), or {@code map.fits:KAPPA}, that of that EXTNAME. Values are BZERO + BSCALE times the
 * array's; BLANK becomes NaN.
 */
final class FitsFields {
  static final List<String> SUFFIXES = List.of(".fits", ".fit", ".fits.fz");

  private static final String KIND = "FITS";
  private static final int CARD = 80;
  private static final int RECORD = 2880;

  /** Units that are looked through. */
  private static final int MOST_UNITS = 1000;

  /** Says on standard error what its exceptions say again. */
  private static final Logger LIBRARY = Logger.getLogger("nom.tam");

  static {
    LIBRARY.setLevel(Level.OFF);
  }

  private FitsFields() {}

  static NpyDataset open(Path name, SourceName source, ReadLimits limits) throws IOException {
    return ForeignReader.read(
        name,
        KIND,
        "check it, for example with astropy or fitsverify",
        () -> {
          try (Fits fits = new Fits(source.file().toFile())) {
            return copy(name, source.file(), unit(name, fits, source.member()), limits);
          }
        });
  }

  /** An image and its number. */
  private record Unit(BasicHDU<?> hdu, int number) {}

  private static Unit unit(Path name, Fits fits, @Nullable String member)
      throws FitsException, IOException {
    for (int n = 0; n < MOST_UNITS; n++) {
      BasicHDU<?> hdu = fits.readHDU();
      if (hdu == null) {
        break;
      }
      boolean image = isImage(hdu);
      String extension = String.valueOf(hdu.getHeader().getStringValue("EXTNAME")).strip();
      boolean wanted =
          member == null
              ? image
              : member.equals(Integer.toString(n)) || member.equalsIgnoreCase(extension);
      if (wanted && image) {
        return new Unit(hdu, n);
      }
      if (wanted) {
        break;
      }
    }
    throw FieldFiles.rejected(
        name,
        "the unit must be an image",
        member == null ? "no image" : "none that is " + member,
        "name the image's number or EXTNAME after a colon, as in map.fits:1");
  }

  private static boolean isImage(BasicHDU<?> hdu) throws FitsException {
    if (hdu instanceof CompressedImageHDU) {
      return true;
    }
    int[] axes = hdu instanceof ImageHDU ? hdu.getAxes() : null;
    return axes != null && axes.length > 0;
  }

  private static NpyDataset copy(Path name, Path file, Unit unit, ReadLimits limits)
      throws FitsException, IOException {
    BasicHDU<?> hdu = unit.hdu();
    int[] axes = hdu instanceof CompressedImageHDU packed ? packed.getImageAxes() : hdu.getAxes();
    Header header =
        hdu instanceof CompressedImageHDU packed ? packed.getImageHeader() : hdu.getHeader();
    if (axes == null || axes.length < 1 || axes.length > limits.axes()) {
      throw FieldFiles.rejected(
          name,
          "fields lie along 1 to " + limits.axes() + " axes",
          (axes == null ? 0 : axes.length) + " axes",
          "choose another image");
    }
    // A plane is one field, whatever its sides.
    boolean plane = axes.length == 2;
    long[] shape =
        LongStream.concat(
                plane ? LongStream.of(1) : LongStream.empty(), IntStream.of(axes).asLongStream())
            .toArray();
    int bitpix = header.getIntValue("BITPIX");
    if (hdu instanceof CompressedImageHDU && bitpix < 0) {
      // The library reads some of them as zeros (GZIP_2 without quantisation).
      throw FieldFiles.rejected(
          name,
          "a tile-compressed image holds whole numbers",
          "floating-point numbers in unit " + unit.number(),
          "unpack it, with funpack or astropy");
    }
    FieldFormats.requireWithin(
        name, shape, Math.max(1, Math.abs(bitpix) / 8), Disk.size(file), limits);
    ImageHDU image =
        hdu instanceof CompressedImageHDU packed ? packed.asImageHDU() : (ImageHDU) hdu;
    double scale = header.getDoubleValue("BSCALE", 1);
    double zero = header.getDoubleValue("BZERO", 0);
    boolean blanks = bitpix > 0 && header.containsKey("BLANK");
    long blank = blanks ? header.getLongValue("BLANK") : 0;
    int[] corner = new int[axes.length];
    int[] lengths = axes.clone();
    return Spool.of(
        name,
        String.format(Locale.ROOT, "FITS unit %d, BITPIX %d", unit.number(), bitpix),
        List.of(file),
        bitpix == -32 || (bitpix > 0 && bitpix <= 16),
        shape,
        1,
        (first, count, values) -> {
          if (!plane) {
            corner[0] = Math.toIntExact(first);
            lengths[0] = count;
          }
          Object tile = image.getTiler().getTile(corner.clone(), lengths.clone());
          int expected = Math.toIntExact(count * FieldFormats.rowValues(shape));
          if (Array.getLength(tile) != expected) {
            throw new IOException("an image ends before its last row");
          }
          for (int i = 0; i < expected; i++) {
            double raw = value(tile, i);
            values[i] = blanks && raw == blank ? Double.NaN : zero + scale * raw;
          }
        },
        limits);
  }

  /** One number of a flat array; bytes are unsigned in FITS. */
  private static double value(Object array, int i) {
    return array instanceof byte[] bytes ? bytes[i] & 0xff : Array.getDouble(array, i);
  }

  /** Writes one image, float32, the last axis fastest; the fields are its slowest axis. */
  static void write(Path target, NpyDataset fields) throws IOException {
    int[] lattice = fields.grid().shape();
    StringBuilder header = new StringBuilder();
    card(header, "SIMPLE", "T");
    card(header, "BITPIX", "-32");
    card(header, "NAXIS", Integer.toString(lattice.length + 1));
    for (int a = lattice.length - 1; a >= 0; a--) {
      card(header, "NAXIS" + (lattice.length - a), Integer.toString(lattice[a]));
    }
    card(header, "NAXIS" + (lattice.length + 1), Long.toString(fields.count()));
    header.append("END");
    pad(header, ' ', RECORD);
    AtomicFile.write(
        target,
        out -> {
          out.write(header.toString().getBytes(StandardCharsets.US_ASCII));
          int sites = fields.grid().sites();
          double[] one = new double[sites];
          ByteBuffer buffer = ByteBuffer.allocate(4 * sites);
          for (long f = 0; f < fields.count(); f++) {
            fields.read(f, 1, one);
            buffer.clear();
            for (double value : one) {
              buffer.putFloat((float) value);
            }
            out.write(buffer.array());
          }
          long rest = fields.count() * sites * 4 % RECORD;
          out.write(new byte[(int) ((RECORD - rest) % RECORD)]);
        });
  }

  private static void card(StringBuilder header, String key, String value) {
    header.append(String.format(Locale.ROOT, "%-8s= %20s", key, value));
    pad(header, ' ', CARD);
  }

  private static void pad(StringBuilder text, char with, int to) {
    while (text.length() % to != 0) {
      text.append(with);
    }
  }
}
