"""Where the handler itself reads how far a running call is.

A child says what to watch (make), the server reads it every INTERVAL (read) and once more when the child says that it is
over (end). All of it is best effort: what cannot be read gives no message, and nothing here ever raises to the server.
"""

import os
import time

from gatehouse_handler import feedback, readings


def make(watch, proc="/proc"):
    """The source that a child's watch message describes; raises KeyError, TypeError or ValueError if it describes none."""
    kind = watch["kind"]
    item, phase = watch.get("item"), watch.get("phase")
    if kind == "time":
        return Timer(float(watch["total"]), bool(watch.get("final")), phase)
    if kind == "writes":
        return Writes(lambda: int(watch["pid"]), watch["total"], item, phase, proc)
    if kind == "pipeline":
        return Writes(lambda: last_dd(int(watch["pid"]), proc), watch["total"], item, phase, proc)
    if kind == "position":
        return Position(int(watch["pid"]), frozenset(watch["known"]), watch["total"], item, phase, proc)
    if kind == "lines":
        return Lines(watch["path"], int(watch["offset"]))
    if kind == "drbd":
        return Drbd({int(minor): item for minor, item in watch["minors"].items()}, proc)
    raise ValueError("unknown kind of watch: %s" % kind)


def _read(*path):
    with open(os.path.join(*path), encoding="ascii", errors="replace") as source:
        return source.read()


def last_dd(shell, proc="/proc"):
    """The process at the end of a shell's pipeline: the child that writes to a file given as of=, else the youngest."""
    with_target = None
    children = [int(pid) for pid in _read(proc, str(shell), "task", str(shell), "children").split()]
    for pid in children:
        if any(word.startswith("of=") for word in _read(proc, str(pid), "cmdline").split("\0")):
            with_target = pid
    if with_target is None and children:
        with_target = children[-1]
    if with_target is None:
        raise OSError("no process in the pipeline yet")
    return with_target


class Timer:
    """Seconds gone of those that the call takes at most (or exactly, then the end counts as done)."""

    def __init__(self, total, final, phase):
        self._start = time.monotonic()
        self._total = total
        self._final = final
        self._phase = phase

    def read(self):
        gone = min(self._total, time.monotonic() - self._start)
        return [self._message(round(gone, 2))]

    def end(self, well):
        return [self._message(self._total)] if well and self._final else []

    def _message(self, done):
        eta = round(self._total - done, 2) if self._final else None
        return feedback.progress(done, "seconds", total=self._total, eta=eta, phase=self._phase)


class _Bytes:
    """Bytes of a known total; a subclass says where the number is (position)."""

    def __init__(self, total, item, phase):
        self._total = int(total)
        self._item = item
        self._phase = phase
        self._rate = feedback.Rate()

    def position(self):
        raise NotImplementedError

    def read(self):
        try:
            done = self.position()
        except (OSError, ValueError):
            return []
        if done is None:
            return []
        # A program's closing words on its standard error count as written too.
        done = min(done, self._total)
        rate, eta = self._rate.add(time.monotonic(), done, self._total)
        return [self._message(done, rate, eta)]

    def end(self, well):
        return [self._message(self._total, None, 0)] if well else []

    def _message(self, done, rate, eta):
        return feedback.progress(
            done, "bytes", total=self._total, rate=rate, eta=eta, item=self._item, phase=self._phase)


class Writes(_Bytes):
    """Bytes that a process writes."""

    def __init__(self, pid, total, item, phase, proc):
        super().__init__(total, item, phase)
        self._pid = pid
        self._found = None
        self._proc = proc

    def position(self):
        # A pipeline's processes come up one by one and are looked for once only.
        if self._found is None:
            self._found = self._pid()
        return readings.written_bytes(_read(self._proc, str(self._found), "io"))


class Position(_Bytes):
    """How far a process has come in the file that it opened for writing since the call began."""

    def __init__(self, pid, known, total, item, phase, proc):
        super().__init__(total, item, phase)
        self._place = os.path.join(proc, str(pid), "fdinfo")
        self._known = known

    def position(self):
        found = [
            at for at, writes in filter(None, map(self._one, os.listdir(self._place))) if writes]
        return max(found, default=None)

    def _one(self, descriptor):
        if int(descriptor) in self._known:
            return None
        try:
            return readings.file_position(_read(self._place, descriptor))
        except OSError:
            return None


class Lines:
    """The lines that a program adds to a file; each is given once it is complete, the last one at the end.

    Of a program that writes faster than this is read the newest lines are given, with a word about the gap."""

    _PIECE = 32 << 10
    _LAG = 256 << 10

    def __init__(self, path, offset):
        self._path = path
        self._offset = offset
        self._rest = b""

    def read(self):
        try:
            with open(self._path, "rb") as source:
                behind = os.fstat(source.fileno()).st_size - self._offset
                skipped = behind - self._PIECE if behind > self._LAG else 0
                self._offset += skipped
                source.seek(self._offset)
                data = source.read(self._PIECE)
        except OSError:
            return []
        self._offset += len(data)
        messages = []
        if skipped:
            messages.append(feedback.log("(%d KiB of output left out)" % (skipped >> 10)))
            self._rest = b""
            data = data.partition(b"\n")[2]
        lines = (self._rest + data).split(b"\n")
        # A program that never ends its line must not fill the memory: what is there goes out as a line.
        self._rest = b"" if len(lines[-1]) > feedback.LONGEST_TEXT else lines.pop()
        return messages + [feedback.log(line) for line in lines if line.strip()]

    def end(self, well):
        messages = []
        for _ in range(self._LAG // self._PIECE + 1):
            before = self._offset
            messages += self.read()
            if self._offset == before:
                break
        if self._rest.strip():
            messages.append(feedback.log(self._rest))
        return messages


class Drbd:
    """Synchronisation of DRBD devices, each under its disk's name."""

    def __init__(self, minors, proc):
        self._minors = minors
        self._status = os.path.join(proc, "drbd")

    def read(self):
        try:
            found = readings.drbd_sync(_read(self._status))
        except OSError:
            return []
        return [
            feedback.progress(percent, "percent", total=100, eta=left, item=self._minors[minor], phase="sync")
            for minor, (percent, left) in found.items() if minor in self._minors]

    def end(self, well):
        return self.read()
