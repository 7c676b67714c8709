"""Becoming a daemon: background, PID file, and the word to whoever waits for the start."""

import fcntl
import os
import select
import socket
import sys
import time

from gatehouse_daemon import ganeti

_START_SECONDS = 100
_STARTED = b"started"


class PidFile:
    """Ganeti's PID file: locked as long as the daemon runs."""

    def __init__(self, path):
        self._path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = os.read(self._descriptor, 100).decode("ascii", "replace").strip()
            raise ganeti.StartError("Error while locking PID file:\nPID file '%s' is already locked by another process,"
                                    " PID read from file is %s" % (path, other)) from None
        os.ftruncate(self._descriptor, 0)
        os.write(self._descriptor, b"%d\n" % os.getpid())

    def remove(self):
        try:
            os.unlink(self._path)
        except FileNotFoundError:
            pass


class Starter:
    """Who waits for the start: a shell, systemd, or the parent process of a daemon. Told once."""

    def __init__(self, pipe=None):
        self._pipe = pipe
        # Not the children's business.
        self._systemd = os.environ.pop("NOTIFY_SOCKET", None)

    def started(self):
        self._tell(_STARTED)
        if self._systemd:
            name = "\0" + self._systemd[1:] if self._systemd.startswith("@") else self._systemd
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notice:
                try:
                    notice.sendto(b"READY=1", name)
                except OSError:
                    pass

    def failed(self, text):
        """The reason goes to the parent's standard error, or to this process's own if it has no parent waiting."""
        if self._pipe is None:
            print(text, file=sys.stderr)
        self._tell(text.encode("utf-8", "replace"))

    def _tell(self, word):
        if self._pipe is not None:
            try:
                os.write(self._pipe, word[:4000])
            except OSError:
                pass
            os.close(self._pipe)
            self._pipe = None


def to_background(daemon):
    """Goes on in a new process of its own session; returns its Starter. The old one waits for its word and ends."""
    _close_inherited()
    listening, telling = os.pipe()
    if os.fork():
        os.close(telling)
        os._exit(_wait_for_start(daemon, listening))
    os.close(listening)
    os.chdir("/")
    os.setsid()
    if os.fork():
        os._exit(0)
    return Starter(telling)


def _close_inherited():
    """A lock or a connection of whoever started this must not live as long as the daemon."""
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2:
            try:
                os.close(int(name))
            except OSError:
                # The directory's own descriptor.
                pass


def _wait_for_start(daemon, pipe):
    deadline = time.monotonic() + _START_SECONDS
    said = b""
    while said != _STARTED:
        ready, _, _ = select.select([pipe], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            said = said or b"it does not say whether it has started"
            break
        data = os.read(pipe, 4096)
        if not data:
            break
        said += data
    if said == _STARTED:
        return 0
    reason = said.decode("utf-8", "replace") or "it ended; its log says why"
    print("Error when starting daemon process: %s" % reason, file=sys.stderr)
    sys.stderr.flush()
    return ganeti.FAILURE
