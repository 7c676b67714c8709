"""Keeps the service's processes together: they start together, and none goes on without the others."""

import os
import selectors
import signal
import time

from gatehouse_daemon import ganeti

_START_SECONDS = 90
_TICK = 0.5
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)


class Supervisor:
    """Runs the children given to it until one of them ends or a signal comes. One thread; it only waits here."""

    def __init__(self, log, starter, tick):
        self._log = log
        self._starter = starter
        self._tick = tick
        self._children = []
        self._missing = set()
        self._selector = selectors.DefaultSelector()
        self._wake, woken = os.pipe()
        for end in (self._wake, woken):
            os.set_blocking(end, False)
        self._signals = set()
        signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
        for number in _SIGNALS:
            signal.signal(number, lambda number, _: self._signals.add(number))
        self._selector.register(self._wake, selectors.EVENT_READ, self._awake)

    def watch(self, descriptor, on_ready):
        """Has on_ready() called whenever there is something to read."""
        self._selector.register(descriptor, selectors.EVENT_READ, lambda: on_ready() or True)

    def add(self, child, patience, on_hangup=None):
        """A child that is to run; the service has started when ready() was said of each. patience: the seconds that it may
        take to end."""
        self._children.append((child, patience, on_hangup))
        self._missing.add(child.name)
        for descriptor, lines in child.streams.items():
            self._selector.register(descriptor, selectors.EVENT_READ, lines.read)

    def ready(self, name):
        """The child answers."""
        if name not in self._missing:
            return
        self._missing.discard(name)
        self._log.debug("%s is ready", name)
        if not self._missing:
            self._log.info("serving")
            self._starter.started()

    def run(self):
        """Until the end. Returns True if it was asked for: by a signal, or by a child that ended with status 0. StartError
        if a child ended, or did not answer in time, before the service had started."""
        deadline = time.monotonic() + _START_SECONDS
        last_words = None
        while True:
            self._wait(_TICK)
            self._tick()
            if self._asked():
                self._log.info("asked to end")
                self.stop()
                return True
            for child, _, _ in self._children:
                if child.status() is not None:
                    last_words = "%s %s" % (child.name, child.end())
                    asked = child.status() == 0 and not self._missing
                    break
            if self._missing and last_words is None and time.monotonic() > deadline:
                last_words = "%s did not answer in %d s" % (", ".join(sorted(self._missing)), _START_SECONDS)
            if last_words is not None:
                break
        self._log.info("%s: ending", last_words)
        starting = bool(self._missing)
        self.stop()
        if starting:
            raise ganeti.StartError("%s; the log says why" % last_words)
        return asked

    def stop(self):
        """Ends all children, each within its patience; the second signal ends that. All are told at once: the front end takes no
        more requests, and answers those that others still work on."""
        begun = time.monotonic()
        for child, _, _ in self._children:
            child.signal(signal.SIGTERM)
        for child, patience, _ in self._children:
            if not self._wait_for(lambda: child.status() is not None, begun + patience - time.monotonic()):
                self._log.error("%s does not end: killed", child.name)
                child.signal(signal.SIGKILL)
                self._wait_for(lambda: child.status() is not None, 5)

    def _wait_for(self, condition, seconds):
        deadline = time.monotonic() + seconds
        while not condition():
            left = deadline - time.monotonic()
            if left <= 0 or self._asked():
                return False
            self._wait(min(left, _TICK))
        return True

    def _wait(self, seconds):
        for key, _ in self._selector.select(seconds):
            if not key.data():
                self._selector.unregister(key.fd)
        if signal.SIGHUP in self._signals:
            self._signals.discard(signal.SIGHUP)
            self._hang_up()

    def _asked(self):
        asked = self._signals & {signal.SIGTERM, signal.SIGINT}
        self._signals -= asked
        return bool(asked)

    def _hang_up(self):
        try:
            self._log.reopen()
            self._log.info("log file opened anew after SIGHUP")
        except ganeti.StartError as trouble:
            self._log.error("%s", trouble)
        for _, _, on_hangup in self._children:
            if on_hangup is not None:
                on_hangup()

    def _awake(self):
        try:
            os.read(self._wake, 4096)
        except BlockingIOError:
            pass
        return True
