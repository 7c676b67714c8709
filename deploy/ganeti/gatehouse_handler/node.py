"""Ganeti's own node code, imported with the commands it runs made observable (hooks)."""

import logging
import os
import re
import sys

from gatehouse_handler import hooks

# Debian's link to the active version.
SHARE = "/usr/share/ganeti/default"
TESTED = ("3.0.", "3.1.")
METHOD = re.compile(r"[a-z0-9_]+\Z")


class NodeError(Exception):
    """Ganeti is not there or is not what this needs; the text says what to do."""


class _Request:
    """What Ganeti's handler looks at of a request."""

    request_method = "POST"
    request_sock = None
    private = None

    def __init__(self, method, body):
        self.request_path = "/" + method
        self.request_headers = {}
        self.resp_headers = {}
        self.request_body = body


class Node:
    """The node calls of the installed Ganeti. Made in the process whose end node_leave_cluster shall bring about."""

    def __init__(self, share=SHARE):
        # An upgrade moves the link under a running handler; half of one version and half of another would be worse than old.
        place = os.path.realpath(share)
        if not os.path.isdir(os.path.join(place, "ganeti")):
            raise NodeError("Ganeti is not installed in %s: install it, or mend the link" % share)
        sys.path.insert(0, place)
        try:
            from ganeti import utils
            hooks.replace_run_cmd(utils)
            from ganeti import constants, http, pathutils
            from ganeti.server import noded
        except (ImportError, AttributeError) as trouble:
            raise NodeError("Ganeti's node code in %s cannot be used: %s" % (place, trouble)) from trouble
        needed = ((noded, "_PrepareQueueLock"), (noded, "NodeRequestHandler"), (utils, "SetupLogging"),
                  (utils, "ResetTempfileModule"), (http, "HttpException"))
        missing = [name for module, name in needed if not hasattr(module, name)]
        if not missing and not hasattr(noded.NodeRequestHandler, "HandleRequest"):
            missing = ["HandleRequest"]
        if missing:
            raise NodeError("this Ganeti has no %s: its release is not supported" % ", ".join(missing))
        self.release = constants.RELEASE_VERSION
        self.log_directory = pathutils.LOG_DIR
        self._utils = utils
        self._noded = noded
        self._http_error = http.HttpException
        self._no_syslog = constants.SYSLOG_NO
        self._handler = None

    def log_to(self, path, program, debug):
        """Sends all of Ganeti's and this program's log to a file; returns what reopens it."""
        return self._utils.SetupLogging(path, program, debug=debug, syslog=self._no_syslog)

    def prepare(self):
        """What the official daemon does before its first call."""
        if not self.release.startswith(TESTED):
            logging.warning("Ganeti %s: tested are the releases %s", self.release, ", ".join(t + "x" for t in TESTED))
        trouble = self._noded._PrepareQueueLock()
        if trouble is not None:
            # Only the calls that write the job queue need it, and they try again.
            logging.error("cannot open the job queue, going on without: %s", trouble)
        self._handler = self._noded.NodeRequestHandler()

    def knows(self, method):
        """Whether there is a call of this name."""
        return METHOD.match(method) is not None and hasattr(self._handler, "perspective_" + method)

    def refresh_child(self):
        """For a process just forked: no two may make the same temporary names."""
        self._utils.ResetTempfileModule()

    def call(self, method, body):
        """Carries a call out; returns (status, answer). What the backend raises is in the answer, or else passes through."""
        try:
            return 200, self._handler.HandleRequest(_Request(method, body))
        except self._http_error as trouble:
            return trouble.code, (trouble.message or "refused by Ganeti's node code").encode("utf-8", "replace")
