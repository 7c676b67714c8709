"""The frames between front end and handler: one letter, four bytes of length, the payload."""

import json
import struct

LIMIT = 1 << 20
HEADER_LIMIT = 64 << 10
# Frames that the handler makes stay well below the limit, so that a reader's buffer can be small.
PIECE = 64 << 10

HEADER, BODY, END = b"H", b"B", b"E"
ACCEPTED, FEEDBACK, ALIVE, STATUS = b"A", b"M", b"K", b"S"

_HEAD = struct.Struct(">cI")


class FrameError(Exception):
    """The peer does not speak this protocol; the text is fit for it."""


def frame(kind, payload=b""):
    """One frame as bytes."""
    return _HEAD.pack(kind, len(payload)) + payload


def json_frame(kind, value):
    """One frame with a JSON object, ASCII only."""
    return frame(kind, json.dumps(value).encode("ascii"))


def answer(status, body):
    """Yields the frames of a whole answer, in order."""
    yield json_frame(STATUS, {"status": status, "length": len(body)})
    for start in range(0, len(body), PIECE):
        yield frame(BODY, body[start:start + PIECE])
    yield frame(END)


class FrameReader:
    """Takes a request's bytes as they come and gives its frames.

    A body frame is given in pieces, as soon as they are there, so a connection never holds more than one header. Frames of
    unknown kinds are skipped.
    """

    def __init__(self):
        self._buffer = bytearray()
        self._kind = None
        self._left = 0

    def feed(self, data):
        """Yields (kind, payload) for what data completes; raises FrameError."""
        buffer = self._buffer
        buffer += data
        while True:
            if self._kind is None:
                if len(buffer) < _HEAD.size:
                    return
                self._kind, self._left = _HEAD.unpack_from(buffer)
                del buffer[:_HEAD.size]
                if self._left > LIMIT or self._kind == HEADER and self._left > HEADER_LIMIT:
                    raise FrameError("frame too long")
                if self._kind == END and self._left:
                    raise FrameError("end frame with a payload")
            if self._kind == HEADER and len(buffer) < self._left:
                return
            piece = bytes(buffer[:self._left])
            del buffer[:len(piece)]
            self._left -= len(piece)
            if self._kind in (HEADER, END) or self._kind == BODY and piece:
                yield self._kind, piece
            if self._left:
                return
            self._kind = None
