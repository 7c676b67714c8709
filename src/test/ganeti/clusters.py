"""Two clusters on one machine, seen from outside of both: commands on their nodes, their RAPI, their disks, the wire between them."""

import base64
import contextlib
import ctypes
import glob
import grp
import hashlib
import json
import os
import re
import secrets
import signal
import subprocess
import threading
import time
import uuid

from rapi import Server

HERE = os.path.dirname(os.path.abspath(__file__))
RAPI_PORT, NODE_PORT, TRANSFER_PORT = 5080, 1811, 1812
CLONE_NEWNET = 0x40000000
MEBIBYTE = 1 << 20


class Broken(Exception):
    """What a case needs did not come about; the text says what."""


class Inside(Server):
    """A server in the network of a namespace. Only making a socket happens there: it stays in the network it was made in."""

    libc = ctypes.CDLL(None, use_errno=True)

    def __init__(self, base, namespace):
        super().__init__(base, timeout=120)
        self.namespace = "/run/netns/" + namespace

    def enter(self, path):
        with open(path, "rb") as place:
            if self.libc.setns(place.fileno(), CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns " + path)

    def connect(self):
        home = "/proc/%d/task/%d/ns/net" % (os.getpid(), threading.get_native_id())
        with open(home, "rb") as back:
            self.enter(self.namespace)
            try:
                return super().connect()
            finally:
                if self.libc.setns(back.fileno(), CLONE_NEWNET):
                    os.abort()  # nothing after this would be where it believes to be


class Cluster:
    """One of the two clusters; what it needs of Gatehouse runs on its node n1."""

    def __init__(self, second, container, place, work):
        self.options = ["--second"] if second else []
        self.prefix, self.domain = ("gu", "gatehouse2.test") if second else ("gt", "gatehouse.test")
        self.container, self.place, self.work = container, place, work
        self.directory = self.ask("place")
        self.address = self.ask("ip", "n1")
        self.state = os.path.join(work, self.prefix)
        self.url = "https://%s:%d" % (self.address, RAPI_PORT)
        self.rapi = Inside(self.url, self.prefix + "-n1")

    def ask(self, *arguments):
        return subprocess.run([HERE + "/cluster", *self.options, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()

    def is_up(self):
        return os.path.exists("/run/netns/%s-n1" % self.prefix) and os.path.exists(self.state)

    def up(self, nodes, secret=None):
        """Makes the cluster; secret is a file."""
        with open(os.path.join(self.work, self.prefix + ".log"), "wb") as log:
            done = subprocess.run([HERE + "/cluster", *self.options, "up", str(nodes), *(["--secret", secret] if secret else [])],
                                  stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False)
        if done.returncode:
            with open(log.name, encoding="utf-8", errors="replace") as log:
                raise Broken("no cluster %s: %s" % (self.prefix, log.read()[-2000:]))

    def down(self):
        with contextlib.suppress(Exception):
            self.gatehouse("stop")
        subprocess.run([HERE + "/cluster", *self.options, "down"], check=False, stdin=subprocess.DEVNULL)

    def command(self, *command, node="n1"):
        """The argument list that runs a command on a node."""
        return [HERE + "/cluster", *self.options, "exec", node, *command]

    def run(self, *command, check=True, limit=300, node="n1"):
        done = subprocess.run(self.command(*command, node=node), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=limit, check=False)
        if check and done.returncode:
            raise Broken("%s %s: status %d: %s" % (self.prefix, " ".join(command)[:200], done.returncode, done.stdout[-1500:]))
        return done.stdout

    def gatehouse(self, action):
        """gatehouse-node with all three listeners: RAPI, node calls, transfers."""
        self.run(HERE + "/gatehouse-node", self.place, action, "--state", self.state, "--container", self.container, "--port", str(NODE_PORT),
                 "--transfer-port", str(TRANSFER_PORT), "--rapi-port", str(RAPI_PORT))

    def take_over(self):
        """Gatehouse in the place of the node's daemon."""
        self.run("/usr/lib/ganeti/daemon-util", "stop", "ganeti-noded")
        self.gatehouse("start")

    def front(self):
        """The process that speaks HTTP."""
        with open(os.path.join(self.state, "front.pid"), encoding="ascii") as file:
            return int(file.read())

    def kill_front(self):
        """As if the machine's memory had run out: no last word."""
        pid = self.front()
        os.kill(pid, signal.SIGKILL)
        end = time.monotonic() + 10
        while os.path.exists("/proc/%d" % pid):
            with open("/proc/%d/stat" % pid, encoding="ascii") as file:
                if file.read().rpartition(")")[2].split()[0] == "Z":
                    return
            if time.monotonic() > end:
                raise Broken("process %d survives SIGKILL" % pid)
            time.sleep(0.05)

    def node_calls(self):
        """The listener for node calls, asked with the node's own certificate."""
        node = Inside("https://%s:%d" % (self.address, NODE_PORT), self.prefix + "-n1")
        node.tls.load_cert_chain(self.directory + "/n1/lib/client.pem")
        return node

    def log(self, lines=30):
        """The end of what Gatehouse said, for a failure's report."""
        said = []
        for path in sorted(glob.glob(self.state + "/*.log")):
            with open(path, encoding="utf-8", errors="replace") as file:
                said += ["--- %s %s" % (self.prefix, os.path.basename(path)), *file.read().splitlines()[-lines:]]
        return "\n".join(said)

    # ---- instances -------------------------------------------------------------------------------------------------------

    def instance(self, name):
        """The instance as the RAPI shows it; None if there is none."""
        answer = self.rapi.request("GET", "/2/instances/" + name)
        return None if answer.status == 404 else answer.json()

    def status(self, name):
        found = self.instance(name)
        return found["status"] if found else "gone"

    def create(self, name, *sizes, start=True):
        """An instance with disks of so many MiB, random but for a hole; returns their digests."""
        disks = [option for i, size in enumerate(sizes) for option in ("--disk", "%d:size=%dM" % (i, size))]
        self.run("gnt-instance", "add", "-t", "file", *disks, "-n", "n1." + self.domain, "-o", "plain", "--no-install", "--no-start", "-B",
                 "maxmem=64,minmem=64,vcpus=1", "--no-name-check", "--no-ip-check", "--no-wait-for-sync", name)
        for path in self.disks(name):
            fill(path)
        if start:
            self.run("gnt-instance", "startup", name)
        return self.digests(name)

    def remove(self, name):
        if self.instance(name):
            self.run("gnt-instance", "remove", "-f", "--shutdown-timeout=0", name)

    def files(self, node="n1"):
        """Where a node's file disks are, from outside."""
        return "%s/%s/srv/file-storage" % (self.directory, node)

    def disks(self, name, node="n1"):
        """The files of the instance's disks on a node, in order, from outside."""
        found = glob.glob("%s/%s/*.disk*" % (self.files(node), name))
        return sorted(found, key=lambda path: int(re.search(r"\.disk(\d+)$", path).group(1)))

    def digests(self, name):
        return [digest(path) for path in self.disks(name)]

    # ---- transfers -------------------------------------------------------------------------------------------------------

    def transfers(self):
        """All documents below /2/transfers."""
        return self.rapi.get("/2/transfers?bulk=1")

    def unfinished(self):
        return [each for each in self.transfers() if each["state"] in ("opening", "open", "waiting", "running")]

    def records(self):
        return sorted(os.path.basename(path) for path in glob.glob(self.record_place() + "/*.json"))

    def record_place(self):
        return self.directory + "/n1/run/transfers"

    def record(self, path, size):
        """Opens a file or device of the node for the nodes of its cluster, as the handler would; returns the transfer's id."""
        place = self.record_place()
        node = self.run("gnt-node", "list", "--no-headers", "-o", "uuid", "n1." + self.domain).strip()
        group = grp.getgrnam("gatehouse").gr_gid
        os.makedirs(place, 0o750, exist_ok=True)
        os.chown(place, 0, group)
        now = int(time.time())
        name = "l-0-%s-%s-0-%s" % ("0" * 32, uuid.uuid4(), secrets.token_hex(8))
        record = {
            "version": 2, "id": name, "mode": "local", "serial": "0", "fingerprint": None, "authority": None,
            "source": {"type": "block" if path.startswith("/dev/") else "file", "path": path}, "size": size, "codings": ["identity"], "streams": 4,
            "not_after": now + 600, "created": now, "node": node, "instance": "by.hand.test", "disk": 0,
        }
        data = json.dumps(record).encode("ascii")
        signed = subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.directory + "/n1/lib/server.pem"], input=data, stdout=subprocess.PIPE, check=True)
        for file, content in (("node", node.encode("ascii")), (name + ".sig", base64.b64encode(signed.stdout)), (name + ".json", data)):
            with open(os.path.join(place, file), "wb") as target:
                os.fchmod(target.fileno(), 0o640)
                os.fchown(target.fileno(), 0, group)
                target.write(content)
        return name

    def forget_records(self):
        for path in glob.glob(self.record_place() + "/*-*"):
            os.unlink(path)

    def keys(self):
        return sorted(glob.glob(self.state + "/front/transfers/keys/*.pem"))


def fill(path, hole=(0.5, 0.75)):
    """Fills a file in place with random bytes, but for a hole, if there is to be one; both ends of the hole are odd."""
    size = os.path.getsize(path)
    holes = [int(size * hole[0]) + 12345, int(size * hole[1]) + 54321] if hole and size > 4 * MEBIBYTE else [size, size]
    with open(path, "r+b") as disk:
        for start, end in ((0, holes[0]), (holes[1], size)):
            disk.seek(start)
            while disk.tell() < end:
                disk.write(os.urandom(min(MEBIBYTE, end - disk.tell())))
        disk.flush()
        os.fsync(disk.fileno())


def digest(path):
    with open(path, "rb") as disk:
        return hashlib.file_digest(disk, "sha256").hexdigest() if hasattr(hashlib, "file_digest") else _digest(disk)


def _digest(disk):
    whole = hashlib.sha256()
    while block := disk.read(MEBIBYTE):
        whole.update(block)
    return whole.hexdigest()


class Wire:
    """What lies between the clusters: both ends of the link are the machine's."""

    ENDS = ("gt-link", "gu-link")

    def __init__(self):
        self.slow = False

    @staticmethod
    def _ip(*arguments):
        subprocess.run(["ip", *arguments], check=True, stdin=subprocess.DEVNULL)

    def limit(self, megabits):
        """Makes it slow in both directions, so that there is a middle of a transfer."""
        self.free()
        for end in self.ENDS:
            subprocess.run(["tc", "qdisc", "add", "dev", end, "root", "tbf", "rate", "%dmbit" % megabits, "burst", "256k", "latency", "100ms"],
                           check=True, stdin=subprocess.DEVNULL)
        self.slow = True

    def free(self):
        if self.slow:
            for end in self.ENDS:
                subprocess.run(["tc", "qdisc", "del", "dev", end, "root"], check=False, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.slow = False

    def cut(self):
        self._ip("link", "set", self.ENDS[0], "down")

    def mend(self):
        self._ip("link", "set", self.ENDS[0], "up")

    @staticmethod
    def sent(cluster):
        """Bytes that left a cluster, headers of every layer included."""
        with open("/sys/class/net/%s-link/statistics/tx_bytes" % cluster.prefix, encoding="ascii") as here:
            return int(here.read())


def until(condition, seconds, what, pause=0.05):
    """Waits for a condition; fails with the text."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise Broken("not within %d s: %s" % (seconds, what))
        time.sleep(pause)
