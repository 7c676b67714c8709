"""The children as their parent sees them: made beforehand, each given one call, counted out when they end."""

import collections
import json
import logging
import os
import resource
import socket
import time

from gatehouse_handler import child, feedback, hooks, sources

# So many children wait for a call.
SPARES = 4
# So many of them only for short ones.
KEPT = 2
# After a child that ended without having had a call, no other is made for so long: something is wrong with all of them.
_RECOVERY_SECONDS = 1
_CHANNEL_BUFFER = 1 << 20
_MESSAGE = 128 << 10


class Worker:
    """One child process and what it is doing."""

    def __init__(self, pid, channel):
        self.pid = pid
        self.channel = channel
        # The call in its hands (a FrontEnd), from begin() until its answer is whole.
        self.front = None
        self.answering = False
        self.outbox = None
        self.watches = {}
        self.calls = 0
        # Whether it goes on after the call in its hands.
        self.reusable = False

    def begin(self, front):
        """Gives it a call. Raises OSError when the child is gone; then the call has not begun."""
        about = {"method": front.method, "call": front.call}
        message = child.CALL + json.dumps(about).encode("ascii") + b"\n"
        if front.body.file is None:
            self.channel.send(message + front.body.inline())
        else:
            socket.send_fds(self.channel, [message], [front.body.file.fileno()])
        self.reusable = child.reusable(front.method, front.body.size)
        front.body.drop()
        self.front = front
        self.answering = False
        self.outbox = feedback.Outbox()
        self.watches = {}
        self.calls += 1

    def finish(self):
        """Its answer is whole."""
        self.front = self.outbox = None
        self.answering = False
        self.watches = {}

    def receive(self):
        """The next message of the child; None when there is none now, b"" when there will be none."""
        try:
            return self.channel.recv(_MESSAGE)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def heard(self, message):
        """Takes in feedback or a watch; returns what is to be said for it, progress and log messages."""
        try:
            value = json.loads(message[1:])
            if message[:1] == hooks.FEEDBACK:
                return [value]
            if value.get("end"):
                source = self.watches.pop(value["id"], None)
                return source.end(bool(value.get("well"))) if source else []
            source = self.watches[value["id"]] = sources.make(value)
            return source.read()
        except Exception:
            logging.debug("feedback: trouble with a message of child %d", self.pid, exc_info=True)
            return []

    def look(self):
        """What its watches say now."""
        messages = []
        for source in list(self.watches.values()):
            try:
                messages += source.read()
            except Exception:
                logging.debug("feedback: trouble with a watch of child %d", self.pid, exc_info=True)
        return messages


class Pool:
    """Forks children and keeps some ready. settle, called in each new child, closes what only the parent may hold."""

    def __init__(self, inherited, settle):
        self._inherited = inherited
        self._settle = settle
        self._idle = collections.deque()
        self._not_before = 0
        self.workers = {}

    def fork(self):
        """One more child, ready for a call; None when that is not possible now."""
        if self.resting():
            return None
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            for end in (ours, theirs):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _CHANNEL_BUFFER)
            ours.setblocking(False)
            pid = os.fork()
        except OSError as trouble:
            logging.error("cannot make a child: %s", trouble)
            self._not_before = time.monotonic() + _RECOVERY_SECONDS
            ours.close()
            theirs.close()
            return None
        if pid == 0:
            try:
                ours.close()
                self._settle()
            except BaseException:
                os._exit(1)
            child.Child(theirs, self._inherited).run()
        theirs.close()
        worker = self.workers[pid] = Worker(pid, ours)
        return worker

    def spare(self, worker):
        """This one waits for a call."""
        self._idle.append(worker)

    def spares(self):
        """How many wait."""
        return len(self._idle)

    def take(self):
        """One that waits, the last to come first: its memory is warm. None when there is none."""
        return self._idle.pop() if self._idle else None

    def resting(self):
        """True while no child is made because of trouble with making them."""
        return time.monotonic() < self._not_before

    def trim(self):
        """Lets one go of those that came back from a rush of short calls."""
        if len(self._idle) > SPARES:
            self._idle.popleft().channel.shutdown(socket.SHUT_RDWR)

    def retire(self):
        """Those that wait end; they hold what the parent had when they were made."""
        while self._idle:
            self._idle.pop().channel.shutdown(socket.SHUT_RDWR)

    def reap(self):
        """Yields (worker, wait status) of own children that have ended, and forgets them. No other process is waited for."""
        for pid in list(self.workers):
            try:
                ended, status = os.waitpid(pid, os.WNOHANG)
            except ChildProcessError:
                ended, status = pid, 0
            if not ended:
                continue
            worker = self.workers.pop(pid)
            if worker in self._idle:
                self._idle.remove(worker)
                if status and not worker.calls:
                    logging.error("a waiting child ended: %s", ending(status))
                    self._not_before = time.monotonic() + _RECOVERY_SECONDS
            yield worker, status


def ending(status):
    """A wait status in words."""
    if os.WIFSIGNALED(status):
        return "signal %d" % os.WTERMSIG(status)
    return "exit status %d" % os.waitstatus_to_exitcode(status)


def raise_file_limit(needed):
    """Allows this process so many open files, if it may; returns the limits as they were, for the children."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    soft, hard = before
    wanted = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return before
