"""Writes the .npy files of this folder; run it in the folder. Value number i (C order) is (37 i mod 101) / 8 - 6."""

import hashlib
import pathlib

import numpy as np
from numpy.lib import format as npy


def values(*shape):
    i = np.arange(np.prod(shape), dtype=np.int64)
    return ((37 * i) % 101 / 8.0 - 6.0).reshape(shape)


def save(name, array, dtype, order="C", version=None):
    with open(name + ".npy", "wb") as out:
        npy.write_array(out, np.asarray(array, dtype=dtype, order=order), version=version)


for dtype in ("<f4", ">f4", "<f8", ">f8"):
    for order in "CF":
        endian = "little" if dtype[0] == "<" else "big"
        save(f"{endian}-f{dtype[2]}-{order.lower()}", values(3, 4, 6), dtype, order)
save("version-2", values(3, 4, 6), "<f4", version=(2, 0))
save("version-3", values(3, 4, 6), "<f4", version=(3, 0))
save("lines", values(5, 8), "<f4")
save("volumes-f", values(2, 4, 2, 3), "<f8", "F")
save("one-line", values(16), "<f4")
save("one-square", values(8, 8), "<f8", "F")
save("energies", values(7), "<f8")

with open("SHA256SUMS", "w") as sums:
    for path in sorted(pathlib.Path(".").glob("*.npy")):
        sums.write(hashlib.sha256(path.read_bytes()).hexdigest() + "  " + path.name + "\n")
