"""The node's disks as files: which of them may be touched, and how one is opened, measured, made blank."""

import ctypes
import errno
import fcntl
import os
import re
import stat
import struct
import time

_INSTANCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,254}\Z")
_BLKZEROOUT = 0x127f
_RANGE = struct.Struct("QQ")
_KEEP_SIZE, _PUNCH_HOLE = 1, 2
_BLOCK = 512
# As much is made blank between two signs of life.
_STRETCH = 256 << 20
_WRITTEN_AT_ONCE = 4 << 20
EXTENTS = 65536
_LEAST_GAP = 64 << 10


class DiskError(Exception):
    """The disk is not there or must not be touched; the text is for the caller."""


class Disks:
    """Finds disks. links: where Ganeti has a link for each disk that an instance has in use; roots(): the directories below
    which disks may be files; devices: the directory of block devices."""

    def __init__(self, links, roots, devices="/dev"):
        self._links = links
        self._roots = roots
        self._devices = devices

    def of_instance(self, instance, index):
        """(type, path) of an instance's disk, type being "file" or "block"."""
        if not isinstance(instance, str) or not _INSTANCE.match(instance):
            raise DiskError("this is no name of an instance")
        if type(index) is not int or not 0 <= index < 1000:
            raise DiskError("this is no index of a disk")
        link = os.path.join(self._links, "%s:%d" % (instance, index))
        try:
            path = os.path.realpath(link, strict=True)
        except FileNotFoundError:
            raise DiskError("disk/%d of %s is not active on this node (there is no %s): activate the instance's disks" % (
                index, instance, link)) from None
        except OSError as trouble:
            raise DiskError("disk/%d of %s cannot be found: %s" % (index, instance, trouble.strerror)) from trouble
        return self.kind(path), path

    def kind(self, path):
        """"file" or "block", for a path without links in it that is allowed; else DiskError."""
        try:
            if os.path.realpath(path, strict=True) != path:
                raise DiskError("%s has a link in it" % path)
            mode = os.stat(path).st_mode
        except OSError as trouble:
            raise DiskError("%s cannot be used: %s" % (path, trouble.strerror)) from trouble
        if stat.S_ISBLK(mode) and path.startswith(self._devices + "/"):
            return "block"
        if stat.S_ISREG(mode) and any(self._is_below(path, root) for root in self._roots()):
            return "file"
        raise DiskError("%s is neither a block device nor a file in a place for disks" % path)

    @staticmethod
    def _is_below(path, root):
        real = os.path.realpath(root)
        return os.path.isabs(root) and real != "/" and path.startswith(real + "/")

    def open(self, path, flags):
        """A descriptor of the disk at an allowed path without links."""
        kind = self.kind(path)
        try:
            descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError as trouble:
            raise DiskError("%s cannot be opened: %s" % (path, trouble.strerror)) from trouble
        try:
            mode = os.fstat(descriptor).st_mode
            # Somebody may have put another in its place meanwhile.
            same = os.readlink("/proc/self/fd/%d" % descriptor) == path
            if not same or not (stat.S_ISBLK(mode) if kind == "block" else stat.S_ISREG(mode)):
                raise DiskError("%s was replaced while it was opened" % path)
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor


def of_ganeti():
    """The disks of this node, wherever Ganeti's configuration says that they may be."""
    from ganeti import errors, pathutils, ssconf, utils

    def roots():
        store = ssconf.SimpleStore()
        found = []
        try:
            found += utils.FilterEmptyLinesAndComments(utils.ReadFile(pathutils.FILE_STORAGE_PATHS_FILE))
        except OSError:
            pass
        for get in (store.GetFileStorageDir, store.GetSharedFileStorageDir, store.GetGlusterStorageDir):
            try:
                found.append(get())
            except errors.ConfigurationError:
                pass
        return found

    return Disks(pathutils.DISK_LINKS_DIR, roots)


def size(descriptor):
    """Bytes of an open file or block device."""
    return os.lseek(descriptor, 0, os.SEEK_END)


def open_medium(disks, path):
    """(descriptor, whether it reads past the page cache) for reading what is on the medium itself."""
    try:
        return disks.open(path, os.O_RDONLY | os.O_DIRECT), True
    except DiskError as trouble:
        # Some file systems cannot do that.
        if getattr(trouble.__cause__, "errno", None) != errno.EINVAL:
            raise
        return disks.open(path, os.O_RDONLY), False


def extents(descriptor, length):
    """[[offset, length], …] of what may be data, at most EXTENTS of them; everything where nobody knows."""
    found = []
    gap = 0
    position = 0
    while position < length:
        try:
            start = os.lseek(descriptor, position, os.SEEK_DATA)
        except OSError as trouble:
            if trouble.errno == errno.ENXIO:
                break
            return [[0, length]]
        position = min(length, os.lseek(descriptor, start, os.SEEK_HOLE))
        if position <= start:
            break
        found.append([start, position - start])
        if len(found) > EXTENTS:
            gap = max(_LEAST_GAP, 2 * gap)
            found = _merged(found, gap)
    while len(found) > EXTENTS:
        gap = max(_LEAST_GAP, 2 * gap)
        found = _merged(found, gap)
    return found


def _merged(found, gap):
    """The same stretches, those with less than so much between them made one."""
    merged = [found[0]]
    for start, length in found[1:]:
        end = sum(merged[-1])
        if start - end < gap:
            merged[-1] = [merged[-1][0], start + length - merged[-1][0]]
        else:
            merged.append([start, length])
    return merged


def make_blank(descriptor, kind, length, alive):
    """Makes all of a disk read as zeros; alive() is called again and again while that goes on, and may raise to end it."""
    if kind == "file":
        if not _punch(descriptor, length):
            os.ftruncate(descriptor, 0)
            os.ftruncate(descriptor, length)
    else:
        whole = length - length % _BLOCK
        for start in range(0, whole, _STRETCH):
            alive()
            _zero(descriptor, start, min(_STRETCH, whole - start), alive)
        _write_zeros(descriptor, whole, length - whole, alive)
    os.fsync(descriptor)


def _punch(descriptor, length):
    """Makes a hole of the whole file, which keeps its size all the time; False where the file system cannot."""
    if not length:
        return True
    libc = ctypes.CDLL("libc.so.6", use_errno=True)
    fallocate = libc.fallocate64 if hasattr(libc, "fallocate64") else libc.fallocate
    fallocate.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_int64, ctypes.c_int64]
    while fallocate(descriptor, _PUNCH_HOLE | _KEEP_SIZE, 0, length):
        code = ctypes.get_errno()
        if code in (errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL):
            return False
        if code != errno.EINTR:
            raise OSError(code, os.strerror(code))
    return True


def _zero(descriptor, start, length, alive):
    try:
        fcntl.ioctl(descriptor, _BLKZEROOUT, _RANGE.pack(start, length))
    except OSError as trouble:
        if trouble.errno not in (errno.EOPNOTSUPP, errno.ENOTTY, errno.EINVAL):
            raise
        _write_zeros(descriptor, start, length, alive)


def _write_zeros(descriptor, start, length, alive):
    zeros = memoryview(bytes(min(_WRITTEN_AT_ONCE, length)))
    end = start + length
    while start < end:
        alive()
        start += os.pwrite(descriptor, zeros[:end - start], start)


class Alive:
    """Says now and then that something goes on."""

    def __init__(self, say, seconds=5):
        self._say = say
        self._seconds = seconds
        self._next = time.monotonic() + seconds

    def __call__(self):
        now = time.monotonic()
        if now >= self._next:
            self._next = now + self._seconds
            self._say()
