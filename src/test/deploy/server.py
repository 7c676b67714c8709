"""A deploy/run for scripts in Python: starts it on a free port, asks it, stops it."""
import base64
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
RUN = os.path.join(HERE, "../../../deploy/run")
# Its policy lets instances be small.
CLUSTER = os.path.join(HERE, "../embedded/test-cluster.json")
START_LIMIT = 180
STOP_LIMIT = 60


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def tls(protocols=("http/1.1",)):
    """A TLS context that trusts any server."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(list(protocols))
    return context


class Server:
    """An embedded cluster below a work directory. with Server(...) as server: server.port, server.ask(...)."""

    def __init__(self, work, container, cluster=CLUSTER, transfer=False, words=()):
        self.work, self.container, self.process = work, container, None
        self.port, self.transfer = free_port(), free_port() if transfer else None
        self.log = work + ".log"
        self.words = ["--cluster", cluster] if cluster else []
        self.words += ["--listen", "rapi=127.0.0.1:%d" % self.port]
        if transfer:
            self.words += ["--listen", "transfer=127.0.0.1:%d" % self.transfer]
        self.words += words

    def start(self):
        out = self.work + ".out"
        with open(out, "wb") as stdout, open(self.log, "ab") as log:
            self.process = subprocess.Popen([RUN, "--container", self.container, "--work", self.work, *self.words],
                                            stdin=subprocess.DEVNULL, stdout=stdout, stderr=log)
        end = time.monotonic() + START_LIMIT
        while time.monotonic() < end:
            with open(out, "rb") as text:
                if text.read().count(b"ready http") > (self.transfer is not None):
                    return self
            if self.process.poll() is not None:
                raise SystemExit("deploy/run ended with status %d: %s" % (self.process.returncode, self.last_lines()))
            time.sleep(0.1)
        raise SystemExit("deploy/run is not ready after %d s: %s" % (START_LIMIT, self.last_lines()))

    def stop(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(STOP_LIMIT)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def last_lines(self):
        with open(self.log, errors="replace") as log:
            return log.read()[-1500:]

    def user(self):
        """Name and password of a user who may do everything."""
        with open(os.path.join(self.work, "users")) as users:
            return users.readline().split()[:2]

    def authorization(self):
        return "Basic " + base64.b64encode(":".join(self.user()).encode()).decode()

    def ask(self, method, path, body=None):
        """One request on a connection of its own; returns status and JSON value."""
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60, context=tls())
        try:
            connection.request(method, path, None if body is None else json.dumps(body),
                               {"Authorization": self.authorization(), "Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        finally:
            connection.close()
