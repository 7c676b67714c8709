"""A child: one process that carries out a call with Ganeti's code and ends, whatever became of its parent.

It talks with its parent over a socket that keeps messages whole. In comes CALL with a JSON line and the body, or the body in
an open file that comes along; out go feedback and watches (hooks) and in the end the answer, as frames ready for the front
end, cut into PIECEs; the LAST piece has a letter before it that says how the call went.
"""

import contextlib
import json
import logging
import os
import resource
import signal
import socket
import typing

from gatehouse_handler import frames, hooks, memory, plans, transfers

CALL = b"C"
PIECE, LAST = b"R", b"L"
SUCCEEDED, FAILED, REFUSED = b"t", b"f", b"x"
# A body longer than this comes in a file.
INLINE = 64 << 10
_MESSAGE = 256 << 10

# A child may carry out any number of these, since nothing of one call can be seen by the next:
REUSABLE = frozenset((
    # gives a constant,
    "version",
    # reads files that other programs write, anew each time.
    "master_node_name",
))


def reusable(method, length):
    """Whether the child goes on after a call with this method and length of body. Its parent counts on it."""
    return method in REUSABLE and length < INLINE


class Inherited(typing.NamedTuple):
    """What a child needs of its parent's."""

    node: object
    lock_memory: bool
    # The limit of open files as it was before the parent raised its own.
    file_limit: tuple
    priority: object
    # The calls that are not Ganeti's.
    transfers: object


class Child:
    """The life of a child; run() never returns."""

    def __init__(self, channel, inherited):
        self._channel = channel
        self._node = inherited.node
        self._lock_memory = inherited.lock_memory
        self._file_limit = inherited.file_limit
        self._priority = inherited.priority
        self._transfers = inherited.transfers
        self._pid = os.getpid()
        self._parent_lost = False

    def run(self):
        status = 1
        try:
            self._settle()
            while True:
                message, body = self._receive()
                if message is None or not self._serve(message, body):
                    break
            status = 0
        except BaseException:
            logging.exception("child: unexpected trouble")
        finally:
            os._exit(status)

    def _settle(self):
        """Makes of the parent's copy a process as Ganeti's code expects it, but for its priority while it waits."""
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        # A ^C on the terminal is meant for the parent; work goes on.
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_NOFILE, self._file_limit)
        os.umask(0o022)
        os.chdir("/")
        self._node.refresh_child()
        if self._lock_memory:
            try:
                memory.lock_touched()
            except OSError as trouble:
                logging.error("child: %s", trouble)
        self._channel.setblocking(True)

    def _receive(self):
        """The next call and its body; (None, None) when the parent wants none or is gone."""
        data, files, _, _ = socket.recv_fds(self._channel, _MESSAGE, 1)
        if not data.startswith(CALL):
            return None, None
        head, _, body = data[len(CALL):].partition(b"\n")
        if files:
            with open(files[0], "rb") as source:
                source.seek(0)
                body = source.read()
        return json.loads(head), body

    def _serve(self, message, body):
        """Carries out one call. Returns whether this process may carry out another."""
        method = message["method"]
        goes_on = reusable(method, len(body))
        if not goes_on:
            self._priority.ordinary()
        try:
            with contextlib.nullcontext() if goes_on else self._observed(method, body) as observer:
                if method in transfers.METHODS:
                    status, answer = self._transfers.call(method, body, observer.say)
                else:
                    status, answer = self._node.call(method, body)
                if observer is not None and observer.mine():
                    observer.finished(answer)
        except BaseException as trouble:
            if os.getpid() == self._pid:
                logging.exception("call %s: %s crashed", message["call"], method)
                status, answer = 500, b"handler child crashed: " + type(trouble).__name__.encode("ascii", "replace")
        if os.getpid() != self._pid:
            # The backend forked itself (it does before it restarts the node) and both came back: one answer is enough.
            os._exit(0)
        del body
        outcome = SUCCEEDED if status == 200 and answer.startswith(b"[true") else FAILED
        if status != 200 and method not in transfers.METHODS:
            outcome = REFUSED
        self._send(b"".join(frames.answer(status, answer)), outcome)
        if self._parent_lost:
            logging.warning("call %s: %s ended (%s) after its parent: nobody could be told", message["call"], method,
                            {SUCCEEDED: "succeeded", FAILED: "failed", REFUSED: "crashed"}[outcome])
            return False
        return goes_on

    @contextlib.contextmanager
    def _observed(self, method, body):
        """Feedback for the time of one call. Where its arguments tell what there is to do, they are decoded here as well; if
        they do not decode, the call itself will say so."""
        params = None
        if plans.exists(method):
            try:
                params = json.loads(body)
            except (ValueError, RecursionError):
                pass
        observer = hooks.Observer(self._channel, method, params)
        warnings = hooks.Warnings(observer)
        logging.getLogger().addHandler(warnings)
        hooks.observe(observer)
        try:
            yield observer
        finally:
            hooks.observe(None)
            logging.getLogger().removeHandler(warnings)

    def _send(self, answer, outcome):
        """Sends the answer and waits for a slow parent, which waits for a slow front end (and gives that up in time)."""
        view = memoryview(answer)
        try:
            start = 0
            while len(view) - start > frames.PIECE:
                self._channel.sendall(PIECE + view[start:start + frames.PIECE])
                start += frames.PIECE
            self._channel.sendall(LAST + outcome + view[start:])
        except OSError:
            self._parent_lost = True
