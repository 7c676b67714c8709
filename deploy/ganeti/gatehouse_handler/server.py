"""The handler's one loop: takes calls, gives them to children, passes on what comes back. It never waits for anyone."""

import errno
import logging
import selectors
import signal
import socket
import time

from gatehouse_handler import child, frames, frontend, hooks, pool, transfers
from gatehouse_handler.feedback import INTERVAL, timestamp
from gatehouse_handler.places import Places

_ALIVE_SECONDS = 5
# A request must be whole, and a reader must read, with no longer pause than this.
_STALL_SECONDS = 60
# What a front end still sends after a refusal is read for so long, so that it gets to see the refusal.
_REFUSED_SECONDS = 5
# On the way out, calls that are nearly done may still give their answer.
_DRAIN_SECONDS = 10
_SLOW_TICK = 0.5
# In one turn of the loop, so that no kind of work keeps the others waiting.
_ACCEPTS, _MESSAGES = 64, 64

_OUTCOMES = {child.SUCCEEDED: "succeeded", child.FAILED: "failed", child.REFUSED: "crashed"}
_READ, _WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


class Server:
    """Serves calls at doors until stop(); keeper is the process that opens disks. reopen_log() is done at SIGHUP."""

    def __init__(self, doors, keeper, options, inherited, reopen_log):
        self._doors = doors
        self._keeper = keeper
        self._node = inherited.node
        self._body_limit = options.body_limit
        self._reopen_log = reopen_log
        self._places = Places(options.children, options.queue)
        # Those that wait, those that run, and some whose request is on its way or whose answer is.
        self._connection_limit = options.children + options.queue + 64
        self._pool = pool.Pool(inherited, self._let_all_go)
        self._selector = selectors.DefaultSelector()
        self._fronts = set()
        self._wake, self._woken = socket.socketpair()
        self._stopping = False
        self._signals = set()
        self._next_look = self._next_tick = 0
        self._accept_again = 0

    def serve(self):
        """The loop. Returns when a signal asked for the end and everything that could be delivered in time has been."""
        for end in (self._wake, self._woken):
            end.setblocking(False)
        # A signal only wakes the loop, which then does the work between two other things.
        signal.set_wakeup_fd(self._woken.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGCHLD, signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda number, _: self._signals.add(number))
        self._selector.register(self._wake, _READ, self._awake)
        self._listen_at_doors()
        deadline = None
        while True:
            for key, mask in self._selector.select(self._timeout()):
                key.data(mask)
            now = time.monotonic()
            self._handle_signals()
            if self._keeper.wanting():
                self._keeper.start(self._let_go, self._reopen_log)
            self._make_child()
            self._dispatch()
            if now >= self._next_look:
                self._next_look = now + INTERVAL
                self._look(now)
            if now >= self._next_tick:
                self._next_tick = now + _SLOW_TICK
                self._tick(now)
            if self._stopping:
                deadline = deadline or now + _DRAIN_SECONDS
                if not self._fronts or now >= deadline:
                    break
        self._leave()

    def stop(self):
        """No new calls; serve() returns soon."""
        if self._stopping:
            return
        self._stopping = True
        logging.info("stopping: %d calls run, %d wait", self._places.running, self._places.waiting())
        self._pause_accepting(0)
        for door in self._doors:
            door.listener.close()
        self._keeper.stop()
        for front in self._places.empty_queue():
            self._refuse(front, 503, "the handler is being stopped")
        self._pool.retire()

    def _leave(self):
        for front in self._fronts:
            if front.method and not front.answered:
                logging.warning("call %s: %s goes on without the handler", front.call, front.method)
        signal.set_wakeup_fd(-1)

    def _let_all_go(self):
        """In a new child: closes everything of the parent's."""
        self._let_go()
        self._keeper.listener.socket.close()

    def _let_go(self):
        self._selector.close()
        self._wake.close()
        self._woken.close()
        for door in self._doors:
            door.listener.socket.close()
        for front in self._fronts:
            front.close()
        for worker in self._pool.workers.values():
            worker.channel.close()

    def _timeout(self):
        if self._children_wanted():
            # More children are to be made, as soon as everybody has had a turn.
            return INTERVAL if self._pool.resting() else 0
        if not self._fronts and not self._stopping:
            return _SLOW_TICK if self._keeper.wanting() else None
        if self._places.running:
            return max(0, self._next_look - time.monotonic())
        return max(0, self._next_tick - time.monotonic())

    def _awake(self, _):
        try:
            while self._wake.recv(4096):
                pass
        except BlockingIOError:
            pass

    def _handle_signals(self):
        signals, self._signals = self._signals, set()
        if signal.SIGCHLD in signals:
            for worker, status in self._pool.reap():
                self._ended(worker, status)
            self._keeper.reap()
        if signal.SIGHUP in signals:
            self._reopen_log()
            self._keeper.signal(signal.SIGHUP)
            self._pool.retire()
        if signals & {signal.SIGTERM, signal.SIGINT}:
            self.stop()

    # --- front ends -------------------------------------------------------------------------------------------------

    def _listen_at_doors(self):
        for door in self._doors:
            self._selector.register(door.listener.socket, _READ, lambda _, door=door: self._accept(door))

    def _accept(self, door):
        now = time.monotonic()
        for _ in range(_ACCEPTS):
            try:
                connection, _ = door.listener.socket.accept()
            except BlockingIOError:
                return
            except OSError as trouble:
                if trouble.errno in (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS):
                    logging.error("cannot take a connection: %s", trouble)
                    self._pause_accepting(now + 1)
                return
            connection.setblocking(False)
            if not door.peers.allowed(connection):
                connection.close()
                continue
            front = frontend.FrontEnd(connection, self._body_limit, now, door.methods)
            self._fronts.add(front)
            if len(self._fronts) > self._connection_limit:
                self._refuse(front, 503, "no free place, and too many calls wait")
            # Most requests are here as soon as their connection is.
            self._receive(front)

    def _pause_accepting(self, until):
        """Takes no connections until a time; never again, if it is 0."""
        for door in self._doors:
            if self._selector.get_map().get(door.listener.socket) is not None:
                self._selector.unregister(door.listener.socket)
        self._accept_again = until

    def _receive(self, front):
        now = time.monotonic()
        known = front.method
        try:
            whole = front.receive(now)
            if front.method and not known and not front.refused:
                self._check(front)
        except frontend.Refused as refusal:
            self._refuse(front, refusal.status, str(refusal))
            whole = front.whole
        if not whole:
            self._listen(front)
        elif front.refused:
            self._close_when_sent(front)
        elif front.method is None:
            self._refuse(front, 400, "the first frame must be a header")
            self._close_when_sent(front)
        elif self._stopping:
            self._refuse(front, 503, "the handler is being stopped")
        elif self._places.enter(front, front.method):
            self._listen(front)
            self._dispatch()
        else:
            self._refuse(front, 503, "no free place, and too many calls wait")

    def _check(self, front):
        if front.methods is not None and front.method not in front.methods:
            raise frontend.Refused(403, "this user may not call this method")
        if front.method not in transfers.METHODS and not self._node.knows(front.method):
            raise frontend.Refused(404, "no such method")

    def _refuse(self, front, status, text):
        """Answers without a call. What the front end is still sending is read and thrown away."""
        front.refused = front.answered = True
        front.body.drop()
        logging.info("call %s: %s refused: %d %s", front.call, front.method, status, text)
        front.write(b"".join(frames.answer(status, text.encode("ascii", "replace"))), time.monotonic())
        if front.whole:
            self._close_when_sent(front)
        else:
            self._listen(front)

    def _listen(self, front):
        """Asks the selector for what this connection needs now: its request, or room for its answer, or nothing."""
        wanted = (0 if front.whole else _READ) | (_WRITE if front.pending() else 0)
        registered = self._selector.get_map().get(front.socket)
        if wanted and registered is None:
            self._selector.register(front.socket, wanted, lambda mask: self._front_ready(front, mask))
        elif wanted and registered.events != wanted:
            self._selector.modify(front.socket, wanted, registered.data)
        elif not wanted and registered is not None:
            self._selector.unregister(front.socket)

    def _front_ready(self, front, mask):
        if mask & _WRITE:
            front.flush(time.monotonic())
            self._read_on(front)
        if front not in self._fronts:
            return
        if mask & _READ and not front.whole:
            self._receive(front)
        elif front.answered and front.whole:
            self._close_when_sent(front)
        else:
            self._listen(front)

    def _close_when_sent(self, front):
        if front not in self._fronts:
            return
        if front.pending():
            self._listen(front)
            return
        if self._selector.get_map().get(front.socket) is not None:
            self._selector.unregister(front.socket)
        front.close()
        self._fronts.discard(front)

    # --- children ---------------------------------------------------------------------------------------------------

    def _dispatch(self):
        """Starts what may start with the children that are ready.

        The last of them are for short calls, which then need not wait until children for a rush of long ones are made."""
        while self._places.ready() and self._pool.spares() > pool.KEPT:
            self._begin(self._pool.take(), self._places.next())
        while self._places.ready(short_only=True) and self._pool.spares():
            self._begin(self._pool.take(), self._places.next(short_only=True))

    def _children_wanted(self):
        return not self._stopping and (self._places.ready() or self._pool.spares() < pool.SPARES)

    def _make_child(self):
        """One more if too few are ready; the next one in the loop's next turn."""
        if self._children_wanted():
            worker = self._pool.fork()
            if worker is not None:
                self._selector.register(worker.channel, _READ, lambda _: self._hear(worker))
                self._pool.spare(worker)

    def _begin(self, worker, front):
        try:
            worker.begin(front)
        except OSError:
            # It died while it waited, and will be counted out. The call has not begun.
            self._places.put_back(front, front.method)
            return
        if front.method not in child.REUSABLE:
            logging.info("call %s: %s begins in process %d, for %s", front.call, front.method, worker.pid, front.caller)
        front.write(frames.json_frame(frames.ACCEPTED, {
            "release": self._node.release, "pid": worker.pid, "ts": timestamp()}), time.monotonic())
        self._listen(front)

    def _hear(self, worker):
        """Passes on what a child says, as much as may wait for its front end."""
        for _ in range(_MESSAGES):
            front = worker.front
            if worker.answering and front.pending() > frontend.FULL:
                self._selector.unregister(worker.channel)
                return
            message = worker.receive()
            if message is None:
                return
            if not message:
                self._selector.unregister(worker.channel)
                return
            # Of what a process says that the backend left behind after the call, there is nobody to tell.
            if front is not None:
                self._pass_on(worker, front, message)

    def _pass_on(self, worker, front, message):
        now = time.monotonic()
        kind = message[:1]
        if kind in (hooks.FEEDBACK, hooks.WATCH):
            self._tell(worker, worker.heard(message), now)
            return
        if not worker.answering:
            worker.answering = True
            front.write(worker.outbox.take(now, everything=True), now)
        if kind == child.PIECE:
            front.write(message[1:], now)
            self._listen(front)
        elif kind == child.LAST:
            front.write(message[2:], now)
            self._answered(worker, _OUTCOMES.get(message[1:2], "ended"))
            if worker.reusable and not self._stopping:
                self._pool.spare(worker)

    def _read_on(self, front):
        """There is room again for the answer of a child that had to wait."""
        for worker in self._pool.workers.values():
            if worker.front is front and worker.answering and front.pending() <= frontend.FULL // 2:
                if self._selector.get_map().get(worker.channel) is None:
                    self._selector.register(worker.channel, _READ, lambda _: self._hear(worker))
                return

    def _tell(self, worker, messages, now):
        """Keeps feedback and sends what is due, unless the front end is behind with reading."""
        for message in messages:
            worker.outbox.add(message)
        front = worker.front
        if worker.outbox.waiting() and front.pending() < frontend.CONGESTED:
            front.write(worker.outbox.take(now), now)
            self._listen(front)

    def _answered(self, worker, outcome):
        """The call is over, one way or the other; what is left is to send what waits."""
        front = worker.front
        front.answered = True
        worker.finish()
        self._places.leave(front.method)
        level = logging.DEBUG if front.method in child.REUSABLE else logging.INFO
        logging.log(level, "call %s: %s %s after %.3f s%s", front.call, front.method, outcome,
                    time.monotonic() - front.began, "; its front end had gone" if front.gone else "")
        self._close_when_sent(front)

    def _ended(self, worker, status):
        """A child has ended. What it said last is still in its channel."""
        registered = self._selector.get_map().get(worker.channel)
        if registered is not None:
            self._selector.unregister(worker.channel)
        while True:
            message = worker.receive()
            if not message:
                break
            if worker.front is not None:
                self._pass_on(worker, worker.front, message)
        worker.channel.close()
        front = worker.front
        if front is None:
            return
        text = "handler child died (%s): outcome unknown" % pool.ending(status)
        if worker.answering:
            # Half an answer must not look like a whole one.
            front.give_up()
        else:
            front.write(b"".join(frames.answer(500, text.encode("ascii"))), time.monotonic())
        self._answered(worker, text)

    # --- time -------------------------------------------------------------------------------------------------------

    def _look(self, now):
        """Reads how far the running calls are."""
        for worker in list(self._pool.workers.values()):
            front = worker.front
            if front is None or worker.answering or front.gone or front.pending() >= frontend.CONGESTED:
                continue
            if worker.watches or worker.outbox.waiting():
                self._tell(worker, worker.look(), now)

    def _tick(self, now):
        """Deadlines, and a sign of life to those that wait."""
        if self._accept_again and now >= self._accept_again and not self._stopping:
            self._accept_again = 0
            self._listen_at_doors()
        self._pool.trim()
        for front in list(self._fronts):
            if front.pending() and now - front.wrote > _STALL_SECONDS:
                front.give_up()
                self._read_on(front)
            if front.answered:
                if front.whole or front.gone or now - front.heard > _REFUSED_SECONDS:
                    front.whole = True
                    self._close_when_sent(front)
            elif not front.whole and now - front.heard > _STALL_SECONDS:
                self._refuse(front, 400, "the request did not go on for %d seconds" % _STALL_SECONDS)
            elif front.method and now >= front.next_alive:
                front.next_alive = now + _ALIVE_SECONDS - _SLOW_TICK / 2
                if not front.pending():
                    front.write(frames.frame(frames.ALIVE), now)
                    self._listen(front)
