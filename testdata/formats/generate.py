"""Small HDF5 and FITS files for the tests of the formats; needs h5py and astropy.

Every array holds (37 i mod 101) / 8 - 6 at its i-th value, times what its name says.
"""

import numpy as np
import h5py
from astropy.io import fits


def values(*shape):
    return ((37 * np.arange(np.prod(shape))) % 101 / 8 - 6).reshape(shape)


with h5py.File("fields.h5", "w", track_order=False) as file:
    file.create_dataset("deep/group/packed", data=values(6, 4, 8).astype("f4"), chunks=(4, 4, 8),
                        compression="gzip", shuffle=True, fletcher32=True)
    file.create_dataset("big_endian", data=values(6, 4, 8).astype(">f8"))
    file.create_dataset("eighths", data=(8 * values(6, 4, 8)).astype("i2"))
    file.create_dataset("words", data="not numbers")
    file["soft"] = h5py.SoftLink("/big_endian")
    file["external"] = h5py.ExternalLink("other.h5", "/big_endian")

with h5py.File("one.h5", "w", libver="v110") as file:
    file.create_dataset("fields", data=values(6, 4, 8).astype("f4"), chunks=(1, 4, 8), compression="lzf")

scaled = fits.ImageHDU((8 * values(4, 8)).astype("i2"), name="SCALED")
scaled.header["BSCALE"] = 0.125
scaled.header["BZERO"] = 0.0
units = [fits.PrimaryHDU(), fits.ImageHDU(values(6, 4, 8).astype("f4"), name="CUBE"), scaled,
         fits.CompImageHDU((8 * values(4, 8)).astype("i4"), name="PACKED", compression_type="RICE_1"),
         fits.CompImageHDU(values(4, 8).astype("f4"), name="PACKED_FLOATS", compression_type="GZIP_2",
                           quantize_level=0)]
fits.HDUList(units).writeto("units.fits", overwrite=True)
blank = fits.PrimaryHDU((8 * values(4, 8)).astype("i2"))
blank.header["BLANK"] = -48  # the value at row 0, column 0
blank.writeto("blank.fits", overwrite=True)
