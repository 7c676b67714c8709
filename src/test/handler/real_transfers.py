"""Tests of disk transfers' calls and of the process that opens disks, with a real node's configuration; see real."""

import contextlib
import fcntl
import json
import mmap
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import real
from client import Call, Lost, request
from real import OTHER_USER, Handler, RealTest, until

LINKS = "/var/run/ganeti/instance-disks"
RECORDS = "/var/run/ganeti/transfers"
INSTANCE = "gatehouse-test.example.com"
NODE = "1b2c3d4e-0000-4000-8000-000000000001"
UUID = "1b2c3d4e-0000-4000-8000-000000000002"
RELAY_USER = "games"
MIB = 1 << 20


def ask(path, wanted, timeout=30, descriptors=4):
    """The answer to one request for disks, and its descriptors."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(timeout)
        connection.connect(path)
        connection.sendall(wanted if isinstance(wanted, bytes) else json.dumps(wanted).encode() + b"\n")
        data, found = b"", []
        while not data.strip(b"\n") or not data.endswith(b"\n"):
            piece, files, _, _ = socket.recv_fds(connection, 1 << 20, descriptors)
            if not piece:
                raise Lost()
            data += piece
            found += files
        return json.loads(data), found


@contextlib.contextmanager
def loop_device(size):
    """A block device of its own."""
    with tempfile.NamedTemporaryFile(prefix="gatehouse-test.") as file:
        file.truncate(size)
        file.flush()
        device = subprocess.run(["losetup", "--find", "--show", file.name], check=True, capture_output=True, text=True).stdout.strip()
        try:
            yield device
        finally:
            subprocess.run(["losetup", "--detach", device], check=True)


class TransferTest(RealTest):
    """Links to disks of an instance that Ganeti does not know."""

    def setUp(self):
        self.links = []
        self.addCleanup(self.unlink)
        self.socket = os.path.join(os.path.dirname(self.handler.socket), "disks")

    def unlink(self):
        for path in self.links:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)

    def link(self, path, index=0):
        link = os.path.join(LINKS, "%s:%d" % (INSTANCE, index))
        os.symlink(path, link)
        self.links.append(link)
        return path

    def file(self, size=MIB, index=0):
        with open(real.STORAGE_PATHS, encoding="utf-8") as source:
            place = next(line.strip() for line in source if line.strip() and not line.startswith("#"))
        path = os.path.join(place, "gatehouse-test-%d" % index)
        with open(path, "wb") as target:
            target.truncate(size)
        self.links.append(path)
        return self.link(path, index)

    def prepare(self, **more):
        wanted = dict({
            "instance": INSTANCE, "uuid": UUID, "node": NODE, "mode": "remote", "authority": "PEM", "codings": ["identity"],
            "streams": 2, "not_after": int(time.time()) + 60, "disks": [{"index": 0, "serial": "1", "fingerprint": "ab" * 32}]}, **more)
        found = self.handler.call("transfer_prepare", [wanted])
        success, payload = json.loads(found.body)
        self.assertTrue(success, payload)
        self.addCleanup(self.handler.call, "transfer_cleanup", [{"ids": [one["id"] for one in payload]}])
        return payload[0]["id"]

    def refused(self, wanted, reason):
        answer, descriptors = ask(self.socket, wanted)
        self.assertEqual((answer["ok"], descriptors), (False, []))
        self.assertRegex(answer["error"], reason)


class CallsTest(TransferTest):
    def test_records(self):
        self.file(3 * MIB)
        name = self.prepare()
        group = pwd.getpwnam("root").pw_gid
        for path, mode in ((RECORDS, 0o40750), (RECORDS + "/node", 0o100640), ("%s/%s.json" % (RECORDS, name), 0o100640),
                           ("%s/%s.sig" % (RECORDS, name), 0o100640)):
            found = os.stat(path)
            self.assertEqual((found.st_mode, found.st_uid, found.st_gid), (mode, 0, group), path)
        with open("%s/%s.json" % (RECORDS, name), "rb") as source:
            record = json.load(source)
        self.assertEqual(record["size"], 3 * MIB)
        found = self.handler.call("transfer_cleanup", [{"ids": [name]}])
        self.assertEqual((found.status, found.body), (200, b"[true, null]\n"))
        self.assertFalse(os.path.exists("%s/%s.json" % (RECORDS, name)))

    def test_a_block_device(self):
        with loop_device(5 * MIB) as device:
            self.link(device)
            name = self.prepare()
            with open("%s/%s.json" % (RECORDS, name), "rb") as source:
                record = json.load(source)
            self.assertEqual((record["source"], record["size"]), ({"type": "block", "path": device}, 5 * MIB))

    def test_no_disk(self):
        found = self.handler.call("transfer_prepare", [{
            "instance": INSTANCE, "uuid": UUID, "node": NODE, "mode": "local", "codings": ["identity"], "streams": 2,
            "not_after": int(time.time()) + 60, "disks": [{"index": 7}]}])
        self.assertRegex(found.body, rb"\A\[false, .disk/7 of gatehouse-test.example.com is not active on this node")

    def test_signing_with_the_clusters_secret(self):
        mac, salt = json.loads(self.handler.call("transfer_sign", ["0:Hi, I'm Ganeti"]).body)[1]
        script = ("import sys; sys.path.insert(0, '/usr/share/ganeti/default'); from ganeti import utils, pathutils; "
                  "secret = utils.ReadOneLineFile(pathutils.CLUSTER_DOMAIN_SECRET_FILE, strict=True); "
                  "print(utils.VerifySha1Hmac(secret, *sys.argv[1:3], salt=sys.argv[3]), utils.Sha1Hmac(secret, 'x', salt='ab'))")
        said = subprocess.run([real.PYTHON, "-c", script, "0:Hi, I'm Ganeti", mac, salt], check=True, capture_output=True, text=True)
        verdict, theirs = said.stdout.split()
        self.assertEqual(verdict, "True")
        self.assertEqual(self.handler.call("transfer_verify", ["x", theirs, "ab"]).body, b"[true, true]\n")
        self.assertEqual(self.handler.call("transfer_verify", ["y", theirs, "ab"]).body, b"[true, false]\n")

    def test_nodes_are_reached_by_name(self):
        node = socket.gethostname()
        if real.official("version", b"[]") is None:
            self.skipTest("no official daemon answers on port 1811")
        # Ganeti's own daemon knows no such call, and has its own way to say so: it hangs up.
        found = self.handler.call("transfer_relay", [{"node": node, "method": "transfer_identity", "args": []}])
        self.assertRegex(found.body, (r"\Anode %s: (it refused the call with status|the connection was lost)" % node).encode())
        found = self.handler.call("transfer_relay", [{"node": "none.example.com", "method": "transfer_identity", "args": []}])
        self.assertEqual((found.status, found.body), (502, b"node none.example.com: the cluster has no such node"))


class DisksTest(TransferTest):
    def test_source(self):
        path = self.file(2 * MIB)
        with open(path, "r+b") as target:
            target.seek(MIB)
            target.write(b"data")
        name = self.prepare()
        answer, descriptors = ask(self.socket, {"open": "source", "transfer": name})
        # What was written just now is in memory.
        self.assertEqual((answer["direct"], len(descriptors)), (False, 1))
        os.close(descriptors[0])
        with open(path, "rb") as source:
            os.fsync(source.fileno())
            os.posix_fadvise(source.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        answer, (descriptor, *medium) = ask(self.socket, {"open": "source", "transfer": name})
        self.assertEqual(len(medium), 1 if answer["direct"] else 0)
        for other in medium:
            self.assertTrue(fcntl.fcntl(other, fcntl.F_GETFL) & os.O_DIRECT)
            with self.assertRaises(OSError):
                os.write(other, bytes(4096))
            os.close(other)
        with os.fdopen(descriptor, "rb") as source:
            self.assertEqual((answer["ok"], answer["size"]), (True, 2 * MIB))
            self.assertEqual(os.pread(descriptor, 4, MIB), b"data")
            with self.assertRaises(OSError):
                os.write(descriptor, b"x")
            del source
        answer, descriptors = ask(self.socket, {"extents": name})
        self.assertEqual((answer, descriptors), ({"ok": True, "size": 2 * MIB, "extents": [[MIB, 4096]]}, []))

    def test_refused_sources(self):
        path = self.file()
        name = self.prepare()
        self.refused({"open": "source", "transfer": name[:-1] + ("0" if name[-1] != "0" else "1")}, "no such transfer")
        self.refused({"open": "source"}, "no transfer")
        self.refused({"open": "source", "transfer": "../../../etc/passwd"}, "no transfer")
        self.refused({"extents": 5}, "no transfer")
        os.truncate(path, 4096)
        self.refused({"open": "source", "transfer": name}, "smaller")
        os.unlink(path)
        os.symlink("/etc/passwd", path)
        self.refused({"open": "source", "transfer": name}, "link")

    def test_a_record_that_was_changed(self):
        self.file()
        name = self.prepare()
        path = "%s/%s.json" % (RECORDS, name)
        with open(path, "rb") as source:
            record = json.load(source)
        record["source"]["path"] = "/etc/shadow"
        with open(path, "w", encoding="ascii") as target:
            json.dump(record, target)
        self.refused({"open": "source", "transfer": name}, "signature is wrong")

    def test_a_transfer_that_is_over(self):
        self.file()
        name = self.prepare(not_after=int(time.time()) + 2)
        time.sleep(2)
        self.refused({"open": "source", "transfer": name}, "over")

    def test_target(self):
        path = self.file(2 * MIB)
        with open(path, "r+b") as target:
            target.write(b"old" * 1000)
        answer, descriptors = ask(self.socket, {"open": "target", "instance": INSTANCE, "disk": 0, "blank": False})
        try:
            data, medium = descriptors[:2]
            self.assertEqual((answer["ok"], answer["size"]), (True, 2 * MIB))
            with self.assertRaises(OSError):
                os.pread(data, 1, 0)
            os.pwrite(data, b"n" * 4096, 8192)
            os.fsync(data)
            aligned = mmap.mmap(-1, 4096)
            self.assertEqual(os.preadv(medium, [aligned], 8192), 4096)
            self.assertEqual(aligned[:], b"n" * 4096)
            self.assertEqual(os.preadv(medium, [aligned], 0), 4096)
            self.assertEqual(aligned[:3], b"old")
            if answer["direct"]:
                with self.assertRaises(OSError):
                    os.preadv(medium, [memoryview(aligned)[:100]], 5)
                os.pwritev(descriptors[2], [aligned], 4096)
                self.assertEqual(os.preadv(medium, [aligned], 4096), 4096)
                self.assertEqual(aligned[:3], b"old")
                with self.assertRaises(OSError):
                    os.pread(descriptors[2], 4096, 0)
            self.assertEqual(len(descriptors), 3 if answer["direct"] else 2)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        answer, descriptors = ask(self.socket, {"open": "target", "instance": INSTANCE, "disk": 0, "blank": True})
        for descriptor in descriptors:
            os.close(descriptor)
        self.assertEqual(answer["size"], 2 * MIB)
        with open(path, "rb") as source:
            self.assertEqual(source.read(), bytes(2 * MIB))

    def test_a_blank_block_device(self):
        with loop_device(600 * MIB) as device:
            self.link(device)
            with open(device, "r+b", buffering=0) as target:
                for place in (0, 300 * MIB, 599 * MIB):
                    os.pwrite(target.fileno(), b"old" * 1000, place)
                os.fsync(target.fileno())
            answer, descriptors = ask(self.socket, {"open": "target", "instance": INSTANCE, "disk": 0, "blank": True})
            for descriptor in descriptors:
                os.close(descriptor)
            self.assertEqual((answer["ok"], answer["size"], answer["direct"]), (True, 600 * MIB, True))
            with open(device, "rb", buffering=0) as source:
                for place in (0, 300 * MIB, 599 * MIB):
                    self.assertEqual(os.pread(source.fileno(), 4096, place), bytes(4096))

    def test_refused_targets(self):
        self.link("/etc/passwd")
        self.refused({"open": "target", "instance": INSTANCE, "disk": 0, "blank": True}, "neither a block device nor a file")
        self.refused({"open": "target", "instance": INSTANCE, "disk": 1, "blank": True}, "not active")
        self.refused({"open": "target", "instance": "../x", "disk": 0}, "no name")
        self.refused({"open": "window"}, "no such request")
        self.refused([], "no JSON object")
        self.refused(b"nonsense\n", "no JSON object")
        self.refused(b"x" * 5000 + b"\n", "too long")

    def test_slow_and_silent_callers(self):
        waiting = []
        for _ in range(70):
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.connect(self.socket)
            waiting.append(connection)
        self.file()
        name = self.prepare()
        begin = time.monotonic()
        # More than may be at once: it is its turn when the silent ones have been given up.
        answer, descriptors = ask(self.socket, {"extents": name})
        self.assertTrue(answer["ok"])
        self.assertLess(time.monotonic() - begin, 15)
        for connection in waiting:
            connection.close()

    def test_nothing_leaks(self):
        self.file()
        name = self.prepare()
        pid, = until(lambda: self.handler.children(opener=True))

        def held():
            return len(os.listdir("/proc/%d/fd" % pid))

        before = until(held)
        for _ in range(100):
            for wanted in ({"open": "source", "transfer": name}, {"open": "target", "instance": INSTANCE, "disk": 0}, {"extents": name},
                           {"open": "source", "transfer": name[:-1] + "x"}):
                for descriptor in ask(self.socket, wanted)[1]:
                    os.close(descriptor)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as gone:
            gone.connect(self.socket)
            gone.sendall(json.dumps({"open": "source", "transfer": name}).encode() + b"\n")
        self.assertEqual(until(lambda: held() == before and before), before)


class ProcessTest(TransferTest):
    def test_it_is_made_again(self):
        pid, = until(lambda: self.handler.children(opener=True))
        os.kill(pid, signal.SIGKILL)
        self.assertTrue(until(lambda: self.handler.children(opener=True) not in ([], [pid])))
        self.file()
        self.assertTrue(ask(self.socket, {"open": "target", "instance": INSTANCE, "disk": 0})[0]["ok"])

    def test_it_has_nothing_of_the_handlers(self):
        handler = self.own()
        pid, = until(lambda: handler.children(opener=True))
        held = [os.readlink("/proc/%d/fd/%s" % (pid, number)) for number in os.listdir("/proc/%d/fd" % pid)]
        self.assertEqual(sum(name.startswith("socket:") for name in held), 1, held)
        self.assertNotIn("anon_inode:[eventpoll]", held)

    def test_it_ends_with_the_handler(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            handler = self.own()
            pid, = until(lambda: handler.children(opener=True))
            handler.process.send_signal(number)
            handler.process.wait(15)
            self.assertTrue(until(lambda: not real.status(pid)))

    def test_sighup(self):
        handler = self.own()
        os.rename(handler.log, handler.log + ".1")
        pid, = until(lambda: handler.children(opener=True))
        handler.process.send_signal(signal.SIGHUP)
        self.assertTrue(until(lambda: handler.log in [
            os.readlink("/proc/%d/fd/%s" % (pid, number)) for number in os.listdir("/proc/%d/fd" % pid)]))


class AccessTest(TransferTest):
    SCRIPT = "import sys; sys.path.insert(0, %r); from client import call; print(*(call(%r, *one).status for one in %r))"

    @classmethod
    def setUpClass(cls):
        cls.relay = os.path.join(tempfile.mkdtemp(prefix="gatehouse-test."), "relay", "socket")
        os.chmod(os.path.dirname(os.path.dirname(cls.relay)), 0o755)
        cls.handler = Handler("--relay-user", RELAY_USER, "--relay-socket", cls.relay, users=(OTHER_USER,))

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        shutil.rmtree(os.path.dirname(os.path.dirname(cls.relay)))

    def as_user(self, name, path, calls):
        account = pwd.getpwnam(name)
        place = tempfile.mkdtemp(prefix="gatehouse-test.")
        self.addCleanup(shutil.rmtree, place)
        os.chmod(place, 0o755)
        shutil.copy(os.path.join(real.HERE, "client.py"), place)
        os.chmod(os.path.join(place, "client.py"), 0o644)
        found = subprocess.run([real.PYTHON, "-B", "-c", self.SCRIPT % (place, path, calls)], user=name, group=account.pw_gid,
                               extra_groups=(), capture_output=True, text=True, check=False)
        return found.stdout.strip() or found.stderr.strip().splitlines()[-1]

    def test_modes(self):
        group = pwd.getpwnam(RELAY_USER).pw_gid
        for path, mode in ((os.path.dirname(self.relay), 0o40750), (self.relay, 0o140660)):
            found = os.stat(path)
            self.assertEqual((found.st_mode, found.st_uid, found.st_gid), (mode, 0, group))
        found = os.stat(self.socket)
        self.assertEqual((found.st_mode, found.st_gid), (0o140660, pwd.getpwnam(OTHER_USER).pw_gid))

    def test_what_the_relays_user_may_call(self):
        calls = [("transfer_sign", ["x"]), ("transfer_verify", ["x", "y", "z"]), ("transfer_osparams", ["x"]),
                 ("transfer_osparams_values", ["x"]),
                 ("transfer_relay", [{"node": "none", "method": "transfer_identity", "args": []}]), ("version", []),
                 ("transfer_prepare", [{}]), ("transfer_cleanup", [{"ids": []}]), ("upload_file_single", []), ("no_such", [])]
        self.assertEqual(self.as_user(RELAY_USER, self.relay, calls), "200 200 200 200 502 403 403 403 403 403")

    def test_and_nothing_elsewhere(self):
        self.assertIn("PermissionError", self.as_user(RELAY_USER, self.handler.socket, [("version", [])]))
        self.assertIn("PermissionError", self.as_user(OTHER_USER, self.relay, [("transfer_sign", ["x"])]))
        with self.assertRaises((Lost, OSError)):
            Call(self.relay).send(request("transfer_sign", ["x"])).answer()
        with self.assertRaises((Lost, OSError)):
            ask(self.socket, {"open": "window"})

    def test_the_user_may_call_them_too(self):
        self.assertEqual(self.as_user(OTHER_USER, self.handler.socket, [("version", []), ("transfer_sign", ["x"])]), "200 200")
