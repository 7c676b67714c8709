"""A daemon from its start to its end, whatever it serves."""

import os

from gatehouse_daemon import daemon, ganeti
from gatehouse_daemon.log import Log


def run(name, options, prepare):
    """Goes to the background unless told otherwise, holds the PID file, and runs what prepare(log, starter) returns: a
    Supervisor and what to do at the end. Returns the exit status."""
    starter = daemon.Starter() if options.foreground else daemon.to_background(name)
    os.umask(0o077)
    log = None
    try:
        log = Log(name, ganeti.log_file(name), options.syslog, options.foreground, options.debug)
        if not options.foreground:
            log.detach()
        pid_file = daemon.PidFile(ganeti.pid_file(name))
    except (ganeti.StartError, OSError) as trouble:
        starter.failed(str(trouble))
        return ganeti.FAILURE
    finish = None
    try:
        log.info("%s daemon startup, served by Gatehouse", name)
        supervisor, finish = prepare(log, starter)
        asked = supervisor.run()
        return 0 if asked else ganeti.FAILURE
    except (ganeti.StartError, OSError) as trouble:
        log.error("cannot start: %s", trouble)
        starter.failed(str(trouble))
        return ganeti.FAILURE
    finally:
        if finish is not None:
            finish()
        log.info("ended")
        pid_file.remove()
