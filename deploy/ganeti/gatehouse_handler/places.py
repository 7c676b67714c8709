"""Who may run now: so many calls at once, some places kept for the short ones, the rest in order of arrival."""

import collections

# Calls that callers wait a minute for at most (the watcher's and luxid's), so that day-long ones never keep them out.
SHORT = frozenset((
    "all_instances_info", "bdev_sizes", "bridges_exist", "drbd_helper", "get_watcher_pause", "instance_console_info",
    "instance_info", "instance_list", "instance_metadata_modify", "jobqueue_rename", "jobqueue_set_drain_flag",
    "jobqueue_update", "lv_list", "master_node_name", "node_ensure_daemon", "node_info", "set_watcher_pause", "version",
    "vg_list",
    # Reckon, and nothing else.
    "transfer_sign", "transfer_verify",
    # Answers at once, and is the last resort for a node that can do little else.
    "node_powercycle",
))
RESERVED = 8


class Places:
    """A fixed number of places and a bounded queue before them.

    A long call starts only while more places than the reserved ones are free; a short one takes any. Among those that may
    start, the one that came first does.
    """

    def __init__(self, total, waiting, reserved=RESERVED):
        self.total = total
        self.waiting_limit = waiting
        self.reserved = min(reserved, total // 2)
        self.running = 0
        self.running_long = 0
        self._arrivals = 0
        self._short = collections.deque()
        self._long = collections.deque()

    def waiting(self):
        """How many calls wait."""
        return len(self._short) + len(self._long)

    def enter(self, call, method):
        """Queues a call, or returns False because too many wait already."""
        # Those that are about to take a free place do not count.
        if self.waiting() >= self.waiting_limit + self.total - self.running:
            return False
        self._arrivals += 1
        (self._short if method in SHORT else self._long).append((self._arrivals, call))
        return True

    def _startable(self, short):
        if self.running >= self.total:
            return False
        return short or self.running_long < self.total - self.reserved

    def ready(self, short_only=False):
        """True when next() has a call to give."""
        return bool(self._short and self._startable(True) or not short_only and self._long and self._startable(False))

    def next(self, short_only=False):
        """The next call that may start; it has its place until leave(). None when there is none."""
        heads = []
        if self._short and self._startable(True):
            heads.append(self._short)
        if not short_only and self._long and self._startable(False):
            heads.append(self._long)
        if not heads:
            return None
        queue = min(heads, key=lambda one: one[0][0])
        self.running += 1
        if queue is self._long:
            self.running_long += 1
        return queue.popleft()[1]

    def put_back(self, call, method):
        """Undoes next(): the call could not begin and is the first to be tried again."""
        self.leave(method)
        (self._short if method in SHORT else self._long).appendleft((0, call))

    def leave(self, method):
        """The place of a call with this method is free again."""
        self.running -= 1
        if method not in SHORT:
            self.running_long -= 1

    def empty_queue(self):
        """Takes all waiting calls out, oldest first."""
        waiting = sorted([*self._short, *self._long], key=lambda one: one[0])
        self._short.clear()
        self._long.clear()
        return [call for _, call in waiting]
