"""Memory that stays in RAM: a node whose root disk is gone must still be able to restart itself."""

import ctypes
import os

_CURRENT, _FUTURE, _ONFAULT = 1, 2, 4


def _mlockall(flags):
    libc = ctypes.CDLL("libc.so.6", use_errno=True)
    if libc.mlockall(flags):
        code = ctypes.get_errno()
        raise OSError(code, "cannot lock memory: " + os.strerror(code))


def lock_all():
    """Reads all of this process into RAM and keeps it there."""
    _mlockall(_CURRENT | _FUTURE)


def lock_touched():
    """Keeps what is in RAM there, and what comes in later. For a process just forked, which has no locks of its own:
    its pages are shared with the locked parent, and locking them all would copy every one."""
    _mlockall(_CURRENT | _FUTURE | _ONFAULT)
