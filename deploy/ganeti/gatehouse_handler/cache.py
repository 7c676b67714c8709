"""Whether a disk is in the page cache. A read that only takes what is there cannot tell: it has the kernel fetch what is not."""

import ctypes
import errno
import mmap
import os

_SAMPLES = 64
_ENOUGH = 15 / 16
_FAILED = ctypes.c_void_p(-1).value

_libc = ctypes.CDLL("libc.so.6", use_errno=True)
_libc.mmap.restype = ctypes.c_void_p
_libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_int64]
_libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
_libc.mincore.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.POINTER(ctypes.c_ubyte)]


def has(descriptor, length):
    """Whether nearly all data of a disk, open for reading, is in memory, as far as samples tell."""
    asked = there = 0
    for i in range(_SAMPLES):
        try:
            position = os.lseek(descriptor, length * i // _SAMPLES, os.SEEK_DATA)
        except OSError as trouble:
            if trouble.errno != errno.ENXIO:
                return False
            # Only a hole is left.
            break
        asked += 1
        there += _has_page(descriptor, position // mmap.PAGESIZE * mmap.PAGESIZE)
    return there >= asked * _ENOUGH


def _has_page(descriptor, position):
    page = _libc.mmap(None, mmap.PAGESIZE, mmap.PROT_READ, mmap.MAP_SHARED, descriptor, position)
    if page == _FAILED:
        return False
    try:
        found = ctypes.c_ubyte()
        return _libc.mincore(page, mmap.PAGESIZE, ctypes.byref(found)) == 0 and found.value & 1 == 1
    finally:
        _libc.munmap(page, mmap.PAGESIZE)
