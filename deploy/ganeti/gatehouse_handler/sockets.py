"""The socket that front ends connect to: who may reach it, who may speak."""

import errno
import logging
import os
import pwd
import socket
import stat
import struct
import time
import typing

_BACKLOG = 1024
_CREDENTIALS = struct.Struct("3i")
# A peer that is refused again and again must not fill the log.
_QUIET_SECONDS = 60


class SocketError(Exception):
    """The socket cannot be opened; the text says what to do."""


class Peers:
    """The users that may call."""

    def __init__(self, names):
        accounts = []
        for name in names:
            try:
                accounts.append(pwd.getpwnam(name))
            except KeyError:
                raise SocketError("there is no user %s: make the account, or name another with --allow-user" % name) from None
        self._uids = frozenset(account.pw_uid for account in accounts)
        self.group = accounts[0].pw_gid
        self._last_word = -_QUIET_SECONDS

    def allowed(self, connection):
        """Whether the process at the other end belongs to one of them."""
        packed = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
        pid, uid, _ = _CREDENTIALS.unpack(packed)
        if uid in self._uids:
            return True
        if time.monotonic() - self._last_word >= _QUIET_SECONDS:
            self._last_word = time.monotonic()
            logging.warning("refused process %d of user id %d: it is not one of --allow-user", pid, uid)
        return False


class Door(typing.NamedTuple):
    """A listening socket for calls, who may come in, and which methods they may call there: all, if that is None."""

    listener: object
    peers: Peers
    methods: object = None


class Listener:
    """The listening socket, in a directory that only the first user's group may enter."""

    def __init__(self, path, group):
        self.path = path
        directory = os.path.dirname(path)
        try:
            if not os.path.isdir(directory):
                os.mkdir(directory, 0o700)
                os.chown(directory, 0, group)
                os.chmod(directory, 0o750)
            self._remove_stale()
            self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            before = os.umask(0o117)
            try:
                self.socket.bind(path)
            finally:
                os.umask(before)
            os.chown(path, 0, group)
            self._inode = os.stat(path).st_ino
            self.socket.listen(_BACKLOG)
            self.socket.setblocking(False)
        except OSError as trouble:
            raise SocketError("cannot listen on %s: %s" % (path, trouble.strerror or trouble)) from trouble

    def _remove_stale(self):
        try:
            kind = os.lstat(self.path).st_mode
        except FileNotFoundError:
            return
        if not stat.S_ISSOCK(kind):
            raise SocketError("%s exists and is no socket: remove it, or choose another --socket" % self.path)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(2)
            try:
                probe.connect(self.path)
            except OSError as trouble:
                if trouble.errno == errno.ECONNREFUSED:
                    os.unlink(self.path)
                    return
                if trouble.errno == errno.ENOENT:
                    return
        raise SocketError("another handler serves %s: stop it, or choose another --socket" % self.path)

    def close(self):
        """No more connections; the file goes too, unless another has taken its place."""
        self.socket.close()
        try:
            if os.stat(self.path).st_ino == self._inode:
                os.unlink(self.path)
        except OSError:
            pass
