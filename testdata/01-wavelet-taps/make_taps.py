"""Computes the filter table of org.wirg.wavelet.Taps to double precision.

Usage: python3 make_taps.py > ../../core/src/main/java/org/wirg/wavelet/Taps.java
       (then mvn spotless:apply); needs mpmath only. See README.md beside this file.
"""
import itertools

import mpmath as mp

mp.mp.dps = 80


def root_groups(order):
    """Roots inside the unit circle of z^(N-1) P((2 - z - 1/z) / 4), P(y) = sum_k C(N-1+k, k) y^k.

    One entry per real root or complex pair, by ascending |Im y|."""
    if order == 1:
        return []
    ascending = [mp.binomial(order - 1 + k, k) for k in range(order)]
    tiny = mp.mpf(10) ** -60
    groups = []
    for y in mp.polyroots(ascending[::-1], maxsteps=500, extraprec=400):
        if mp.im(y) < -tiny:
            continue
        b = 2 - 4 * y
        z = (b + mp.sqrt(b * b - 4)) / 2
        z = 1 / z if abs(z) > 1 else z
        groups.append((abs(mp.im(y)), z, abs(mp.im(y)) < tiny))
    return [(z, real) for _, z, real in sorted(groups, key=lambda g: g[0])]


def taps(order, groups, reflected):
    """sqrt(2) ((1 + z) / 2)^N prod (z - root), normalised to sum sqrt(2)."""
    polynomial = [mp.binomial(order, k) for k in range(order + 1)]
    for (z, real), outside in zip(groups, reflected):
        z = 1 / z if outside else z
        factor = [1, -mp.re(z)] if real else [1, -2 * mp.re(z), abs(z) ** 2]
        product = [mp.mpf(0)] * (len(polynomial) + len(factor) - 1)
        for i, a in enumerate(polynomial):
            for j, b in enumerate(factor):
                product[i + j] += a * b
        polynomial = product
    total = sum(polynomial)
    return [mp.sqrt(2) * a / total for a in polynomial]


def phase_deviation(groups, reflected, points=512):
    """Largest distance of the phase of the root factors from its chord over [0, pi]."""
    phase, previous, path = mp.mpf(0), None, []
    for k in range(points + 1):
        w = mp.pi * k / points
        value = mp.mpc(1)
        for (z, real), outside in zip(groups, reflected):
            z = 1 / z if outside else z
            value *= 1 - z * mp.expjpi(-w / mp.pi)
            if not real:
                value *= 1 - mp.conj(z) * mp.expjpi(-w / mp.pi)
        if previous is not None:
            phase += mp.arg(value / previous)
        previous = value
        path.append(phase)
    return max(abs(p - path[-1] * k / points) for k, p in enumerate(path))


def off_centre(h):
    return sum(t * a for t, a in enumerate(h)) / mp.sqrt(2) - mp.mpf(len(h) - 1) / 2


def daubechies(order):
    groups = root_groups(order)
    return taps(order, groups, [False] * len(groups))


def symlet(order):
    groups = root_groups(order)
    choices = itertools.product((False, True), repeat=len(groups))
    best = sorted(choices, key=lambda r: mp.nint(phase_deviation(groups, r) * 10**12))[:2]
    # The two are mirror images; the customary tables hold the one centred right, but for sym7.
    pair = sorted((taps(order, groups, r) for r in best), key=off_centre)
    assert max(abs(a - b) for a, b in zip(pair[0], reversed(pair[1]))) < mp.mpf(10) ** -50
    return pair[0] if order == 7 else pair[1]


def check(h):
    for m in range(len(h) // 2):
        inner = sum(h[t] * h[t + 2 * m] for t in range(len(h) - 2 * m))
        assert abs(inner - (m == 0)) < mp.mpf(10) ** -50
    return h


def main():
    table = {"haar": daubechies(1)}
    table |= {f"db{n}": daubechies(n) for n in range(2, 11)}
    table |= {f"sym{n}": symlet(n) for n in range(4, 11)}
    print("package org.wirg.wavelet;\n")
    print("import java.util.List;\n")
    print("/** Lowpass filters h[0..F-1], correctly rounded; made by testdata/01-wavelet-taps. */")
    print("final class Taps {")
    names = ", ".join(f'"{name}"' for name in table)
    print(f"  static final List<String> NAMES = List.of({names});\n")
    print("  private Taps() {}\n")
    print("  /** A fresh copy of the taps of one of {@link #NAMES}. */")
    print("  static double[] of(String name) {")
    print("    return switch (name) {")
    for name, h in table.items():
        print(f'      case "{name}" ->')
        values = [repr(float(a)) for a in check(h)]
        print("new double[] {")
        for i in range(0, len(values), 2):
            print("            " + ", ".join(values[i : i + 2]) + ",")
        print("          };")
    print("      default -> throw new IllegalArgumentException(name);")
    print("    };")
    print("  }")
    print("}")


main()
