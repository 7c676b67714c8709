"""One process of the service: how it is started, what it prints, how it ends."""

import ctypes
import os
import signal
import subprocess

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)
_LONGEST = 64 << 10


class Child:
    """A process that ends when this one ends, however that comes about.

    on_line(text) is called for every line on its standard error, on_word(text) for its standard output; without them
    it has this process's own standard error and no output.
    """

    def __init__(self, name, command, environment, account=None, last_signal=signal.SIGKILL, on_line=None, on_word=None):
        self.name = name
        self._parent = os.getpid()
        self._last_signal = last_signal
        identity = {}
        if account is not None:
            identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        self._process = subprocess.Popen(
            command, cwd="/", env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if on_word else subprocess.DEVNULL, stderr=subprocess.PIPE if on_line else None,
            preexec_fn=self._before_exec, start_new_session=True, **identity)
        self.pid = self._process.pid
        # The streams that somebody has to read, with what is done with each line.
        self.streams = {}
        for stream, wanted in ((self._process.stdout, on_word), (self._process.stderr, on_line)):
            if stream is not None:
                os.set_blocking(stream.fileno(), False)
                self.streams[stream.fileno()] = _Lines(stream, wanted)

    def _before_exec(self):
        os.umask(0o077)
        _LIBC.prctl(_PR_SET_PDEATHSIG, self._last_signal, 0, 0, 0)
        # The parent may have gone before that counted.
        if os.getppid() != self._parent:
            os._exit(1)

    def status(self):
        """None while it runs; else its exit status, or the negative number of the signal that ended it."""
        return self._process.poll()

    def signal(self, number):
        if self._process.poll() is None:
            self._process.send_signal(number)

    def end(self):
        """How it ended, in words."""
        status = self.status()
        return "killed by signal %d" % -status if status < 0 else "ended with status %d" % status


class _Lines:
    """What a process prints, line by line."""

    def __init__(self, stream, wanted):
        self._stream = stream
        self._wanted = wanted
        self._rest = b""

    def read(self):
        """Takes what is there; False at its end."""
        try:
            data = os.read(self._stream.fileno(), _LONGEST)
        except BlockingIOError:
            return True
        *lines, self._rest = (self._rest + data).split(b"\n")
        if not data or len(self._rest) > _LONGEST:
            lines, self._rest = lines + [self._rest], b""
        for line in lines:
            if line:
                self._wanted(line.decode("utf-8", "replace"))
        return bool(data)
