"""A front end for tests: one call over the handler's socket."""

import json
import socket
import struct
import time

HEAD = struct.Struct(">cI")


def frame(kind, payload=b""):
    """One frame as bytes."""
    return HEAD.pack(kind, len(payload)) + payload


def request(method, body, call="test", pieces=None):
    """A whole request as bytes. The body is bytes, or a value that is sent as JSON."""
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    header = {"protocol": 1, "method": method, "call": call, "caller": "test"}
    size = pieces or 1 << 20
    frames = [frame(b"H", json.dumps(header).encode())]
    frames += [frame(b"B", body[at:at + size]) for at in range(0, len(body), size)]
    return b"".join(frames) + frame(b"E")


class Lost(Exception):
    """The connection ended before the answer did."""


class Call:
    """One connection: send() the request, then read frames or the whole answer()."""

    def __init__(self, path, timeout=60):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(timeout)
        self.socket.connect(path)
        self.status = self.pid = None
        self.body = b""
        self.messages = []
        self.alive = 0
        self.times = []
        self._buffer = b""

    def send(self, data):
        """Sends bytes as they are; returns this."""
        self.socket.sendall(data)
        return self

    def frame(self):
        """The next frame as (kind, payload)."""
        while True:
            if len(self._buffer) >= HEAD.size:
                kind, length = HEAD.unpack_from(self._buffer)
                if len(self._buffer) >= HEAD.size + length:
                    payload = self._buffer[HEAD.size:HEAD.size + length]
                    self._buffer = self._buffer[HEAD.size + length:]
                    return kind, payload
            data = self.socket.recv(1 << 18)
            if not data:
                raise Lost()
            self._buffer += data

    def answer(self):
        """Reads to the end; returns (status, body)."""
        pieces = []
        while True:
            kind, payload = self.frame()
            if kind == b"A":
                self.pid = json.loads(payload)["pid"]
            elif kind == b"M":
                self.messages.append(json.loads(payload))
                self.times.append(time.monotonic())
            elif kind == b"K":
                self.alive += 1
            elif kind == b"S":
                head = json.loads(payload)
                self.status, length = head["status"], head["length"]
            elif kind == b"B":
                pieces.append(payload)
            elif kind == b"E":
                break
        self.body = b"".join(pieces)
        if len(self.body) != length:
            raise ValueError("%d bytes announced, %d came" % (length, len(self.body)))
        if self.socket.recv(1):
            raise ValueError("bytes after the end")
        self.socket.close()
        return self.status, self.body

    def progress(self):
        """The progress messages."""
        return [message for message in self.messages if message["type"] == "progress"]

    def lines(self):
        """The texts of the log messages."""
        return [message["message"] for message in self.messages if message["type"] == "log"]


def call(path, method, body=(), **options):
    """A whole call; returns the Call with status, body and messages."""
    one = Call(path, **options).send(request(method, body))
    one.answer()
    return one
