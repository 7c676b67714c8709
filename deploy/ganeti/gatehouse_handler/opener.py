"""The process that opens disks for the front end and hands it their descriptors, over a socket of its own.

A connection is one request, a JSON line, and its answer, a JSON line that comes with the descriptors. Empty lines before the
answer say that the work goes on. The process belongs to the handler: started, watched and ended by it.
"""

import contextlib
import ctypes
import json
import logging
import os
import signal
import socket
import threading
import time

from gatehouse_handler import cache, disks, records

_REQUEST_SECONDS = 10
_ANSWER_SECONDS = 60
_LONGEST_REQUEST = 4096
# Requests at once, and how many of them may make disks blank, which takes its time.
_AT_ONCE, _BLANK_AT_ONCE = 64, 16
_RECOVERY_SECONDS = 1
_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15
_LIBC = ctypes.CDLL("libc.so.6", use_errno=True)


class Keeper:
    """The process as the handler sees it. settle(), called in the new process, closes what only the handler may hold."""

    def __init__(self, listener, peers, places, kept):
        self.listener = listener
        self._opener = Opener(peers, places, kept)
        self._not_before = 0
        self._stopped = False
        self.pid = None

    def wanting(self):
        """Whether there is no process, and start() should be called."""
        return self.pid is None and not self._stopped

    def start(self, settle, reopen_log):
        """Makes the process, unless the last one has only just ended."""
        now = time.monotonic()
        if self.pid is not None or now < self._not_before:
            return
        self._not_before = now + _RECOVERY_SECONDS
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError as trouble:
            logging.error("cannot make the process that opens disks: %s", trouble)
            return
        if pid == 0:
            try:
                settle()
                _become(parent, reopen_log)
                self._opener.serve(self.listener.socket)
            except BaseException:
                logging.exception("the process that opens disks: unexpected trouble")
            finally:
                os._exit(1)
        self.pid = pid

    def reap(self):
        """Looks whether it has ended."""
        if self.pid is None:
            return
        try:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:
            ended, status = self.pid, 0
        if ended:
            self.pid = None
            if not self._stopped:
                logging.error("the process that opens disks ended (wait status %d): another is made", status)

    def signal(self, number):
        """Ends the process, or has it open the log anew."""
        if self.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def stop(self):
        """Ends it; what was opened stays open in the front end."""
        self._stopped = True
        self.listener.close()
        self.signal(signal.SIGTERM)


def _become(parent, reopen_log):
    """Makes of the handler's copy a process of its own that does not outlive it."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, lambda *_: reopen_log())
    os.setpgid(0, 0)
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    _LIBC.prctl(_PR_SET_NAME, b"gatehouse-disks", 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


class Opener:
    """Answers requests, each in a thread."""

    def __init__(self, peers, places, kept):
        self._peers = peers
        self._disks = places
        self._records = kept
        self._free = threading.Semaphore(_AT_ONCE)
        self._free_for_blank = threading.Semaphore(_BLANK_AT_ONCE)

    def serve(self, listening):
        """Does not return."""
        listening.setblocking(True)
        while True:
            self._free.acquire()
            connection = None
            try:
                connection, _ = listening.accept()
                if self._peers.allowed(connection):
                    threading.Thread(target=self._run, args=(connection,), daemon=True).start()
                    continue
            except (OSError, RuntimeError) as trouble:
                logging.error("disks: cannot take a connection: %s", trouble)
                time.sleep(_RECOVERY_SECONDS)
            if connection is not None:
                connection.close()
            self._free.release()

    def _run(self, connection):
        try:
            with connection:
                self._answer(connection)
        except OSError as trouble:
            logging.debug("disks: a front end has gone: %s", trouble)
        except Exception:
            logging.exception("disks: unexpected trouble")
        finally:
            self._free.release()

    def _answer(self, connection):
        with contextlib.ExitStack() as opened:
            def own(descriptor):
                opened.callback(os.close, descriptor)
                return descriptor

            descriptors = []
            try:
                request = _request(connection)
                if "extents" in request:
                    answer = self._extents(request, own)
                elif request.get("open") == "source":
                    answer, descriptors = self._source(request, own)
                elif request.get("open") == "target":
                    answer, descriptors = self._target(request, own, connection)
                else:
                    raise disks.DiskError("no such request")
                answer["ok"] = True
            except (disks.DiskError, records.RecordError) as trouble:
                answer = {"ok": False, "error": str(trouble)}
            except Gone:
                return
            except Exception as trouble:
                logging.exception("disks: a request failed")
                answer = {"ok": False, "error": "%s: %s" % (type(trouble).__name__, trouble)}
            connection.settimeout(_ANSWER_SECONDS)
            data = json.dumps(answer).encode("ascii") + b"\n"
            if descriptors and answer["ok"]:
                # The descriptors come with the first byte; a line this short goes in one piece.
                socket.send_fds(connection, [data], descriptors)
            else:
                connection.sendall(data)

    def _of_transfer(self, name, own):
        """A descriptor of what a transfer gives out, and its size."""
        record = self._records.find(name)
        path = record["source"]["path"]
        if self._disks.kind(path) != record["source"]["type"]:
            raise disks.DiskError("%s is no longer a %s" % (path, record["source"]["type"]))
        descriptor = own(self._disks.open(path, os.O_RDONLY))
        size = disks.size(descriptor)
        if size < record["size"]:
            raise disks.DiskError("%s has become smaller: %d bytes, not %d" % (path, size, record["size"]))
        return descriptor, record["size"]

    def _extents(self, request, own):
        descriptor, size = self._of_transfer(request["extents"], own)
        return {"size": size, "extents": disks.extents(descriptor, size)}

    def _source(self, request, own):
        descriptor, size = self._of_transfer(request.get("transfer"), own)
        if cache.has(descriptor, size):
            # From there it comes faster than from the medium, to which what is new would have to be written first.
            return {"size": size, "direct": False}, [descriptor]
        medium, direct = disks.open_medium(self._disks, os.readlink("/proc/self/fd/%d" % descriptor))
        own(medium)
        return {"size": size, "direct": direct}, [descriptor, medium] if direct else [descriptor]

    def _target(self, request, own, connection):
        kind, path = self._disks.of_instance(request.get("instance"), request.get("disk"))
        data = own(self._disks.open(path, os.O_WRONLY))
        medium, direct = disks.open_medium(self._disks, path)
        opened = [data, own(medium)]
        if direct:
            # To write it past the page cache.
            opened.append(own(self._disks.open(path, os.O_WRONLY | os.O_DIRECT)))
        size = disks.size(data)
        if request.get("blank") is True:
            logging.info("disks: making disk/%d of %s blank", request["disk"], request["instance"])
            self._make_blank(data, kind, size, connection)
        return {"size": size, "direct": direct}, opened

    def _make_blank(self, descriptor, kind, size, connection):
        if not self._free_for_blank.acquire(blocking=False):
            raise disks.DiskError("%d disks are being made blank already: try again later" % _BLANK_AT_ONCE)

        def say():
            try:
                connection.sendall(b"\n")
            except OSError as trouble:
                raise Gone() from trouble

        try:
            disks.make_blank(descriptor, kind, size, disks.Alive(say))
        finally:
            self._free_for_blank.release()


class Gone(Exception):
    """Whoever asked has gone: nothing more needs to be done."""


def _request(connection):
    """The request's line, as an object."""
    deadline = time.monotonic() + _REQUEST_SECONDS
    data = b""
    while not data.endswith(b"\n"):
        left = deadline - time.monotonic()
        if left <= 0:
            raise disks.DiskError("the request was too slow")
        connection.settimeout(left)
        try:
            piece = connection.recv(_LONGEST_REQUEST)
        except TimeoutError:
            continue
        if not piece:
            raise Gone()
        data += piece
        if len(data) > _LONGEST_REQUEST:
            raise disks.DiskError("the request is too long")
    connection.settimeout(_ANSWER_SECONDS)
    try:
        request = json.loads(data)
    except (ValueError, RecursionError):
        request = None
    if not isinstance(request, dict):
        raise disks.DiskError("the request is no JSON object")
    return request
