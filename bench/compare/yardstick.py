"""The fit and the sampling of a model's finest level in plain NumPy: what wirg is compared with.

    python3 yardstick.py FIELDS.npy MODEL.json [--fields 1000] [--seconds 10]

FIELDS are float32 of shape (n, L, L), MODEL is what `wirg fit` learned from them. Written as an
experienced NumPy user would: whole batches, matrix products for the wavelet filters and the normal
equations (these use all cores), Fourier transforms for the kernel. It is an independent
implementation too: it prints how far its coefficients are from the model's, in standard errors.
"""

import argparse
import json
import time

import numpy as np

# Daubechies, Ten Lectures on Wavelets (SIAM 1992), table 6.1, N = 2.
DB2 = np.array([1 + 3**0.5, 3 + 3**0.5, 3 - 3**0.5, 1 - 3**0.5]) / (4 * 2**0.5)


def lowpass(size):
    """Lo along one axis, (L/2, L), periodic: tap t of coarse site k on fine site 2k + t - 1."""
    lo = np.zeros((size // 2, size))
    for k in range(size // 2):
        for t in range(4):
            lo[k, (2 * k + t - 1) % size] += DB2[t]
    return lo


class Splines:
    """Cubic B-splines on equal intervals; `parameter` maps each to the coefficient it shares."""

    def __init__(self, term):
        self.low, self.high, self.n = term["low"], term["high"], term["splines"]
        self.h = (self.high - self.low) / (self.n - 3)
        k = np.arange(self.n)
        outward = np.minimum(k, self.n - 1 - k) if term["even"] else k
        self.parameter = outward - 1
        if term["gauge"] == "linear":
            self.parameter[-1] = -1
        self.count = self.parameter.max() + 1

    def pieces(self, x):
        y = np.clip(x, self.low, self.high)
        u = (y - self.low) / self.h
        p = np.minimum(u.astype(np.int64), self.n - 4)
        return p, u - p

    def slopes(self, x):
        """Slopes of all functions, (functions, ...)."""
        p, t = self.pieces(x)
        local = np.stack(
            [-((1 - t) ** 2), t * (3 * t - 4), 1 + t * (2 - 3 * t), t * t]
        ) / (2 * self.h)
        out = np.zeros((self.count + 1, x.size))
        site = np.arange(x.size)
        for k in range(4):  # two of the four may share a coefficient
            out[self.parameter[p.ravel() + k], site] += local[k].ravel()
        return out[:-1].reshape((self.count, *x.shape))

    def curvatures(self, x):
        p, t = self.pieces(x)
        local = np.stack([1 - t, 3 * t - 2, 1 - 3 * t, t]) / self.h**2
        out = np.zeros((self.count + 1, x.size))
        site = np.arange(x.size)
        for k in range(4):
            out[self.parameter[p.ravel() + k], site] += local[k].ravel()
        return out[:-1].reshape((self.count, *x.shape))

    def table(self, theta):
        """v' on every interval as a polynomial in its fraction, (3, intervals)."""
        c = np.array([theta[m] if m >= 0 else 0.0 for m in self.parameter])
        a, b, d, e = c[:-3], c[1:-2], c[2:-1], c[3:]
        return np.stack([(d - a) / 2, a - 2 * b + d, (e - a + 3 * (b - d)) / 2]) / self.h


def fit(x, shifts, splines, smooth):
    """Coefficients by score matching within the details, from fields in units of sigma."""
    size = x.shape[-1]
    rows = len(shifts) + splines.count
    a, b = np.zeros((rows, rows)), np.zeros(rows)
    diagonal = 1 - np.outer(np.diag(smooth), np.diag(smooth))
    for k, s in enumerate(shifts):
        turned = [np.trace(np.roll(smooth, s[i], axis=1)) for i in range(2)]
        b[k] = -2 * turned[0] * turned[1] * len(x)  # both signs of the shift
    for batch in np.array_split(x, max(1, len(x) // 50)):
        g = np.empty((rows, *batch.shape))
        for k, s in enumerate(shifts):
            g[k] = np.roll(batch, s, (1, 2)) + np.roll(batch, [-s[0], -s[1]], (1, 2))
        g[len(shifts) :] = splines.slopes(batch)
        g -= smooth @ g @ smooth
        flat = g.reshape(rows, -1)
        a += flat @ flat.T
        b[len(shifts) :] += np.einsum("mnij,ij->m", splines.curvatures(batch), diagonal)
    return np.linalg.solve(a, b)


def sampler(x, couplings, shifts, splines, theta, smooth, step, steps, seconds, rng):
    """Hamiltonian Monte Carlo on the details; returns gradients, seconds and acceptance."""
    size = x.shape[-1]
    kernel = np.zeros((size, size))
    for k, s in zip(couplings, shifts):
        kernel[s[0] % size, s[1] % size] += k
        kernel[-s[0] % size, -s[1] % size] += k
    response = np.fft.rfft2(kernel).real
    table = splines.table(theta)
    half_width = splines.h

    def project(g):
        return g - smooth @ g @ smooth

    def gradient(x):
        p, t = splines.pieces(x)
        wall = x - np.clip(x, splines.low, splines.high)
        slope = table[0][p] + t * (table[1][p] + t * table[2][p]) + 4 * wall**3
        return project(np.fft.irfft2(np.fft.rfft2(x) * response, s=x.shape[1:]) + slope)

    def energy(x):
        p, t = splines.pieces(x)
        start = np.concatenate(
            [[0], np.cumsum(half_width * (table[0] + table[1] / 2 + table[2] / 3))]
        )
        v = start[p] + half_width * t * (table[0][p] + t * (table[1][p] / 2 + t * table[2][p] / 3))
        wall = x - np.clip(x, splines.low, splines.high)
        quadratic = 0.5 * x * np.fft.irfft2(np.fft.rfft2(x) * response, s=x.shape[1:])
        return (quadratic + v + wall**4).sum((1, 2))

    gradients, accepted, moves = 0, 0.0, 0
    begin = time.perf_counter()
    now, g = energy(x), gradient(x)
    while time.perf_counter() - begin < seconds:
        p = project(rng.standard_normal(x.shape))
        kinetic = 0.5 * (p * p).sum((1, 2))
        y, gy = x, g
        for _ in range(steps):
            p = p - 0.5 * step * gy
            y = y + step * p
            gy = gradient(y)
            p = p - 0.5 * step * gy
            gradients += 1
        then = energy(y)
        log_ratio = now + kinetic - then - 0.5 * (p * p).sum((1, 2))
        ok = np.log(rng.random(len(x))) < log_ratio
        x, g = np.where(ok[:, None, None], y, x), np.where(ok[:, None, None], gy, g)
        now = np.where(ok, then, now)
        accepted, moves = accepted + ok.mean(), moves + 1
    return gradients, time.perf_counter() - begin, accepted / moves


def rms(values):
    return np.sqrt(np.mean(np.square(values)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("fields")
    parser.add_argument("model")
    parser.add_argument("--fields", type=int, default=1000, dest="count")
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    model = json.load(open(options.model))
    level = model["levels"][0]
    quadratic, scalar = level["terms"]
    if model["wavelet"] != "db2" or model["isotropic"]:
        raise SystemExit("needs a model of wavelet db2, not isotropic")
    shifts = [c["shift"] for c in quadratic["couplings"]]
    couplings = np.array([c["theta"] for c in quadratic["couplings"]])
    splines = Splines(scalar)
    x = np.load(options.fields, mmap_mode="r")[: options.count].astype(float)
    x = (x - model["mean"]) / level["sigma"]
    lo = lowpass(x.shape[-1])
    smooth = lo.T @ lo

    begin = time.perf_counter()
    theta = fit(x, shifts, splines, smooth)
    seconds = time.perf_counter() - begin
    error = np.array([c["error"] for c in quadratic["couplings"]])
    kernel = (theta[: len(shifts)] - couplings) / error
    slopes = splines.slopes(x[:200].ravel())
    potential = theta[len(shifts) :] @ slopes, scalar["theta"] @ slopes
    print(f"fit of the finest level: {seconds / len(x) * 1e3:.3f} ms a field, {len(x)} fields")
    print(
        f"  differs from the model by {rms(kernel):.3f} standard errors in the couplings,"
        f" {rms(potential[0] - potential[1]) / rms(potential[1]):.5f} of the potential's slope"
    )

    rng = np.random.default_rng(1)
    gradients, seconds, accepted = sampler(
        x[:64], couplings, shifts, splines, scalar["theta"], smooth,
        0.18 * level["detail_sigma"], 10, options.seconds, rng,
    )
    rate = gradients * x[:64].size / seconds
    print(f"Monte Carlo of the finest level: {rate:.3g} site-gradients a second, accepted {accepted:.2f}")


if __name__ == "__main__":
    main()
