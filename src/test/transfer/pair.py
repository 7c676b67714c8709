"""Two embedded clusters that exchange instances."""
import base64, glob, hashlib, http.client, json, os, signal, socket, ssl, subprocess, time

from relay import Relay

HERE = os.path.dirname(os.path.abspath(__file__))
RUN = os.path.join(HERE, "../../../deploy/run")
MOVE = os.path.join(HERE, "../../../deploy/move-instance")
# Its policy lets instances be small.
CLUSTER = os.path.join(HERE, "../embedded/test-cluster.json")
START_LIMIT = 180
MOVE_LIMIT = 600
MIB = 1 << 20
ENDED = ("done", "failed", "cancelled", "expired")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Cluster:
    """One cluster: a deploy/run with the Remote API and transfers."""

    def __init__(self, work, container, secret):
        self.work, self.container, self.process = work, container, None
        self.rapi, self.transfer = free_port(), free_port()
        self.relay = Relay(self.transfer)
        os.makedirs(os.path.join(work, "transfer"))
        self.secret(secret)

    def secret(self, text):
        with open(os.path.join(self.work, "transfer", "cluster-domain-secret"), "w") as file:
            os.chmod(file.fileno(), 0o600)
            file.write(text + "\n")

    def start(self):
        self.begin()
        self.answer()

    def begin(self):
        self.process = subprocess.Popen(
            [RUN, "--container", self.container, "--cluster", CLUSTER, "--work", self.work, "--listen", "rapi=127.0.0.1:%d" % self.rapi,
             "--listen", "transfer=127.0.0.1:%d" % self.transfer],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open(self.work + ".log", "ab"),
            env=dict(os.environ, GATEHOUSE_TRANSFER_PUBLIC_URL="https://127.0.0.1:%d" % self.relay.port))

    def answer(self):
        end = time.monotonic() + START_LIMIT
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise SystemExit("deploy/run ended with %d; see %s.log" % (self.process.returncode, self.work))
            try:
                if self.ask("GET", "/2/info")[0] == 200:
                    return
            except (OSError, http.client.HTTPException, ValueError):
                pass
            time.sleep(0.1)
        raise SystemExit("no answer in %d s; see %s.log" % (START_LIMIT, self.work))

    def kill(self):
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def ca(self):
        return os.path.join(self.work, "tls/ca.pem")

    def user(self):
        with open(os.path.join(self.work, "users")) as users:
            return users.readline().split()[:2]

    def ask(self, method, path, body=None):
        status, _, answer = self.request(method, path, body)
        return status, json.loads(answer)

    def request(self, method, path, body=None, user=None):
        """Status, headers and bytes of an answer; the user is (name, password), the administrator if not given."""
        context = ssl.create_default_context(cafile=self.ca())
        connection = http.client.HTTPSConnection("127.0.0.1", self.rapi, timeout=60, context=context)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), {
                "Authorization": "Basic " + base64.b64encode(":".join(user or self.user()).encode()).decode(),
                "Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def job(self, method, path, body=None):
        status, number = self.ask(method, path, body)
        if status != 200:
            raise RuntimeError("%s %s: %r" % (method, path, number))
        while True:
            job = self.ask("GET", "/2/jobs/%s" % number)[1]
            if job["status"] in ("success", "error", "canceled"):
                if job["status"] != "success":
                    raise RuntimeError("job %s: %r" % (number, job["opresult"]))
                return job["opresult"]
            time.sleep(0.1)

    def instance(self, name):
        status, body = self.ask("GET", "/2/instances/" + name)
        return body if status == 200 else None

    def files(self, name):
        """The disk files of an instance, in the order of its disks."""
        uuids = self.instance(name)["disk.uuids"]
        found = []
        for index, uuid in enumerate(uuids):
            places = [path for path in glob.glob(os.path.join(self.work, "cluster/nodes/**"), recursive=True)
                      if os.path.isfile(path) and (uuid in path or ("/%s/" % name in path and path.endswith("disk%d" % index)))]
            if len(places) != 1:
                raise RuntimeError("disk %d of %s is at %r" % (index, name, places))
            found.append(places[0])
        return found

    def digests(self, name):
        return [digest(path) for path in self.files(name)]

    def remains(self):
        """What transfers have left on the disk: records, keys, journals and marks."""
        return [path for name in ("records", "keys", "pulls", "state")
                for path in glob.glob(os.path.join(self.work, "transfer", name, "**"), recursive=True) if os.path.isfile(path)]

    def transfers(self):
        return self.ask("GET", "/2/transfers?bulk=1")[1]


def digest(path):
    sha = hashlib.sha256()
    with open(path, "rb") as file:
        for piece in iter(lambda: file.read(MIB), b""):
            sha.update(piece)
    return sha.hexdigest()


class Pair:
    """Two clusters, what moves instances between them, and what has come of it."""

    def __init__(self, work, size, container):
        self.work, self.size = work, size
        self.passed = self.failed = 0
        secret = os.urandom(20).hex()
        self.source = Cluster(os.path.join(work, "source"), container, secret)
        self.target = Cluster(os.path.join(work, "target"), container, secret)
        self.secret_text = secret
        for cluster in (self.source, self.target):
            cluster.begin()
        for cluster in (self.source, self.target):
            cluster.answer()

    def check(self, what, holds, detail=""):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED: %s %s" % (what, detail), flush=True)
        return holds

    def make(self, name, start=True):
        """An instance with two disks: random data, and random data with holes in it."""
        node = self.source.ask("GET", "/2/nodes")[1][0]["id"]
        self.source.job("POST", "/2/instances", {
            "__version__": 1, "mode": "create", "name": name, "disk_template": "file", "disks": [{"size": self.size}, {"size": self.size}],
            "nics": [{}], "os": self.os(), "no_install": True, "pnode": node, "start": False, "name_check": False, "ip_check": False,
            "beparams": {"maxmem": 128, "minmem": 128}})
        for number, path in enumerate(self.source.files(name)):
            with open(path, "r+b") as file:
                for offset in range(0, self.size, 8):
                    if number == 0 or offset % 32 == 0:
                        file.seek(offset * MIB)
                        file.write(os.urandom(min(8, self.size - offset) * MIB))
        if start:
            self.source.job("PUT", "/2/instances/%s/startup" % name)
        return self.source.digests(name)

    def os(self):
        names = self.source.ask("GET", "/2/os")[1]
        return names[0]

    def move(self, *arguments):
        words = [MOVE]
        for side, cluster in (("from", self.source), ("to", self.target)):
            password = os.path.join(self.work, side + ".password")
            name, text = cluster.user()
            with open(password, "w") as file:
                file.write(text + "\n")
            words += ["--" + side, "https://127.0.0.1:%d" % cluster.rapi, "--%s-user" % side, name,
                      "--%s-password-file" % side, password, "--%s-ca" % side, cluster.ca()]
        node = self.target.ask("GET", "/2/nodes")[1][0]["id"]
        return subprocess.Popen(words + ["--target-node", node] + list(arguments), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def end(self, process):
        try:
            out = process.communicate(timeout=MOVE_LIMIT)[0]
        except subprocess.TimeoutExpired:
            process.kill()
            out = process.communicate()[0] + "\n(no end in %d s)" % MOVE_LIMIT
        return process.returncode, out

    def bytes(self, least, limit=120):
        """Returns once the import has so many bytes; whether it got there while running."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            try:
                for transfer in self.target.transfers():
                    if transfer["kind"] == "import" and transfer["state"] == "running" and transfer["bytes"] >= least:
                        return True
            except (OSError, http.client.HTTPException, ValueError):
                pass
            time.sleep(0.02)
        return False

    def arrived(self, name, digests, status, out, new=None):
        there = self.target.instance(new or name)
        self.check(name + ": status", status == 0, out)
        self.check(name + ": at the destination", there is not None, out)
        if there:
            self.check(name + ": digests", self.target.digests(new or name) == digests)
            self.check(name + ": runs", there["oper_state"] is True, there["status"])
        self.check(name + ": ended", all(t["state"] in ENDED for t in self.source.transfers() + self.target.transfers()))

    def as_before(self, name, digests, status, out, wanted=1):
        self.check(name + ": status", status == wanted, "%s: %s" % (status, out))
        self.check(name + ": destination is clean", self.target.instance(name) is None, out)
        here = self.source.instance(name)
        self.check(name + ": runs at the source", here is not None and here["oper_state"] is True, out)
        if here:
            self.check(name + ": digests", self.source.digests(name) == digests)
            self.source.job("DELETE", "/2/instances/" + name)
