"""One connection from a front end, which is one call: its request as it comes in, what goes out to it, bounded both ways."""

import collections
import json
import tempfile

from gatehouse_handler import frames
from gatehouse_handler.frames import FrameError, FrameReader

PROTOCOL = 1
# A body beyond this waits on disk, not in (locked) memory.
IN_MEMORY = 64 << 10
# Beyond this no feedback is added to what waits for a slow front end,
CONGESTED = 64 << 10
# and beyond this no more of the answer is taken from the child.
FULL = 512 << 10

_CHUNK = 256 << 10
_CALLER_LENGTH = 200


class Refused(Exception):
    """The request is no call; carries the status and one line."""

    def __init__(self, status, text):
        super().__init__(text)
        self.status = status


class Body:
    """A request's body, on disk once it is long."""

    def __init__(self, limit):
        self._limit = limit
        self._pieces = []
        self.size = 0
        self.file = None

    def add(self, piece):
        self.size += len(piece)
        if self.size > self._limit:
            self.drop()
            raise Refused(413, "request body longer than %d bytes" % self._limit)
        if self.file is None and self.size > IN_MEMORY:
            try:
                # Nobody but root may read it, and no name is left of it.
                self.file = tempfile.TemporaryFile(prefix="gatehouse-handler.", buffering=0)
            except OSError as trouble:
                raise Refused(500, "cannot keep the request body: %s" % trouble.strerror) from trouble
            pieces, self._pieces = self._pieces, []
            self._write(b"".join(pieces))
        if self.file is None:
            self._pieces.append(piece)
        else:
            self._write(piece)

    def _write(self, data):
        try:
            view = memoryview(data)
            while view:
                view = view[self.file.write(view):]
        except OSError as trouble:
            raise Refused(500, "cannot keep the request body: %s" % trouble.strerror) from trouble

    def inline(self):
        """The whole body, if it is in memory."""
        return b"".join(self._pieces)

    def drop(self):
        """Forgets it."""
        self._pieces = []
        if self.file is not None:
            self.file.close()
            self.file = None


class FrontEnd:
    """A connection and its call.

    receive() until whole; then write(), which never blocks and never raises: when the front end has gone or is stuck, gone
    is set and what is written is thrown away.
    """

    def __init__(self, connection, body_limit, now, methods=None):
        self.socket = connection
        # What it may call; None: everything.
        self.methods = methods
        self.began = now
        self.heard = now
        self.method = self.call = self.caller = None
        self.body = Body(body_limit)
        self.whole = False
        self.gone = False
        self.refused = False
        self.answered = False
        self._reader = FrameReader()
        self._out = collections.deque()
        self._pending = 0
        self._offset = 0
        self.wrote = now
        self.next_alive = now + 5

    # --- in ---------------------------------------------------------------------------------------------------------

    def receive(self, now):
        """Reads what is there. Returns True once the call is whole or, after a refusal, once nothing more needs to be read.
        Raises Refused."""
        while not self.whole:
            try:
                data = self.socket.recv(_CHUNK)
            except BlockingIOError:
                return False
            except OSError:
                data = b""
            if not data:
                self.whole = True
                if not self.refused:
                    raise Refused(400, "the connection ended before the request did")
                return True
            self.heard = now
            try:
                for kind, payload in self._reader.feed(data):
                    self._take(kind, payload)
            except FrameError as trouble:
                if self.refused:
                    self.whole = True
                    break
                raise Refused(400, str(trouble)) from trouble
            if len(data) < _CHUNK:
                break
        return self.whole

    def _take(self, kind, payload):
        if self.whole:
            return
        if kind == frames.END:
            self.whole = True
        if self.refused:
            return
        if kind == frames.HEADER:
            self._header(payload)
        elif self.method is None:
            raise Refused(400, "the first frame must be a header")
        elif kind == frames.BODY:
            self.body.add(payload)

    def _header(self, payload):
        try:
            header = json.loads(payload)
            protocol, method = header["protocol"], header["method"]
            call, caller = header.get("call", ""), header.get("caller", "")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Refused(400, "the header is not what it should be") from None
        if self.method is not None:
            raise Refused(400, "two headers")
        if protocol != PROTOCOL:
            raise Refused(400, "this handler speaks protocol %d" % PROTOCOL)
        if not all(isinstance(text, str) for text in (method, call, caller)):
            raise Refused(400, "the header is not what it should be")
        self.method = method
        # They go to the log and to the child.
        self.call, self.caller = (ascii(text)[1:-1][:_CALLER_LENGTH] for text in (call, caller))

    # --- out --------------------------------------------------------------------------------------------------------

    def pending(self):
        """Bytes that wait for the front end to read."""
        return self._pending

    def write(self, data, now):
        """Sends what can be sent and keeps the rest."""
        if self.gone or not data:
            return
        if not self._pending:
            self.wrote = now
        self._out.append(data)
        self._pending += len(data)
        self.flush(now)

    def flush(self, now):
        """Sends what can be sent now."""
        while self._out:
            first = self._out[0]
            view = memoryview(first)[self._offset:] if self._offset else first
            try:
                sent = self.socket.send(view)
            except BlockingIOError:
                return
            except OSError:
                self.give_up()
                return
            self.wrote = now
            self._pending -= sent
            self._offset += sent
            if self._offset == len(first):
                self._out.popleft()
                self._offset = 0

    def give_up(self):
        """Nobody reads any more: what is written from now on is thrown away."""
        self.gone = True
        self._out.clear()
        self._pending = self._offset = 0

    def close(self):
        """Closes the connection and forgets the request."""
        self.body.drop()
        self.socket.close()
