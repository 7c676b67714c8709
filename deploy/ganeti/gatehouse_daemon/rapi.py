"""ganeti-rapi: the front end alone, as Ganeti's own RAPI user, in front of luxid."""

import os
import sys

from gatehouse_daemon import defaults, ganeti, options, service
from gatehouse_daemon.frontend import FrontEnd
from gatehouse_daemon.noded import RELAY
from gatehouse_daemon.supervisor import Supervisor

NAME = "ganeti-rapi"
_WORK = "/var/lib/gatehouse/rapi"
_AUTHENTICATION = "GATEHOUSE_RAPI_REQUIRE_AUTHENTICATION"
# daemon-util waits 30 seconds for the end of a daemon.
_FRONT_END_SECONDS = 27
_STOP_TIMEOUT = "25s"


def main(words):
    """Runs the daemon; returns its exit status."""
    made = options.parser(NAME, "Ganeti Remote API, served by Gatehouse", ganeti.RAPI_CERTIFICATE,
                          "taken and not used: Gatehouse has limits of its own")
    made.add_argument("--require-authentication", dest="authenticate", action="store_true", help="no open reading")
    chosen = options.parse(made, words)
    try:
        account = ganeti.account(ganeti.RAPI_USER, "Ganeti's package makes it")
    except ganeti.StartError as trouble:
        print(trouble, file=sys.stderr)
        return ganeti.FAILURE
    options.exit_unless_user(NAME, account.pw_uid)
    ganeti.exit_unless_master(chosen.debug)
    return service.run(NAME, chosen, lambda log, starter: _prepare(chosen, log, starter))


def _prepare(chosen, log, starter):
    if not os.access(_WORK, os.W_OK | os.X_OK):
        raise ganeti.StartError("cannot write in %s: deploy/ganeti/install makes that directory" % _WORK)
    environment = defaults.environment()
    if chosen.authenticate:
        environment[_AUTHENTICATION] = "true"
    elif not defaults.is_set(environment, _AUTHENTICATION, "rapi.require-authentication"):
        environment[_AUTHENTICATION] = "false"
    environment.setdefault("GATEHOUSE_NODE_HANDLER", RELAY)
    if not defaults.is_set(environment, defaults.STOP_TIMEOUT, "stop.timeout"):
        environment[defaults.STOP_TIMEOUT] = _STOP_TIMEOUT
    environment.setdefault(defaults.TRANSFER_DIRECTORY, os.path.join(_WORK, "transfers"))
    authorities = environment.get("GATEHOUSE_RAPI_CLIENT_CA", "")
    front = FrontEnd("rapi", chosen, _WORK, environment)
    if not chosen.ssl:
        front.tell("--tls", "off")
    elif authorities:
        front.tell("--cert", chosen.certificate, "--key", chosen.key, "--client-ca", authorities,
                   "--client-auth", environment.get("GATEHOUSE_RAPI_CLIENT_AUTH") or "want")
    else:
        front.tell("--cert", chosen.certificate, "--key", chosen.key, "--client-auth", "none")
    supervisor = Supervisor(log, starter, lambda: None)
    supervisor.add(front.start(None, log.line, lambda: supervisor.ready("front end")), _FRONT_END_SECONDS)
    return supervisor, lambda: None
