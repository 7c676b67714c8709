"""The front end: Gatehouse in its container, started by deploy/run."""

import errno
import os
import socket
import time

from gatehouse_daemon import defaults, ganeti
from gatehouse_daemon.child import Child

_RUN = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..", "run")
_FREE_SECONDS = 10


class FrontEnd:
    """What is told to deploy/run. start() makes the process."""

    def __init__(self, service, options, work, environment):
        self._service = service
        self._environment = environment
        self._address = options.address
        self._port = options.port
        self._host = "[%s]" % options.address if ":" in options.address else options.address
        self._command = [os.path.realpath(_RUN), "--container", defaults.container(environment), "--config", defaults.settings(),
                         "--listen", "%s=%s:%d" % (service, self._host, options.port), "--work", work]
        # The application must know nothing of services that another process serves.
        for other in {"rapi", "node", "transfer"} - {service}:
            environment["GATEHOUSE_%s_PORT" % other.upper()] = ""

    def also_serve(self, service, port):
        """One more service of the same process, at the same address."""
        self.tell("--listen", "%s=%s:%d" % (service, self._host, port))

    def tell(self, *words):
        """More options of deploy/run."""
        self._command.extend(words)

    def start(self, account, on_line, on_ready):
        """The process; on_ready() is called when it answers."""
        self._wait_for_port()
        return Child("front end", self._command, self._environment, account, on_line=on_line, on_word=lambda _: on_ready())

    def _wait_for_port(self):
        """A front end whose supervisor was killed may be about to end."""
        deadline = time.monotonic() + _FREE_SECONDS
        family = socket.AF_INET6 if ":" in self._address else socket.AF_INET
        while True:
            with socket.socket(family, socket.SOCK_STREAM) as tried:
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    tried.bind((self._address, self._port))
                    return
                except OSError as trouble:
                    if trouble.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                        raise ganeti.StartError("cannot listen on port %d of %s: %s" % (
                            self._port, self._address, trouble.strerror)) from trouble
            time.sleep(0.2)
