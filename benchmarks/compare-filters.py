"""Peers of FilterBenchmarks: CPU seconds of PyWavelets and scipy on a NIfTI image (3D, float32 or int16).

    /usr/bin/python3 benchmarks/compare-filters.py IMAGE.nii.gz

Needs numpy, scipy and PyWavelets (Debian: python3-scipy, python3-pywt).
"""
import gzip
import resource
import struct
import sys

import numpy as np
import pywt
from scipy import ndimage

TYPES = {4: np.int16, 16: np.float32}


def read(path):
    raw = gzip.open(path).read()
    size = struct.unpack("<8h", raw[40:56])[1:4]
    spacing = struct.unpack("<8f", raw[76:108])[1:4]
    start = int(struct.unpack("<f", raw[108:112])[0])
    kind = TYPES[struct.unpack("<h", raw[70:72])[0]]
    voxels = np.frombuffer(raw, kind, offset=start, count=size[0] * size[1] * size[2])
    return voxels.reshape(size[::-1]).astype(np.float32), spacing[::-1]


def seconds(work, times=4):
    def now():
        used = resource.getrusage(resource.RUSAGE_SELF)
        return used.ru_utime + used.ru_stime

    least = float("inf")
    for _ in range(times):
        start = now()
        work()
        least = min(least, now() - start)
    return least


image, spacing = read(sys.argv[1])
even = np.pad(image, [(0, n % 2) for n in image.shape], "wrap")
print("stationary wavelet, coif1, 8 bands", round(seconds(lambda: pywt.swtn(even, "coif1", level=1, axes=(0, 1, 2))), 3))
double = image.astype(float)
print("sampled LoG, 4 sigmas", round(seconds(lambda: [ndimage.gaussian_laplace(double, [s / d for d in spacing]) for s in (1, 2, 3, 5)], 2), 3))
