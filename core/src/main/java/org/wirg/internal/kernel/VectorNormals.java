package org.wirg.internal.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.wirg.internal.random.Philox;

/**
 * {@link Philox} and {@link BoxMuller} for a vector of chains at once: the same bits. No helpers:
 * methods that return vectors box them on the heap where the compiler stops inlining.
 */
final class VectorNormals {
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  private static final int WIDTH = DOUBLES.length();
  private static final LongVector LANES = LongVector.zero(LONGS).addIndex(1);
  private static final long LOW = 0xFFFFFFFFL;

  /** Counters that are worked on together. */
  private static final int BLOCK = 64;

  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private static final class Scratch {
    final long[] first = new long[BLOCK * WIDTH];
    final long[] second = new long[BLOCK * WIDTH];
    final double[] radius = new double[BLOCK * WIDTH];
  }

  private VectorNormals() {}

  /** Fills whole vectors of lanes as {@link NormalField#fill}; returns how many lanes those are. */
  static int fill(
      double[] out,
      int sites,
      int lanes,
      long seed,
      int word,
      int iteration,
      int firstChain,
      int firstPair) {
    int lane = 0;
    int pairs = (sites + 1) / 2;
    Scratch scratch = SCRATCH.get();
    for (; lane <= lanes - WIDTH; lane += WIDTH) {
      for (int first = 0; first < pairs; first += BLOCK) {
        int count = Math.min(BLOCK, pairs - first);
        for (int i = 0; i < count; i++) {
          encrypt(
              seed, firstPair + first + i, iteration, firstChain + lane, word, scratch, i * WIDTH);
        }
        for (int i = 0; i < count * WIDTH; i += WIDTH) {
          radius(scratch.first, scratch.radius, i);
        }
        for (int i = 0; i < count; i++) {
          int at = 2 * (first + i) * lanes + lane;
          int next = 2 * (first + i) + 1 < sites ? at + lanes : at;
          deviates(scratch, i * WIDTH, out, at, next);
        }
      }
    }
    return lane;
  }

  private static void encrypt(
      long key, int pair, int iteration, int chain, int word, Scratch scratch, int to) {
    LongVector c0 = LongVector.broadcast(LONGS, pair);
    LongVector c1 = LongVector.broadcast(LONGS, iteration & LOW);
    LongVector c2 = LANES.add(chain);
    LongVector c3 = LongVector.broadcast(LONGS, word & LOW);
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    for (int round = 0; round < Philox.ROUNDS; round++) {
      LongVector p0 = c0.mul(Philox.MULTIPLIER_0);
      LongVector p1 = c2.mul(Philox.MULTIPLIER_1);
      c0 =
          p1.lanewise(VectorOperators.LSHR, 32)
              .lanewise(VectorOperators.XOR, c1)
              .lanewise(VectorOperators.XOR, k0 & LOW);
      c1 = p1.and(LOW);
      c2 =
          p0.lanewise(VectorOperators.LSHR, 32)
              .lanewise(VectorOperators.XOR, c3)
              .lanewise(VectorOperators.XOR, k1 & LOW);
      c3 = p0.and(LOW);
      k0 += Philox.WEYL_0;
      k1 += Philox.WEYL_1;
    }
    c1.lanewise(VectorOperators.LSHL, 32).or(c0).intoArray(scratch.first, to);
    c3.lanewise(VectorOperators.LSHL, 32).or(c2).intoArray(scratch.second, to);
  }

  private static void radius(long[] bits, double[] radius, int i) {
    LongVector v =
        LongVector.fromArray(LONGS, bits, i)
            .lanewise(VectorOperators.LSHR, 12)
            .or(BoxMuller.ONE)
            .reinterpretAsDoubles()
            .sub(BoxMuller.BELOW_ONE)
            .reinterpretAsLongs();
    LongVector exponent = v.sub(BoxMuller.ROOT_HALF).lanewise(VectorOperators.ASHR, 52);
    DoubleVector f =
        v.sub(exponent.lanewise(VectorOperators.LSHL, 52)).reinterpretAsDoubles().sub(1);
    DoubleVector k =
        exponent
            .add(BoxMuller.BIAS)
            .or(BoxMuller.UNITS)
            .reinterpretAsDoubles()
            .sub(BoxMuller.UNITS_AND_BIAS);
    DoubleVector s = f.div(f.add(2));
    DoubleVector z = s.mul(s);
    DoubleVector log = DoubleVector.broadcast(DOUBLES, BoxMuller.LOG[10]);
    log = log.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.LOG[9]));
    log = log.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.LOG[8]));
    log = log.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.LOG[7]));
    log = log.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.LOG[6]));
    log = log.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.LOG[5]));
    log = log.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.LOG[4]));
    log = log.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.LOG[3]));
    log = log.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.LOG[2]));
    log = log.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.LOG[1]));
    log = log.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.LOG[0]));
    k.fma(DoubleVector.broadcast(DOUBLES, BoxMuller.MINUS_TWO_LN_2), s.mul(log))
        .sqrt()
        .intoArray(radius, i);
  }

  /** The sine first: where there is no next site the cosine comes over it. */
  private static void deviates(Scratch scratch, int i, double[] out, int at, int next) {
    DoubleVector turns =
        LongVector.fromArray(LONGS, scratch.second, i)
            .lanewise(VectorOperators.LSHR, 12)
            .or(BoxMuller.ONE)
            .reinterpretAsDoubles()
            .sub(BoxMuller.BELOW_ONE)
            .mul(4);
    DoubleVector rounded = turns.add(BoxMuller.ROUND);
    LongVector quadrant = rounded.reinterpretAsLongs();
    DoubleVector a = turns.sub(rounded.sub(BoxMuller.ROUND)).mul(BoxMuller.HALF_PI);
    DoubleVector z = a.mul(a);
    DoubleVector sine = DoubleVector.broadcast(DOUBLES, BoxMuller.SIN[7]);
    sine = sine.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.SIN[6]));
    sine = sine.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.SIN[5]));
    sine = sine.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.SIN[4]));
    sine = sine.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.SIN[3]));
    sine = sine.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.SIN[2]));
    sine = sine.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.SIN[1]));
    sine = sine.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.SIN[0]));
    sine = a.mul(sine);
    DoubleVector cosine = DoubleVector.broadcast(DOUBLES, BoxMuller.COS[8]);
    cosine = cosine.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.COS[7]));
    cosine = cosine.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.COS[6]));
    cosine = cosine.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.COS[5]));
    cosine = cosine.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.COS[4]));
    cosine = cosine.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.COS[3]));
    cosine = cosine.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.COS[2]));
    cosine = cosine.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.COS[1]));
    cosine = cosine.fma(z, DoubleVector.broadcast(DOUBLES, BoxMuller.COS[0]));
    DoubleVector r = DoubleVector.fromArray(DOUBLES, scratch.radius, i);
    VectorMask<Double> odd = quadrant.and(1).compare(VectorOperators.NE, 0).cast(DOUBLES);
    sine.blend(cosine, odd)
        .reinterpretAsLongs()
        .lanewise(VectorOperators.XOR, quadrant.and(2).lanewise(VectorOperators.LSHL, 62))
        .reinterpretAsDoubles()
        .mul(r)
        .intoArray(out, next);
    cosine
        .blend(sine, odd)
        .reinterpretAsLongs()
        .lanewise(VectorOperators.XOR, quadrant.add(1).and(2).lanewise(VectorOperators.LSHL, 62))
        .reinterpretAsDoubles()
        .mul(r)
        .intoArray(out, at);
  }
}
