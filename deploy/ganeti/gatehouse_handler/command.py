"""The command: options, start, end."""

import argparse
import gc
import logging
import os
import socket
import stat
import sys

from gatehouse_handler import child, disks, memory, node, opener, pool, priority, server, sockets, transfers

PROGRAM = "gatehouse-handler"
SOCKET = "/run/gatehouse-handler/socket"
RELAY_SOCKET = "/run/gatehouse-handler-relay/socket"
DISKS = "disks"
_FORMAT = "%(asctime)s: " + PROGRAM + " pid=%(process)d %(levelname)s %(message)s"

_ABOUT = """Carries out node calls as root, with Ganeti's own node code, for a front end that is not root: it comes over a
Unix socket, and only the users named may connect. Beside that socket another, "disks", gives them open disks of transfers. Stays in the foreground. SIGTERM and SIGINT: takes no more calls, lets
those that run give their answers for 10 seconds, and ends; work that takes longer goes on to its end by itself. SIGHUP:
opens the log anew."""
_END = """Exit status: 0 after a signal or a node_leave_cluster call, 1 when it cannot start (the message says why), 2 for
wrong usage."""


class StartError(Exception):
    """It cannot start; the text says what to do."""


def _count(text):
    value = int(text)
    if not 1 <= value <= 1 << 40:
        raise ValueError
    return value


_count.__name__ = "number"


def parse(words):
    """The options; wrong ones end the process with status 2."""
    parser = argparse.ArgumentParser(prog=PROGRAM, description=_ABOUT, epilog=_END, allow_abbrev=False)
    parser.add_argument("--socket", metavar="PATH", default=SOCKET, help="where to listen (%(default)s)")
    parser.add_argument("--allow-user", metavar="NAME", action="append",
                        help="whose processes may call; may be repeated; the socket belongs to the first one's group (gatehouse)")
    parser.add_argument("--relay-user", metavar="NAME", action="append", default=[],
                        help="who may have transfers' calls passed on to other nodes, and nothing else, at a socket of its own;"
                             " may be repeated")
    parser.add_argument("--relay-socket", metavar="PATH", default=RELAY_SOCKET, help="that socket (%(default)s)")
    parser.add_argument("--children", metavar="N", type=_count, default=64,
                        help="calls at the same time (%(default)s); some are kept for short ones")
    parser.add_argument("--queue", metavar="N", type=_count, default=1024, help="calls that may wait (%(default)s)")
    parser.add_argument("--body-limit", metavar="BYTES", type=_count, default=64 << 20,
                        help="longest request body (%(default)s)")
    parser.add_argument("--log", metavar="FILE",
                        help="log file, - for standard error (%s.log in Ganeti's log directory)" % PROGRAM)
    parser.add_argument("--debug", action="store_true", help="log more; it may then hold secrets")
    parser.add_argument("--no-mlock", dest="mlock", action="store_false", help="do not keep the memory in RAM")
    options = parser.parse_args(words)
    options.allow_user = options.allow_user or ["gatehouse"]
    return options


def main(words):
    """Runs the handler; returns its exit status."""
    options = parse(words)
    try:
        _run(options)
    except (StartError, node.NodeError, sockets.SocketError) as trouble:
        print("%s: %s" % (PROGRAM, trouble), file=sys.stderr)
        return 1
    return 0


def _run(options):
    if os.geteuid() != 0:
        raise StartError("must run as root: Ganeti's node code manages disks, networks and instances")
    os.umask(0o022)
    os.chdir("/")
    os.environ.setdefault("LANG", "C.UTF-8")
    # The backend's commands are no business of the service manager's.
    notify = os.environ.pop("NOTIFY_SOCKET", None)
    peers = sockets.Peers(options.allow_user)
    ganeti = node.Node()
    log = None if options.log == "-" else options.log or os.path.join(ganeti.log_directory, PROGRAM + ".log")
    reopen_log = _open_log(ganeti, log, options.debug)
    doors, keeper = [], None
    try:
        path = os.path.abspath(options.socket)
        doors.append(sockets.Door(sockets.Listener(path, peers.group), peers))
        if options.relay_user:
            relaying = sockets.Peers(options.relay_user)
            doors.append(sockets.Door(
                sockets.Listener(os.path.abspath(options.relay_socket), relaying.group), relaying, transfers.RELAYED))
        keeper = opener.Keeper(sockets.Listener(os.path.join(os.path.dirname(path), DISKS), peers.group), peers,
                               disks.of_ganeti(), transfers.records_of_ganeti(peers.group))
        _to_log(log)
        if options.debug:
            logging.warning("with --debug secrets of calls may get into this log")
        file_limit = pool.raise_file_limit(3 * (options.children + options.queue) + 512)
        if options.mlock:
            try:
                memory.lock_all()
            except OSError as trouble:
                logging.error("%s; going on without", trouble)
        ganeti.prepare()
        # What is there now stays: children need not copy it to look whether it may go.
        gc.collect()
        gc.freeze()
        inherited = child.Inherited(
            ganeti, options.mlock, file_limit, priority.Priority(), transfers.of_ganeti(peers.group))
        inherited.priority.ahead()
        serving = server.Server(doors, keeper, options, inherited, lambda: _reopen(reopen_log, log))
        logging.info("serving Ganeti %s on %s", ganeti.release, ", ".join(door.listener.path for door in doors))
        _ready(notify)
        serving.serve()
        logging.info("ended")
    finally:
        for door in doors:
            door.listener.close()
        if keeper is not None:
            keeper.stop()


def _open_log(ganeti, path, debug):
    if path is None:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter(_FORMAT))
        handler.setLevel(logging.DEBUG if debug else logging.INFO)
        root = logging.getLogger()
        root.setLevel(logging.NOTSET)
        root.handlers[:] = [handler]
        return lambda: None
    _make_private(path)
    return ganeti.log_to(path, PROGRAM, debug)


def _make_private(path):
    """The log is root's alone from its first byte on. Others may write in Ganeti's log directory, so no link is followed."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    except OSError as trouble:
        raise StartError("cannot open the log %s: %s" % (path, trouble.strerror)) from trouble
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise StartError("the log %s is no ordinary file: choose another --log" % path)
        os.fchown(descriptor, 0, -1)
        os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)


def _to_log(path):
    """What this process and its children write to their standard output belongs into the log too: some libraries do."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.close(nothing)
    if path is not None:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND)
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
        os.close(descriptor)


def _reopen(reopen_log, path):
    if path is not None:
        try:
            _make_private(path)
            _to_log(path)
        except (StartError, OSError) as trouble:
            logging.error("cannot open the log anew: %s", trouble)
            return
    reopen_log()


def _ready(address):
    """Tells systemd that calls are taken, if it asked to be told."""
    if not address:
        return
    name = "\0" + address[1:] if address.startswith("@") else address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notice:
        try:
            notice.sendto(b"READY=1", name)
        except OSError as trouble:
            logging.warning("cannot tell the service manager that it is ready: %s", trouble)
