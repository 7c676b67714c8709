"""The daemon's log: its own file, which SIGHUP opens anew, and syslog."""

import os
import stat
import sys
import syslog
import time

from gatehouse_daemon import ganeti

_LONGEST = 8192


class Log:
    """Where the daemon and its children's output go. In the foreground, to standard error as well."""

    def __init__(self, daemon, path, to_syslog, foreground, debug):
        self._daemon = daemon
        self._path = None if to_syslog == "only" else path
        self._syslog = to_syslog != "no"
        self._echo = foreground
        self._debug = debug
        self._file = None
        self._detached = False
        if self._syslog:
            syslog.openlog(daemon, syslog.LOG_PID, syslog.LOG_DAEMON)
        self.reopen()

    def reopen(self):
        """Opens the file anew, if there is one; the old one stays in use if that fails."""
        if self._path is None:
            return
        # Others may write in Ganeti's log directory, so no link is followed.
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
        try:
            descriptor = os.open(self._path, flags, 0o600)
        except OSError as trouble:
            raise ganeti.StartError("cannot open the log %s: %s" % (self._path, trouble.strerror)) from trouble
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise ganeti.StartError("the log %s is no ordinary file: remove it" % self._path)
        if self._file is not None:
            os.close(self._file)
        self._file = descriptor
        if self._detached:
            self.detach()

    def detach(self):
        """The standard streams of a process in the background: nothing to read, and what is printed belongs into the log."""
        self._detached = True
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(self._file if stream and self._file is not None else nothing, stream)
        os.close(nothing)

    def debug(self, text, *values):
        if self._debug:
            self._say("DEBUG", text % values)

    def info(self, text, *values):
        self._say("INFO", text % values)

    def error(self, text, *values):
        self._say("ERROR", text % values)

    def line(self, text):
        """A line that a child printed; it has a time of its own."""
        self._write(text[:_LONGEST])

    def _say(self, level, text):
        now = time.time()
        stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(now)) + ",%03d" % (now % 1 * 1000)
        self._write("%s: %s pid=%d %s %s" % (stamp, self._daemon, os.getpid(), level, text))

    def _write(self, text):
        data = (text + "\n").encode("utf-8", "replace")
        if self._file is not None:
            try:
                os.write(self._file, data)
            except OSError:
                # A full disk must not stop the service.
                pass
        if self._syslog:
            syslog.syslog(syslog.LOG_INFO, text)
        if self._echo:
            try:
                sys.stderr.write(text + "\n")
                sys.stderr.flush()
            except OSError:
                self._echo = False
