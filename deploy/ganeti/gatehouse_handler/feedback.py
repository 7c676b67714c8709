"""Feedback messages, and what is kept of them while they cannot be sent."""

import collections
import json
import time

from gatehouse_handler import readings
from gatehouse_handler.frames import FEEDBACK, frame

# No item says more often than this how far it is.
INTERVAL = 0.2
LONGEST_MESSAGE = 64 << 10
# Every character may take six bytes in JSON.
LONGEST_TEXT = 8 << 10
LOGS_KEPT = 1024
LOG_BYTES_KEPT = 256 << 10
ITEMS_KEPT = 64


def timestamp():
    """Now, as Ganeti's job log writes it: [seconds, microseconds]."""
    now = time.time_ns() // 1000
    return [now // 1000000, now % 1000000]


def progress(done, unit, total=None, rate=None, eta=None, item=None, phase=None):
    """A progress message about a number read just now."""
    message = {"type": "progress", "ts": timestamp(), "done": done, "unit": unit}
    for name, value in (("total", total), ("rate", rate), ("eta", eta), ("item", item), ("phase", phase)):
        if value is not None:
            message[name] = value
    return message


def log(text):
    """A message for people: one line, nothing in it that a terminal would act on."""
    return {"type": "log", "ts": timestamp(), "log_type": "message", "message": readings.printable(text, LONGEST_TEXT)}


class Rate:
    """Speed over the last few seconds, and the time left at that speed."""

    _WINDOW = 5

    def __init__(self):
        self._seen = collections.deque()

    def add(self, now, done, total=None):
        """Takes a reading; returns (rate, eta), each None while unknown."""
        seen = self._seen
        seen.append((now, done))
        while len(seen) > 2 and now - seen[0][0] > self._WINDOW:
            seen.popleft()
        passed, moved = now - seen[0][0], done - seen[0][1]
        if passed < 0.05 or moved < 0:
            return None, None
        rate = moved / passed
        eta = None
        if total is not None and rate > 0:
            eta = round(max(0, total - done) / rate, 1)
        return round(rate, 1), eta


class Outbox:
    """What one call has said and the front end has not been sent yet.

    Of progress only the latest of each item is kept, and it is due at most every INTERVAL. Of log messages so many are
    kept; beyond that the oldest are dropped and counted. Progress never pushes out a log message.
    """

    def __init__(self):
        self._latest = {}
        self._sent_at = {}
        self._logs = collections.deque()
        self._log_bytes = 0
        self._dropped = 0

    def add(self, message):
        """Keeps one message; False if it cannot be sent as one."""
        try:
            encoded = json.dumps(message, allow_nan=False).encode("ascii")
        except ValueError:
            return False
        if len(encoded) > LONGEST_MESSAGE:
            return False
        if message.get("type") == "progress":
            item = message.get("item")
            if item in self._latest or len(self._latest) < ITEMS_KEPT:
                self._latest[item] = encoded
        else:
            self._logs.append(encoded)
            self._log_bytes += len(encoded)
            while len(self._logs) > LOGS_KEPT or self._log_bytes > LOG_BYTES_KEPT:
                self._log_bytes -= len(self._logs.popleft())
                self._dropped += 1
        return True

    def waiting(self):
        """True when there is something to send, now or later."""
        return bool(self._latest or self._logs)

    def take(self, now, everything=False):
        """The frames that are due, or all that there are, as bytes; they count as sent."""
        frames = []
        if self._dropped:
            frames.append(frame(FEEDBACK, json.dumps(log(
                "%d messages were left out: the reader was too slow" % self._dropped)).encode("ascii")))
            self._dropped = 0
        frames.extend(frame(FEEDBACK, encoded) for encoded in self._logs)
        self._logs.clear()
        self._log_bytes = 0
        for item in list(self._latest):
            if everything or now - self._sent_at.get(item, 0) >= INTERVAL:
                frames.append(frame(FEEDBACK, self._latest.pop(item)))
                if item in self._sent_at or len(self._sent_at) < ITEMS_KEPT:
                    self._sent_at[item] = now
        return b"".join(frames)
