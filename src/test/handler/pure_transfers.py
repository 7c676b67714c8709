"""Tests of the calls of disk transfers that need neither root nor Ganeti."""

import hmac
import http.server
import json
import os
import shutil
import socket
import ssl
import stat
import subprocess
import tempfile
import threading
import time
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))

import pure  # noqa: F401 (puts the handler into the path)
from gatehouse_handler import cache, disks, records, relay, transfers

NODE = "1b2c3d4e-0000-4000-8000-000000000001"
INSTANCE = "1b2c3d4e-0000-4000-8000-000000000002"
KEYS = {}


def setUpModule():
    """Two key pairs, each in a file as Ganeti has it."""
    KEYS["place"] = place = tempfile.mkdtemp(prefix="gatehouse-test.")
    for name in ("own", "other"):
        key, certificate = os.path.join(place, name + ".key"), os.path.join(place, name + ".crt")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=ganeti.example.com",
                        "-keyout", key, "-out", certificate], check=True, capture_output=True)
        KEYS[name] = os.path.join(place, name + ".pem")
        with open(KEYS[name], "wb") as target:
            for part in (key, certificate):
                with open(part, "rb") as source:
                    target.write(source.read())


def tearDownModule():
    shutil.rmtree(KEYS["place"])


class CacheTest(unittest.TestCase):
    """A disk with data in its middle."""

    def setUp(self):
        # Not in memory, where temporary files may be.
        self.file = self.enterContext(tempfile.NamedTemporaryFile(dir=HERE))
        self.file.truncate(64 << 20)

    def forgotten(self):
        os.fsync(self.file.fileno())
        os.posix_fadvise(self.file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

    def test(self):
        descriptor = self.file.fileno()
        self.assertTrue(cache.has(descriptor, 64 << 20))
        os.pwrite(descriptor, os.urandom(16 << 20), 24 << 20)
        self.assertTrue(cache.has(descriptor, 64 << 20))
        self.forgotten()
        # Nor does it bring anything in to ask.
        for _ in range(3):
            self.assertFalse(cache.has(descriptor, 64 << 20))
        os.pread(descriptor, 8 << 20, 24 << 20)
        self.assertFalse(cache.has(descriptor, 64 << 20))
        os.pread(descriptor, 16 << 20, 24 << 20)
        self.assertTrue(cache.has(descriptor, 64 << 20))

    def test_no_disk(self):
        reading, writing = os.pipe()
        with os.fdopen(reading), os.fdopen(writing):
            self.assertFalse(cache.has(reading, 64 << 20))


class PlaceTest(unittest.TestCase):
    """A directory with links to disks, one for disks and one for records."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="gatehouse-test.")
        self.addCleanup(temporary.cleanup)
        self.place = os.path.realpath(temporary.name)
        for name in ("links", "storage", "elsewhere"):
            os.mkdir(os.path.join(self.place, name))
        self.disks = disks.Disks(self.at("links"), lambda: [self.at("storage"), "relative", "/"])
        self.signer = records.Signer(KEYS["own"])
        self.records = records.Records(self.at("records"), os.getegid(), self.signer)

    def at(self, *names):
        return os.path.join(self.place, *names)

    def disk(self, index=0, size=1 << 20, content=b"", directory="storage"):
        path = self.at(directory, "disk%d" % index)
        with open(path, "wb") as target:
            target.write(content)
            target.truncate(size)
        os.symlink(path, self.at("links", "inst1.example.com:%d" % index))
        return path


class DisksTest(PlaceTest):
    def test_a_disk_is_found_by_its_link(self):
        path = self.disk()
        self.assertEqual(self.disks.of_instance("inst1.example.com", 0), ("file", path))

    def test_what_is_no_disk(self):
        self.disk(0, directory="elsewhere")
        os.symlink("/dev/null", self.at("links", "inst1.example.com:1"))
        os.symlink(self.at("storage"), self.at("links", "inst1.example.com:2"))
        os.symlink("/etc/passwd", self.at("storage", "sly"))
        os.symlink(self.at("storage", "sly"), self.at("links", "inst1.example.com:3"))
        for index, reason in ((0, "neither"), (1, "neither"), (2, "neither"), (3, "neither"), (4, "not active"), (-1, "no index"),
                              ("0", "no index"), (True, "no index")):
            with self.subTest(index=index), self.assertRaisesRegex(disks.DiskError, reason):
                self.disks.of_instance("inst1.example.com", index)
        for name in ("../x", "", "a/b", None, ".hidden"):
            with self.subTest(name=name), self.assertRaisesRegex(disks.DiskError, "no name"):
                self.disks.of_instance(name, 0)

    def test_a_path_with_a_link_is_not_opened(self):
        path = self.disk()
        os.symlink(self.at("storage"), self.at("storage", "again"))
        os.close(self.disks.open(path, os.O_RDONLY))
        with self.assertRaisesRegex(disks.DiskError, "link"):
            self.disks.open(self.at("storage", "again", "disk0"), os.O_RDONLY)

    def test_extents(self):
        path = self.disk(size=64 << 20)
        with open(path, "r+b") as target:
            for offset in (0, 8 << 20, 40 << 20):
                os.pwrite(target.fileno(), b"x" * 4096, offset)
            found = disks.extents(target.fileno(), 64 << 20)
        self.assertEqual(found, [[0, 4096], [8 << 20, 4096], [40 << 20, 4096]])

    def test_an_empty_disk_has_no_extents(self):
        with open(self.disk(size=1 << 20), "rb") as source:
            self.assertEqual(disks.extents(source.fileno(), 1 << 20), [])

    def test_too_many_extents_are_merged(self):
        found = disks._merged([[0, 10], [12, 10], [100000, 5]], 64 << 10)
        self.assertEqual(found, [[0, 22], [100000, 5]])

    def test_blank_keeps_the_size(self):
        path = self.disk(size=3 << 20, content=b"y" * 100000)
        with open(path, "r+b") as target:
            disks.make_blank(target.fileno(), "file", 3 << 20, lambda: None)
        with open(path, "rb") as source:
            self.assertEqual(source.read(), bytes(3 << 20))
        self.assertEqual(os.stat(path).st_blocks, 0)


class RecordsTest(PlaceTest):
    def record(self, **more):
        name = "r-1f-%s-%s-0-%s" % ("ab" * 16, INSTANCE, "0123456789abcdef")
        return dict({"version": 2, "id": name, "node": NODE, "not_after": int(time.time()) + 60}, **more)

    def test_written_and_found(self):
        record = self.record()
        self.records.write([record], NODE)
        self.assertEqual(self.records.find(record["id"]), record)
        self.assertEqual(stat.S_IMODE(os.stat(self.at("records")).st_mode), 0o750)
        names = sorted(os.listdir(self.at("records")))
        self.assertEqual(names, ["node", record["id"] + ".json", record["id"] + ".sig"])
        for name in names:
            self.assertEqual(stat.S_IMODE(os.stat(self.at("records", name)).st_mode), 0o640)

    def test_openssl_says_so_too(self):
        record = self.record()
        self.records.write([record], NODE)
        data, signature = (self.at("records", record["id"] + ending) for ending in (".json", ".sig"))
        with open(self.at("key"), "wb") as key:
            key.write(subprocess.run(["openssl", "x509", "-in", KEYS["own"], "-noout", "-pubkey"], check=True, capture_output=True).stdout)
        with open(self.at("raw"), "wb") as raw:
            raw.write(subprocess.run(["base64", "-d", signature], check=True, capture_output=True).stdout)
        subprocess.run(["openssl", "dgst", "-sha256", "-verify", self.at("key"), "-signature", self.at("raw"), data], check=True,
                       capture_output=True)

    def test_what_is_not_believed(self):
        record = self.record()
        cases = {
            "signature": lambda: self.put(record["id"] + ".json", json.dumps(dict(record, not_after=record["not_after"] + 1)).encode()),
            "no such": lambda: os.unlink(self.at("records", record["id"] + ".sig")),
            "another node": lambda: self.put("node", INSTANCE.encode()),
            "is over": lambda: self.records.write([self.record(not_after=int(time.time()) - 1)], NODE),
            "another transfer": lambda: self.rename(record),
        }
        for reason, spoil in cases.items():
            with self.subTest(reason):
                self.records.write([record], NODE)
                spoil()
                with self.assertRaisesRegex(records.RecordError, reason):
                    self.records.find(record["id"])

    def rename(self, record):
        other = dict(record, id=record["id"][:-1] + "0")
        self.records.write([other], NODE)
        for ending in (".json", ".sig"):
            os.rename(self.at("records", other["id"] + ending), self.at("records", record["id"] + ending))

    def put(self, name, data):
        with open(self.at("records", name), "wb") as target:
            target.write(data)

    def test_another_key(self):
        record = self.record()
        records.Records(self.at("records"), os.getegid(), records.Signer(KEYS["other"])).write([record], NODE)
        with self.assertRaisesRegex(records.RecordError, "signature"):
            self.records.find(record["id"])

    def test_strange_names(self):
        for name in ("", "../../etc/passwd", None, 5, "r-1f-x"):
            with self.subTest(name), self.assertRaises(records.RecordError):
                self.records.find(name)

    def test_a_directory_that_is_a_link_is_not_used(self):
        os.symlink(self.at("elsewhere"), self.at("records"))
        with self.assertRaises(records.RecordError):
            self.records.write([self.record()], NODE)
        self.assertEqual(os.listdir(self.at("elsewhere")), [])

    def test_removing(self):
        one, old = self.record(), self.record(id=self.record()["id"][:-1] + "e", not_after=int(time.time()) - 25 * 3600)
        self.records.remove(["nothing"])
        self.records.write([one, old], NODE)
        self.records.remove(["nothing", "../x"])
        self.assertEqual(sorted(os.listdir(self.at("records"))), ["node", one["id"] + ".json", one["id"] + ".sig"])
        self.records.remove([one["id"]])
        self.records.remove([one["id"]])
        self.assertEqual(os.listdir(self.at("records")), ["node"])


class TransfersTest(PlaceTest):
    SECRET = "0123456789abcdef0123456789abcdef01234567"

    def setUp(self):
        super().setUp()
        self.transfers = transfers.Transfers(self.disks, self.records, lambda: self.SECRET, None, lambda: self.configuration)

    def call(self, method, *arguments):
        status, answer = self.transfers.call(method, json.dumps(arguments).encode(), lambda message: None)
        self.assertEqual(status, 200)
        return json.loads(answer)

    def wanted(self, **more):
        return dict({
            "instance": "inst1.example.com", "uuid": INSTANCE, "node": NODE, "mode": "remote", "authority": "PEM",
            "codings": ["identity", "zstd"], "streams": 16, "not_after": int(time.time()) + 3600,
            "disks": [{"index": index, "serial": "19ab%d" % index, "fingerprint": "ab" * 32} for index in (0, 1)]}, **more)

    def test_prepare(self):
        paths = [self.disk(0, 3 << 20), self.disk(1, 4097)]
        success, found = self.call("transfer_prepare", self.wanted())
        self.assertTrue(success, found)
        self.assertEqual([(one["index"], one["size"]) for one in found], [(0, 3 << 20), (1, 4097)])
        for index, one in enumerate(found):
            self.assertRegex(one["id"], r"\Ar-19ab%d-%s-%s-%d-[0-9a-f]{16}\Z" % (index, "ab" * 16, INSTANCE, index))
            record = self.records.find(one["id"])
            self.assertEqual(sorted(record), sorted((
                "version", "id", "mode", "serial", "fingerprint", "authority", "source", "size", "codings", "streams", "not_after",
                "created", "node", "instance", "disk")))
            self.assertEqual((record["source"], record["fingerprint"], record["disk"]), (
                {"type": "file", "path": paths[index]}, "ab" * 32, index))
        self.assertEqual(self.call("transfer_cleanup", {"ids": [one["id"] for one in found], "names": ["x"]}), [True, None])
        self.assertEqual(os.listdir(self.at("records")), ["node"])

    def test_prepare_for_nodes_of_the_cluster(self):
        self.disk()
        success, found = self.call("transfer_prepare", self.wanted(mode="local", disks=[{"index": 0, "serial": "5", "fingerprint": None}]))
        self.assertTrue(success, found)
        record = self.records.find(found[0]["id"])
        self.assertEqual((record["mode"], record["serial"], record["fingerprint"], record["authority"]), ("local", "0", None, None))

    def test_prepare_all_or_none(self):
        self.disk()
        success, reason = self.call("transfer_prepare", self.wanted())
        self.assertFalse(success)
        self.assertRegex(reason, "disk/1 of inst1.example.com is not active on this node")
        self.assertFalse(os.path.exists(self.at("records")))

    def test_wrong_arguments(self):
        self.disk(0)
        self.disk(1)
        now = int(time.time())
        for more in ({"mode": "both"}, {"mode": []}, {"codings": []}, {"codings": ["br"]}, {"codings": [[]]}, {"streams": 0}, {"streams": True},
                     {"not_after": now - 1}, {"not_after": now + 8 * 24 * 3600}, {"not_after": "x"}, {"node": "n1"}, {"uuid": None},
                     {"disks": []}, {"disks": [5]}, {"disks": [{"index": 0, "serial": "A", "fingerprint": "ab" * 32}]},
                     {"disks": [{"index": 0, "serial": "1", "fingerprint": None}]}, {"instance": "../x"}, {"authority": 5}):
            with self.subTest(more):
                success, reason = self.call("transfer_prepare", self.wanted(**more))
                self.assertFalse(success)
                self.assertNotIn("Error while executing", reason)
        self.assertFalse(self.call("transfer_prepare")[0])
        self.assertFalse(self.call("transfer_cleanup", {"ids": "x"})[0])
        self.assertFalse(os.path.exists(self.at("records")))

    def test_signing(self):
        success, (mac, salt) = self.call("transfer_sign", "text ü")
        self.assertTrue(success)
        self.assertRegex(salt, r"\A[0-9a-f]{16}\Z")
        self.assertEqual(mac, hmac.new(self.SECRET.encode(), (salt + "text ü").encode(), "sha1").hexdigest())
        self.assertEqual(self.call("transfer_verify", "text ü", mac.upper(), salt), [True, True])
        for text, found, salted in (("text", mac, salt), ("text ü", mac[:-1], salt), ("text ü", mac, salt + "0"), ("text ü", "ü", salt),
                                    ("text ü", mac, "")):
            self.assertEqual(self.call("transfer_verify", text, found, salted), [True, False])
        self.assertFalse(self.call("transfer_sign", 5)[0])
        self.assertFalse(self.call("transfer_verify", "x")[0])

    def test_private_parameters(self):
        self.configuration = json.dumps({"instances": {
            INSTANCE: {"osparams": {"size": "3"}, "osparams_private": {"pw": "hidden", "a": "hidden"}}, NODE: {"osparams_private": None}}})
        self.assertEqual(self.call("transfer_osparams", INSTANCE), [True, ["a", "pw"]])
        self.assertEqual(self.call("transfer_osparams", NODE), [True, []])
        self.assertEqual(self.call("transfer_osparams_values", INSTANCE), [True, {"a": "hidden", "pw": "hidden"}])
        self.assertEqual(self.call("transfer_osparams_values", NODE), [True, {}])
        for method in ("transfer_osparams", "transfer_osparams_values"):
            self.assertFalse(self.call(method, "x")[0])
            self.assertFalse(self.call(method)[0])
        whole = self.configuration
        for broken in (whole[:-9], json.dumps({"instances": {INSTANCE: {"osparams_private": ["hidden"]}}})):
            self.configuration = broken
            for method in ("transfer_osparams", "transfer_osparams_values"):
                with self.assertNoLogs():
                    answer = self.call(method, INSTANCE)
                self.assertFalse(answer[0])
                self.assertNotIn("hidden", answer[1])

    def test_only_other_calls_of_transfers_are_passed_on(self):
        for method in ("transfer_relay", "transfer_sign", "transfer_osparams", "transfer_osparams_values", "version", "transfer_x/../version", 5):
            success, reason = self.call("transfer_relay", {"node": "n2", "method": method, "args": []})
            self.assertFalse(success, method)


class Node(http.server.BaseHTTPRequestHandler):
    """What a node's daemon answers, by the method's name."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append((self.path, body, self.headers["Accept"], self.headers["Ganeti-Feedback"]))
        getattr(self, self.path[1:])(body)

    def stream(self, *messages, end=True, pause=0.0):
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ganeti-rpc-stream;v=1")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for message in messages:
            data = json.dumps(message).encode() + b"\3"
            for piece in (data[:7], data[7:]):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            time.sleep(pause)
        if end:
            self.wfile.write(b"0\r\n\r\n")
        self.close_connection = True

    def transfer_pull(self, body):
        self.stream({"type": "start"}, {"type": "progress", "done": 5, "unit": "bytes", "item": "disk/0"}, {"type": "heartbeat"},
                    {"type": "log", "message": "half"}, {"type": "result", "result": [True, body]})

    def transfer_slow(self, body):
        self.stream(*[{"type": "heartbeat"}] * 4, {"type": "result", "result": [False, "disk/0: gone"]}, pause=0.5)

    def transfer_mute(self, body):
        self.stream({"type": "start"}, end=False)
        time.sleep(2)

    def transfer_cut(self, body):
        self.stream({"type": "start"}, {"type": "progress"})

    def transfer_torn(self, body):
        self.stream({"type": "start"}, end=False)
        self.connection.shutdown(socket.SHUT_RDWR)

    def transfer_plain(self, body):
        self.say(200, b"[true, [1, 2]]\n", "application/json")

    def transfer_odd(self, body):
        self.say(200, b"{}", "application/json")

    def transfer_unknown(self, body):
        self.say(404, b"no such method\nmore", "text/plain")

    def say(self, status, data, kind):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


class RelayTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Node)
        cls.server.seen = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(KEYS["own"])
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(KEYS["own"])
        cls.server.socket = context.wrap_socket(cls.server.socket, server_side=True)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()

    def call(self, method, *arguments, certificate="own", trusted="own", port=None):
        caller = relay.Caller(lambda _: ("127.0.0.1", port or self.server.server_address[1]), KEYS[certificate], KEYS[trusted], silence=1)
        self.said = []
        made = transfers.Transfers(None, None, None, caller, None)
        body = json.dumps([{"node": "n2", "method": method, "args": arguments}]).encode()
        self.status, answer = made.call("transfer_relay", body, self.said.append)
        return json.loads(answer) if self.status == 200 else answer.decode()

    def test_answer_and_feedback(self):
        self.assertEqual(self.call("transfer_pull", {"name": "x"}), [True, [{"name": "x"}]])
        self.assertEqual([message["type"] for message in self.said], ["progress", "log"])
        path, body, accept, feedback = self.server.seen[-1]
        self.assertEqual((path, body), ("/transfer_pull", [{"name": "x"}]))
        self.assertEqual(accept, "application/x-ganeti-rpc-stream;v=1, application/json;q=0.5")
        self.assertIn("heartbeat=", feedback)

    def test_heartbeats_keep_it_going(self):
        self.assertEqual(self.call("transfer_slow"), [False, "disk/0: gone"])

    def test_a_plain_answer(self):
        self.assertEqual(self.call("transfer_plain"), [True, [1, 2]])

    def test_what_goes_wrong(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            closed = unused.getsockname()[1]
        for status, method, reason, more in (
                (504, "transfer_mute", "said nothing for 1 s, the outcome is unknown", {}), (504, "transfer_cut", "ended too early", {}),
                (504, "transfer_torn", "outcome is unknown", {}), (504, "transfer_odd", "answer is none", {}),
                (404, "transfer_unknown", "status 404: no such method$", {}), (502, "transfer_plain", "cannot be reached", {"port": closed}),
                (502, "transfer_plain", "cannot be reached", {"trusted": "other"}),
                (504, "transfer_plain", "unknown", {"certificate": "other"})):
            with self.subTest(method=method, **more):
                self.assertRegex(self.call(method, **more), r"\Anode n2: .*" + reason)
                self.assertEqual(self.status, status)
