"""A bare RAPI client for tests: says exactly what it is told to, and returns exactly what came back."""

import base64
import dataclasses
import json
import os
import re
import socket
import ssl
import subprocess
import time
from urllib.parse import urlsplit

USERS = {
    "admin": "secret",
    "reader": "readpw",
    "plain": "plainpw",
    "both": "bothpw",
    "hasher": "hashpw",
    "clear": "clearpw",
}
FINAL = ("success", "error", "canceled")


@dataclasses.dataclass
class Answer:
    """One answer; the status is None if the server closed the connection without one."""

    status: int | None
    headers: dict
    text: str

    def json(self):
        return json.loads(self.text)


def basic(user, password=None):
    """The Authorization header of one of USERS, or of any user and password."""
    pair = "%s:%s" % (user, USERS[user] if password is None else password)
    return "Basic " + base64.b64encode(pair.encode()).decode()


class Server:
    """One RAPI server by its address. Every request has a connection of its own; safe for threads."""

    def __init__(self, base, certificate=None, timeout=60):
        parts = urlsplit(base)
        self.base = base
        self.host = parts.hostname
        self.port = parts.port or 5080
        self.timeout = timeout
        self.tls = None
        if parts.scheme == "https":
            # Which certificate a server has is the subject of the tests that start it, not of this client.
            self.tls = ssl.create_default_context()
            self.tls.check_hostname = False
            self.tls.verify_mode = ssl.CERT_NONE
            if certificate:
                self.tls.load_cert_chain(certificate)

    def connect(self):
        plain = socket.create_connection((self.host, self.port), timeout=self.timeout)
        if not self.tls:
            return plain
        try:
            return self.tls.wrap_socket(plain, server_hostname=None)
        except BaseException:
            plain.close()
            raise

    def send(self, data, headless=False):
        """Sends the bytes of one request and reads one answer."""
        with self.connect() as connection:
            try:
                connection.sendall(data)
            except OSError:
                pass  # the server may refuse early; its answer still counts
            received = b""
            try:
                while True:
                    block = connection.recv(262144)
                    if not block:
                        break
                    received += block
                    if _whole(received, headless):
                        break
            except TimeoutError:
                raise
            except OSError:
                pass
        return _parse(received, headless)

    def request(self, method, path, body=None, user="admin", headers=(), raw=None):
        """Sends one request; body is turned to JSON, raw is sent as it is."""
        lines = {"Host": "%s:%d" % (self.host, self.port)}
        if user:
            lines["Authorization"] = basic(user)
        if raw is None and body is not None:
            raw = json.dumps(body).encode()
        if raw is not None:
            lines["Content-Type"] = "application/json"
            lines["Content-Length"] = str(len(raw))
        lines["Connection"] = "close"
        for name, value in dict(headers).items():
            if value is None:
                lines.pop(name, None)
            else:
                lines[name] = value
        head = ["%s %s HTTP/1.1" % (method, path)] + ["%s: %s" % line for line in lines.items()]
        data = "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + (raw or b"")
        return self.send(data, headless=method == "HEAD")

    def get(self, path, user="admin"):
        """Reads JSON; anything but 200 is an exception."""
        answer = self.request("GET", path, user=user)
        if answer.status != 200:
            raise RuntimeError("GET %s: %s %s" % (path, answer.status, answer.text[:200]))
        return answer.json()

    def job(self, number, limit=120):
        """Waits until a job has ended and returns it."""
        end = time.monotonic() + limit
        pause = 0.05
        while True:
            job = self.get("/2/jobs/%s" % number)
            if job["status"] in FINAL or job["status"] is None:
                return job
            if time.monotonic() > end:
                raise RuntimeError("job %s is still %s after %d s" % (number, job["status"], limit))
            time.sleep(pause)
            pause = min(pause * 1.5, 0.5)

    def submit(self, method, path, body=None):
        """Submits a write and waits for its job."""
        answer = self.request(method, path, body)
        if answer.status != 200:
            raise RuntimeError("%s %s: %s %s" % (method, path, answer.status, answer.text[:200]))
        return self.job(answer.json())


class CutError(OSError):
    """The answer ends before it says that it does."""


def _whole(received, headless):
    head, mark, rest = received.partition(b"\r\n\r\n")
    if not mark:
        return False
    if head.startswith(b"HTTP/1.1 100"):
        return False
    if headless:
        return True
    length = re.search(rb"(?im)^content-length:[ \t]*(\d+)", head)
    if length:
        return len(rest) >= int(length.group(1))
    return bool(re.search(rb"(?im)^transfer-encoding:[ \t]*chunked", head)) and rest.endswith(b"0\r\n\r\n")


def _parse(received, headless=False):
    while received.startswith(b"HTTP/1.1 100"):
        received = received.partition(b"\r\n\r\n")[2]
    head, _, rest = received.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    first = lines[0].split(" ", 2)
    if len(first) < 2 or not first[1].isdigit():
        return Answer(None, {}, received.decode("utf-8", "replace"))
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    if headers.get("transfer-encoding", "").lower() == "chunked":
        rest = _unchunk(rest)
    elif len(rest) < int(headers.get("content-length", "0")) and not headless:
        raise CutError("%d of %s bytes: %r" % (len(rest), headers["content-length"], rest[-200:]))
    return Answer(int(first[1]), headers, rest.decode("utf-8", "replace"))


def _unchunk(rest):
    whole = b""
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        count = int(size.split(b";")[0] or b"0", 16)
        if not count:
            return whole
        whole += rest[:count]
        rest = rest[count + 2 :]
    raise CutError("the answer ends before its last chunk: %r" % whole[-200:])


def luxid(action):
    """Starts or stops luxid as Ganeti's own tools do. Under a UTF-8 locale it would take other letters than ASCII into jobs, give them
    back as bytes that are no UTF-8, and so spoil every later list of jobs for every client."""
    subprocess.run(["/usr/lib/ganeti/daemon-util", action, "ganeti-luxid"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   env={**os.environ, "LC_ALL": "C"})


class Tally:
    """Counts checks, says at once which failed, and closes with the line that the caller of a script looks for."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, what, good, detail=""):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED %s%s" % (what, ": %s" % (detail,) if detail != "" else ""), flush=True)
        return good

    def close(self):
        print("%d passed, %d failed" % (self.passed, self.failed), flush=True)
        return 1 if self.failed else 0
