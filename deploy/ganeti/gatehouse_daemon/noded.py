"""ganeti-noded: the handler as root, and the front end as a user who may do nothing else."""

import os
import pwd
import signal
import socket
import stat

from gatehouse_daemon import defaults, ganeti, options, service
from gatehouse_daemon.certificates import Copies
from gatehouse_daemon.child import Child
from gatehouse_daemon.frontend import FrontEnd
from gatehouse_daemon.supervisor import Supervisor

NAME = "ganeti-noded"
USER = "gatehouse"
_RUN = "/run/gatehouse"
_WORK = "/var/lib/gatehouse"
# Where the master's RAPI has its calls to other nodes passed on.
RELAY = "/run/gatehouse/relay/socket"
_HANDLER = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "gatehouse-handler")
# The handler itself gives running calls 10 seconds; the front end waits a little longer for their answers.
_HANDLER_SECONDS, _FRONT_END_SECONDS = 14, 18
_STOP_TIMEOUT = "16s"


def main(words):
    """Runs the daemon; returns its exit status."""
    made = options.parser(NAME, "Ganeti node daemon, served by Gatehouse", ganeti.NODE_CERTIFICATE,
                          "calls worked on at the same time (the handler's 64)")
    made.add_argument("--no-mlock", dest="mlock", action="store_false", help="do not keep the handler's memory in RAM")
    chosen = options.parse(made, words)
    options.exit_unless_user(NAME, 0)
    return service.run(NAME, chosen, lambda log, starter: _prepare(chosen, log, starter))


def _prepare(chosen, log, starter):
    account = ganeti.account(USER, "deploy/ganeti/install makes it")
    for shared in (_RUN, _WORK):
        _directory(shared, 0, 0, 0o755)
    run = _directory(os.path.join(_RUN, "noded"), 0, account.pw_gid, 0o750)
    work = _directory(os.path.join(_WORK, "noded"), account.pw_uid, account.pw_gid, 0o700)
    copies = Copies(run, account, [chosen.certificate, chosen.key])
    if chosen.ssl:
        copies.refresh()

    environment = defaults.environment()
    transfer_port = defaults.transfer_port(environment) if chosen.ssl else None
    handler_socket = os.path.join(run, "handler")
    environment["GATEHOUSE_NODE_HANDLER"] = handler_socket
    if not defaults.is_set(environment, defaults.STOP_TIMEOUT, "stop.timeout"):
        environment[defaults.STOP_TIMEOUT] = _STOP_TIMEOUT
    front = FrontEnd("node", chosen, work, environment)
    if chosen.ssl:
        certificate = copies.path(chosen.certificate)
        environment["GATEHOUSE_NODE_SERVER_CERTIFICATE"] = certificate
        front.tell("--cert", certificate, "--key", copies.path(chosen.key), "--client-ca", certificate)
        if transfer_port is not None:
            front.also_serve("transfer", transfer_port)
            environment.setdefault(defaults.TRANSFER_DIRECTORY, os.path.join(work, "transfers"))
            environment.setdefault("GATEHOUSE_TRANSFER_RECORDS", ganeti.TRANSFER_RECORDS)
    else:
        front.tell("--tls", "off")

    supervisor = Supervisor(log, starter, lambda: _refresh(copies, log) if chosen.ssl else None)
    notices = _Notices(os.path.join(run, "notices"))
    supervisor.watch(notices.socket, lambda: notices.read() and supervisor.ready("handler"))
    handler = _start_handler(chosen, log, handler_socket, notices.path)
    supervisor.add(handler, _HANDLER_SECONDS, lambda: handler.signal(signal.SIGHUP))

    def finish():
        supervisor.stop()
        copies.remove()
        notices.close()

    try:
        supervisor.add(front.start(account, log.line, lambda: supervisor.ready("front end")), _FRONT_END_SECONDS)
    except BaseException:
        finish()
        raise
    return supervisor, finish


def _start_handler(chosen, log, path, notices):
    to_file = chosen.syslog == "no"
    command = [os.path.realpath(_HANDLER), "--socket", path, "--allow-user", USER,
               "--log", ganeti.log_file(NAME) if to_file else "-"]
    if _is_user(ganeti.RAPI_USER):
        command += ["--relay-user", ganeti.RAPI_USER, "--relay-socket", RELAY]
    if chosen.max_clients is not None:
        command += ["--children", str(chosen.max_clients)]
    if not chosen.mlock:
        command.append("--no-mlock")
    if chosen.debug:
        command.append("--debug")
    environment = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/root",
                   "NOTIFY_SOCKET": notices}
    return Child("handler", command, environment, last_signal=signal.SIGTERM, on_line=log.line)


def _is_user(name):
    try:
        return bool(pwd.getpwnam(name))
    except KeyError:
        return False


def _refresh(copies, log):
    try:
        for path in copies.refresh():
            log.info("%s has changed and is taken up", path)
    except OSError as trouble:
        # Between two versions of the file, or after the node has left the cluster.
        log.debug("%s", trouble)


def _directory(path, owner, group, mode):
    """A directory that is as it should be, whoever made it."""
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:
        pass
    if not stat.S_ISDIR(os.lstat(path).st_mode):
        raise ganeti.StartError("%s is no directory: remove it" % path)
    os.chown(path, owner, group)
    os.chmod(path, mode)
    return path


class _Notices:
    """The handler's word that it takes calls, in the form in which services tell systemd."""

    def __init__(self, path):
        self.path = path
        try:
            os.unlink(path)
        except FileNotFoundError:
            pass
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self.socket.bind(path)

    def read(self):
        """Whether that was it."""
        try:
            return b"READY=1" in self.socket.recv(4096)
        except BlockingIOError:
            return False

    def close(self):
        self.socket.close()
        try:
            os.unlink(self.path)
        except FileNotFoundError:
            pass
