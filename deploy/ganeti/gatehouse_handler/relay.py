"""Calls to other nodes' daemons, as the master's own: with this node's client certificate, over HTTPS."""

import http.client
import json
import logging
import os
import socket
import ssl
import urllib.parse

_STREAM = "application/x-ganeti-rpc-stream"
_HEARTBEAT = 15
_CONNECT_SECONDS = 10
# Three signs of life that are missing: the connection is lost.
_SILENCE_SECONDS = 3 * _HEARTBEAT
_END = b"\3"
_LONGEST_MESSAGE = 8 << 20
_LONGEST_EXCUSE = 500
_CHUNK = 64 << 10


# What the front end is told of it, as if it had asked the node itself.
UNREACHABLE, LOST = 502, 504


class RelayError(Exception):
    """There is no answer; the text says why. status is the node's own, or UNREACHABLE: it has heard nothing, or LOST: nobody
    knows what it has done."""

    def __init__(self, status, text):
        super().__init__(text)
        self.status = status


class Caller:
    """Makes calls. address(name) gives (address, port) of a node's daemon; the certificates are read for each call."""

    def __init__(self, address, client_certificate, server_certificate, silence=_SILENCE_SECONDS):
        self._address = address
        self._client_certificate = client_certificate
        self._server_certificate = server_certificate
        self._silence = silence

    def call(self, node, method, body, say):
        """The node's answer, [success, payload]; what it tells on the way goes to say. Raises RelayError."""
        address, port = self._address(node)
        connection = http.client.HTTPSConnection(address, port, timeout=_CONNECT_SECONDS, context=self._tls())
        try:
            try:
                connection.connect()
            except OSError as trouble:
                raise RelayError(UNREACHABLE, "cannot be reached at %s port %d: %s" % (address, port, _words(trouble))) from trouble
            connection.sock.settimeout(self._silence)
            # A peer that goes without a word is noticed while there is nothing to send, too.
            connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            try:
                connection.request("POST", "/" + urllib.parse.quote(method), body, {
                    "Accept": "%s;v=1, application/json;q=0.5" % _STREAM, "Content-Type": "application/json",
                    "Ganeti-Feedback": "interval=1, heartbeat=%d" % _HEARTBEAT})
                return self._answer(connection.getresponse(), say)
            except TimeoutError as trouble:
                raise RelayError(LOST, "it said nothing for %d s, the outcome is unknown" % self._silence) from trouble
            except (OSError, http.client.HTTPException, ValueError) as trouble:
                raise RelayError(LOST, "the connection was lost, the outcome is unknown (%s)" % _words(trouble)) from trouble
        finally:
            connection.close()

    def _tls(self):
        """Every node presents the cluster's certificate, so no names are compared."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.load_verify_locations(self._server_certificate)
        # As Ganeti itself does, for clusters without certificates of the nodes' own.
        mine = self._client_certificate if os.path.exists(self._client_certificate) else self._server_certificate
        context.load_cert_chain(mine)
        return context

    def _answer(self, response, say):
        if response.status != 200:
            text = response.read(_LONGEST_EXCUSE).decode("utf-8", "replace").strip().split("\n")[0]
            raise RelayError(response.status, "it refused the call with status %d: %s" % (response.status, text))
        if not (response.headers.get("Content-Type") or "").startswith(_STREAM):
            return _checked(json.loads(_all(response)))
        rest = b""
        while True:
            piece = response.read1(_CHUNK)
            if not piece:
                raise RelayError(LOST, "its answer ended too early, the outcome is unknown")
            *whole, rest = (rest + piece).split(_END)
            if len(rest) > _LONGEST_MESSAGE:
                raise RelayError(LOST, "its answer is too long")
            for text in whole:
                message = json.loads(text)
                kind = message.get("type")
                if kind == "result":
                    return _checked(message.get("result"))
                if kind in ("progress", "log"):
                    say(message)


def _all(response):
    data = response.read(_LONGEST_MESSAGE + 1)
    if len(data) > _LONGEST_MESSAGE:
        raise RelayError(LOST, "its answer is too long")
    return data


def _checked(answer):
    if not isinstance(answer, list) or len(answer) != 2 or not isinstance(answer[0], bool):
        raise RelayError(LOST, "its answer is none, the outcome is unknown")
    return answer


def _words(trouble):
    logging.debug("relay: %s", trouble, exc_info=True)
    return getattr(trouble, "strerror", None) or str(trouble) or type(trouble).__name__
