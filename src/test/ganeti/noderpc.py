"""What the scripts about node calls share: a caller with a node's own certificate, and the stream of a call's feedback."""

import http.client
import json
import socket
import ssl
import time

DATA = "/var/lib/ganeti/"
STREAM = "application/x-ganeti-rpc-stream;v=1, application/json;q=0.5"
END = b"\3"


def tls(certificate=DATA + "client.pem", authority=DATA + "server.pem"):
    """A caller's side of TLS: every node has the same certificate, so names are not compared."""
    context = ssl.create_default_context(cafile=authority)
    context.check_hostname = False
    if certificate:
        context.load_cert_chain(certificate)
    return context


class Node:
    """Calls one node, each on a connection of its own unless `kept` connections are asked for."""

    def __init__(self, address, port=1811, context=None, timeout=60):
        self.address, self.port, self.timeout = address, port, timeout
        self.context = context or tls()

    def connect(self):
        return http.client.HTTPSConnection(self.address, self.port, context=self.context, timeout=self.timeout)

    def ask(self, path, body=b"[]", verb="POST", headers=()):
        """(status, headers, body) of one request."""
        connection = self.connect()
        try:
            connection.request(verb, path, body=body, headers=dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def call(self, method, *arguments):
        """The answer's two members; raises AssertionError for another status than 200."""
        status, _, body = self.ask("/" + method, json.dumps(arguments).encode() + b"\n")
        assert status == 200, (method, status, body)
        return json.loads(body)

    def stream(self, method, *arguments, feedback="", verb="POST", seconds=None):
        """Yields (time of arrival, message); stops at the end of the body, or after so many seconds, hanging up."""
        connection = self.connect()
        headers = {"Accept": STREAM}
        if feedback:
            headers["Ganeti-Feedback"] = feedback
        end = time.monotonic() + seconds if seconds else None
        try:
            connection.request(verb, "/" + method, body=json.dumps(arguments) if verb == "POST" else None, headers=headers)
            answer = connection.getresponse()
            kind = answer.headers.get("Content-Type", "")
            assert answer.status == 200 and kind.startswith("application/x-ganeti-rpc-stream"), (answer.status, kind, answer.read()[:200])
            rest = b""
            while True:
                piece = answer.read1(65536)
                now = time.time()
                if not piece:
                    assert not rest.strip(), "bytes after the last message: %r" % rest[:80]
                    return
                *whole, rest = (rest + piece).split(END)
                for text in whole:
                    yield now, json.loads(text)
                if end and time.monotonic() > end:
                    return
        finally:
            connection.close()


def sent_at(message):
    """When a message was made, by the node's clock."""
    return message["ts"][0] + message["ts"][1] / 1e6


def probe(address, port, count=1):
    """Bare connections that say nothing and leave, as "gnt-cluster verify" makes them."""
    for _ in range(count):
        socket.create_connection((address, port), 5).close()
