"""How a child learns what Ganeti's code is doing: each external command, each warning. In a child only.

Ganeti runs every external command through one function that has two names. Both are replaced once, before the node code is
imported (some of it keeps the function as a default argument), by one that does nothing but pass on until a call is
observed. Nothing here raises into Ganeti's code, blocks it, or passes on a command line: those can hold secrets.
"""

import functools
import json
import logging
import os
import socket

from gatehouse_handler import feedback, plans

# The first byte of a child's messages.
FEEDBACK, WATCH = b"M", b"W"

_OUTPUT_POSITION, _POSTFORK_POSITION = 1, 8

# What these log on the way is kept from their callers on purpose.
_SILENT = frozenset(("restricted_command",))

_observer = None


def replace_run_cmd(utils):
    """Puts the observed function in the place of Ganeti's; utils is the package ganeti.utils, freshly imported."""
    original = utils.process.RunCmd
    utils.RunCmd = utils.process.RunCmd = _observed(original)


def observe(observer):
    """From now on observer (or nobody, if None) hears of each command of this process."""
    global _observer
    _observer = observer


def _observed(original):
    @functools.wraps(original)
    def run(cmd, *args, **kwargs):
        observer = _observer
        if observer is None or not observer.mine():
            return original(cmd, *args, **kwargs)
        output = kwargs.get("output") or (args[_OUTPUT_POSITION] if len(args) > _OUTPUT_POSITION else None)
        command = observer.command(cmd, output)
        # Ganeti's function cannot tell the process of a command whose output goes to a file.
        if command is not None and not output and len(args) <= _POSTFORK_POSITION:
            theirs = kwargs.get("postfork_fn")

            def forked(pid):
                observer.running(command, pid)
                if theirs is not None:
                    theirs(pid)

            kwargs["postfork_fn"] = forked
        result = None
        try:
            result = original(cmd, *args, **kwargs)
            return result
        finally:
            if command is not None:
                observer.ended(command, result)

    return run


def _harmless(method):
    """What goes wrong in feedback is nobody's trouble."""
    @functools.wraps(method)
    def guarded(*args, **kwargs):
        try:
            return method(*args, **kwargs)
        except Exception:
            logging.debug("feedback: trouble in %s", method.__name__, exc_info=True)
            return None

    return guarded


class Observer:
    """What one call tells while it runs: sends messages over the channel, drops them when it is full."""

    def __init__(self, channel, method, params):
        self._channel = channel
        self._pid = os.getpid()
        self._watches = 0
        self._secrets = []
        self._plan = None
        self._silent = method in _SILENT
        self._make_plan(method, params)

    def mine(self):
        """False in processes that the backend has forked off."""
        return os.getpid() == self._pid

    @_harmless
    def _make_plan(self, method, params):
        self._plan = plans.plan(self, method, params)
        if self._plan is not None:
            self._plan.started()

    @_harmless
    def command(self, cmd, output):
        """A command is about to run."""
        command = Command(cmd, output)
        self._secrets = (self._secrets + command.spellings)[-16:]
        if self._plan is not None:
            self._plan.command_started(command)
        return command

    @_harmless
    def running(self, command, pid):
        """It runs, as process pid (of the shell, if it is a text)."""
        if self._plan is not None:
            self._plan.command_running(command, pid)

    @_harmless
    def ended(self, command, result):
        """It is over; result is None when it could not even be started."""
        if self._plan is not None:
            self._plan.command_ended(command, result)

    @_harmless
    def finished(self, answer):
        """The backend is done; answer is the node's answer, bytes."""
        if self._plan is not None:
            self._plan.finished(answer)

    @_harmless
    def warn(self, text):
        """Passes a warning on, with command lines cut out of it."""
        if self._silent:
            return
        for secret in self._secrets:
            text = text.replace(secret, "…")
        self.say(feedback.log(text))

    @_harmless
    def say(self, message):
        """Sends one feedback message."""
        self._send(FEEDBACK, message)

    @_harmless
    def watch(self, kind, **about):
        """Has the parent watch something; returns the watch's number."""
        self._watches += 1
        self._send(WATCH, dict(about, kind=kind, id=self._watches))
        return self._watches

    @_harmless
    def unwatch(self, number, well):
        """It is over, well or not."""
        if number is not None:
            self._send(WATCH, {"id": number, "end": True, "well": bool(well)})

    def _send(self, kind, value):
        # One message is sent whole or not at all, so a full channel costs this message and nothing else.
        self._channel.send(kind + json.dumps(value).encode("ascii"), socket.MSG_DONTWAIT)


class Command:
    """An external command: what may be told of it (its program's name), and its spellings, which may not."""

    def __init__(self, cmd, output):
        self.output = output
        self.shell = isinstance(cmd, str)
        self.words = [] if self.shell else [str(word) for word in cmd]
        self.path = "sh" if self.shell or not self.words else self.words[0]
        self.name = os.path.basename(self.path)
        # As Ganeti's messages write them: the text, the list, the words quoted for a shell.
        self.spellings = [cmd] if self.shell else [str(cmd), " ".join(self.words), _quoted(self.words)]


def _quoted(words):
    from ganeti import utils
    return utils.ShellQuoteArgs(words)


class Warnings(logging.Handler):
    """Gives warnings and errors to the caller as log messages."""

    def __init__(self, observer):
        super().__init__(logging.WARNING)
        self._observer = observer

    def emit(self, record):
        # What _Fail logs is the call's result, and so is the text of an exception.
        if record.funcName in ("_Fail", "HandleRequest") or not self._observer.mine():
            return
        try:
            self._observer.warn("%s: %s" % (record.levelname.capitalize(), record.getMessage()))
        except Exception:
            pass
