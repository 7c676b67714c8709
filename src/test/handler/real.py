"""Tests with a real node's code: root, on a node of a Ganeti cluster. What they make has "gatehouse-test" in its name."""

import contextlib
import http.client
import http.server
import json
import os
import pwd
import re
import shutil
import signal
import ssl
import subprocess
import tempfile
import threading
import time
import unittest

from client import Call, Lost, call, frame, request

HERE = os.path.dirname(os.path.realpath(__file__))
HANDLER = os.path.join(HERE, "..", "..", "..", "deploy", "ganeti", "gatehouse-handler")
DATA = "/var/lib/ganeti"
STORAGE_PATHS = "/etc/ganeti/file-storage-paths"
HOOKS = "/etc/ganeti/hooks/gatehouse-test-pre.d"
OS_NAME = "gatehouse-test"
OS_PLACE = "/srv/ganeti/os/" + OS_NAME
PYTHON = "/usr/bin/python3"
OTHER_USER = "nobody"
STRANGER = "games"


def missing():
    """Why the tests cannot run here, or None."""
    if os.geteuid() != 0:
        return "they need root"
    for path in (DATA + "/server.pem", DATA + "/client.pem", STORAGE_PATHS, "/usr/share/ganeti/default/ganeti"):
        if not os.path.exists(path):
            return "this is no node of a Ganeti cluster: there is no " + path
    return None


def official(method, body, timeout=60):
    """What the official daemon of this node answers, as bytes; None if there is none."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.load_cert_chain(DATA + "/client.pem")
    connection = http.client.HTTPSConnection("127.0.0.1", 1811, context=context, timeout=timeout)
    try:
        connection.connect()
    except OSError:
        return None
    if b"Server: Ganeti" not in exchange(connection, "version", b"[]")[0]:
        return None
    connection = http.client.HTTPSConnection("127.0.0.1", 1811, context=context, timeout=timeout)
    return exchange(connection, method, body)[1]


def exchange(connection, method, body):
    """(head, body) of the answer. The official daemon closes without TLS's farewell now and then."""
    connection.connect()
    head = b"POST /%s HTTP/1.1\r\nHost: node\r\nContent-Length: %d\r\n\r\n" % (method.encode(), len(body))
    connection.sock.sendall(head + body)
    data = b""
    with contextlib.suppress(ssl.SSLError, ConnectionError):
        while True:
            piece = connection.sock.recv(65536)
            if not piece:
                break
            data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    return head, body


def status(pid):
    """The fields of /proc/PID/status, {} when it is gone."""
    try:
        with open("/proc/%d/status" % pid, encoding="ascii") as source:
            return {name: value.strip() for name, value in (line.split(":", 1) for line in source)}
    except OSError:
        return {}


def until(condition, seconds=10):
    """Waits for something to become true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    return condition()


class Handler:
    """A handler process with a socket and a log of its own."""

    def __init__(self, *options, users=("root", OTHER_USER)):
        self.place = tempfile.mkdtemp(prefix="gatehouse-test.")
        os.chmod(self.place, 0o755)
        self.socket = os.path.join(self.place, "run", "socket")
        self.log = os.path.join(self.place, "log")
        words = [word for user in users for word in ("--allow-user", user)]
        self.words = [PYTHON, HANDLER, "--socket", self.socket, "--log", self.log, *words, *options]
        self.process = self.start()
        self.pid = self.process.pid

    def start(self):
        before = self.logged().count("serving Ganeti")
        process = subprocess.Popen(self.words, stderr=subprocess.PIPE, text=True)
        until(lambda: process.poll() is not None or self.logged().count("serving Ganeti") > before)
        if process.poll() is not None:
            raise AssertionError("the handler did not start: " + process.stderr.read())
        return process

    def call(self, method, body=(), **options):
        return call(self.socket, method, body, **options)

    def begin(self, method, body=(), name="test"):
        """Sends a call and waits until a child has it."""
        one = Call(self.socket).send(request(method, body, call=name))
        kind, payload = one.frame()
        assert kind == b"A", kind
        one.pid = json.loads(payload)["pid"]
        return one

    def logged(self):
        if not os.path.exists(self.log):
            return ""
        with open(self.log, encoding="utf-8") as source:
            return source.read()

    def children(self, opener=False):
        """Those that wait for calls or work on one; or the process that opens disks."""
        with open("/proc/%d/task/%d/children" % (self.pid, self.pid), encoding="ascii") as source:
            pids = [int(pid) for pid in source.read().split()]
        return [pid for pid in pids if (status(pid).get("Name") == "gatehouse-disks") == opener]

    def descriptors(self):
        return len(os.listdir("/proc/%d/fd" % self.pid))

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stderr.close()
        shutil.rmtree(self.place)


class RealTest(unittest.TestCase):
    """One handler for the tests of a class, unless a test starts its own."""

    OPTIONS = ()

    @classmethod
    def setUpClass(cls):
        cls.handler = Handler(*cls.OPTIONS)

    @classmethod
    def tearDownClass(cls):
        cls.handler.close()

    def own(self, *options, **more):
        handler = Handler(*options, **more)
        self.addCleanup(handler.close)
        return handler


class AnswersTest(RealTest):
    CASES = (
        ("version", b"[]"), ("version", b"[]\n"), ("master_node_name", b"[]"), ("os_diagnose", b"[]"),
        ("node_info", b'[[["file","/srv/ganeti/file-storage",[]]],[]]'), ("node_info", b"[null, []]"),
        ("test_delay", b'["x"]'), ("test_delay", b"[-1]"), ("test_delay", b"[0]"), ("test_delay", b"[]"),
        ("hooks_runner", b'["gatehouse-none", "pre", {}]'), ("hooks_runner", b'["x", "sideways", {}]'),
        ("bridges_exist", b'[["gatehouse-none0"]]'), ("bridges_exist", b'[["lo"]]'),
        ("upload_file_single", b'["/etc/passwd", [0,"x"], null, "root", "root", 0, 0]'),
        ("blockdev_wipe", b'[{"dev_type": "file", "logical_id": ["loop", "/nowhere/x"], "iv_name": "disk/0", "size": 1}, 0, 1]'),
        ("blockdev_getdimensions", b"[[]]"), ("lv_list", b"[[]]"), ("export_list", b"[]"), ("impexp_status", b'[["none"]]'),
        ("get_watcher_pause", b"[]"), ("node_has_ip_address", b'["127.0.0.1"]'), ("extstorage_diagnose", b"[]"),
        ("instance_info", b'["none", "fake", {}]'), ("get_file_info", b'["/nowhere"]'), ("bdev_sizes", b'[["/dev/null"]]'),
        ("node_ensure_daemon", b'["none", true]'), ("jobqueue_rename", b"[[]]"), ("storage_list", b'["none", [], "", []]'),
        ("version", b"[1"), ("version", b"nonsense"), ("version", b'{"a": 1'), ("version", b'["\\ud800"]'), ("version", b"  "),
        ("version", b"[1] x"), ("version", b"NaN"), ("test_delay", b'{"a": 1}'),
        ("node_crypto_tokens", b'[[["ssl", "get", null]]]'), ("instance_os_add", b"[{}, false, 0]"),
        ("instance_console_info", b"{}"), ("node_verify_light", b'[{}, "none", {}]'),
    )

    def test_same_bytes_as_the_official_daemon(self):
        if official("version", b"[]") is None:
            self.skipTest("no official daemon answers on port 1811")
        for method, body in self.CASES:
            with self.subTest(method=method, body=body):
                for _ in range(5):
                    found, wanted = self.handler.call(method, body), official(method, body)
                    # Free space, which some of them tell, may change between the two.
                    if found.body == wanted:
                        break
                self.assertEqual((found.status, found.body), (200, wanted))

    def test_what_is_no_call(self):
        header = frame(b"H", b'{"protocol":1,"method":"version"}')
        cases = {
            "unknown method": (request("no_such_method", []), 404), "strange name": (request("Version/..", []), 404),
            "private name": (request("__init__", []), 404),
            "no header": (frame(b"B", b"[]") + frame(b"E"), 400), "nothing but the end": (frame(b"E"), 400),
            "header is no JSON": (frame(b"H", b"{") + frame(b"E"), 400),
            "header is no object": (frame(b"H", b"[]") + frame(b"E"), 400),
            "other protocol": (frame(b"H", b'{"protocol":2,"method":"version"}') + frame(b"E"), 400),
            "method is no text": (frame(b"H", b'{"protocol":1,"method":[]}') + frame(b"E"), 400),
            "two headers": (header + header + frame(b"E"), 400), "too long a frame": (header + b"B\xff\xff\xff\xff", 400),
        }
        for name, (data, expected) in cases.items():
            with self.subTest(name):
                found, body = Call(self.handler.socket).send(data).answer()
                self.assertEqual(found, expected)
                self.assertRegex(body.decode("ascii"), r"\A[^\n]{5,100}\Z")
        self.assertEqual(self.handler.call("version").status, 200)

    def test_a_cut_request_never_begins(self):
        one = Call(self.handler.socket).send(request("test_delay", [0], call="cut-one")[:-1])
        one.socket.shutdown(1)
        self.assertEqual(one.answer()[0], 400)
        self.assertNotIn("cut-one: test_delay begins", self.handler.logged())

    def test_unknown_frames_and_members_are_ignored(self):
        header = frame(b"H", b'{"protocol":1,"method":"version","new":[1]}')
        one = Call(self.handler.socket).send(
            header + frame(b"N", b"x" * 100000) + frame(b"B", b"[") + frame(b"B", b"]") + frame(b"E"))
        self.assertEqual(one.answer()[0], 200)

    def test_a_request_byte_by_byte(self):
        one = Call(self.handler.socket)
        for byte in request("version", []):
            one.send(bytes([byte]))
        self.assertEqual(one.answer()[0], 200)

    def test_large_bodies(self):
        for size in (65535, 65536, 65537, 1 << 20, 20 << 20):
            found = self.handler.call("version", b'["' + b"x" * size + b'"]')
            self.assertEqual((found.status, found.body), (200, self.handler.call("version").body), size)

    def test_too_large_a_body(self):
        handler = self.own("--body-limit", "100000")
        one = Call(handler.socket)
        one.send(request("version", b"x" * 3000000))
        self.assertEqual(one.answer(), (413, b"request body longer than 100000 bytes"))
        self.assertEqual(handler.call("version").status, 200)


class LoadTest(RealTest):
    def together(self, count, method, body):
        """So many calls at once; returns them and the seconds it took."""
        found = [None] * count

        def one(number):
            found[number] = self.handler.call(method, body)

        threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
        begin = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found, time.monotonic() - begin

    def test_64_at_once(self):
        found, _ = self.together(64, "master_node_name", [])
        self.assertEqual({one.status for one in found}, {200})
        found, _ = self.together(64, "os_diagnose", [])
        self.assertEqual({one.status for one in found}, {200})

    def test_version_answers_while_100_long_calls_run(self):
        done = []
        load = threading.Thread(target=lambda: done.append(self.together(100, "test_delay", [1])))
        load.start()
        slowest = 0
        # What is measured is the handler, not how this thread gets on beside the hundred others.
        given = os.getpriority(os.PRIO_PROCESS, 0)
        os.setpriority(os.PRIO_PROCESS, 0, -15)
        self.addCleanup(os.setpriority, os.PRIO_PROCESS, 0, given)
        while not done:
            begin = time.monotonic()
            self.assertEqual(self.handler.call("version").status, 200)
            slowest = max(slowest, time.monotonic() - begin)
            time.sleep(0.01)
        load.join()
        found, seconds = done[0]
        self.assertEqual({(one.status, one.body) for one in found}, {(200, b"[true, null]\n")})
        print("100 delays of 1 s in %.2f s, slowest version %.1f ms " % (seconds, slowest * 1000), end="", flush=True)

    def test_calls_in_a_second(self):
        one = request("version", [])
        begin = time.monotonic()
        count = 0
        while time.monotonic() - begin < 2:
            Call(self.handler.socket).send(one).answer()
            count += 1
        rate = count / (time.monotonic() - begin)
        print("%.0f version calls a second " % rate, end="", flush=True)
        self.assertGreater(rate, 1000)

    def test_nothing_leaks(self):
        def settle():
            return until(lambda: len(self.handler.children()) == 4 and self.handler.descriptors())

        self.handler.call("test_delay", [0])
        before = settle()
        for number in range(2000):
            method, body = (
                ("test_delay", [0]), ("version", []), ("no_such", []), ("master_node_name", b"x" * 70000))[number % 4]
            one = Call(self.handler.socket).send(request(method, body))
            if number % 7:
                one.answer()
            else:
                one.socket.close()
        self.assertEqual(until(lambda: settle() == before) and before, before)
        self.assertEqual([pid for pid in self.handler.children() if status(pid).get("State", "").startswith("Z")], [])

    def test_a_full_queue(self):
        handler = self.own("--children", "2", "--queue", "2")
        running = [handler.begin("test_delay", [1])]
        waiting = [Call(handler.socket).send(request("test_delay", [0])) for _ in range(3)]
        time.sleep(0.2)
        self.assertEqual(handler.call("test_delay", [0]).status, 503)
        self.assertEqual([one.answer()[0] for one in running + waiting], [200] * 4)


class ProcessTest(RealTest):
    def test_a_killed_child_costs_its_own_call_only(self):
        other, one = self.handler.begin("test_delay", [1]), self.handler.begin("test_delay", [30])
        os.kill(one.pid, signal.SIGKILL)
        self.assertEqual(one.answer(), (500, b"handler child died (signal 9): outcome unknown"))
        self.assertEqual(other.answer(), (200, b"[true, null]\n"))

    def test_a_killed_spare_is_replaced(self):
        killed = set(until(lambda: len(self.handler.children()) == 4 and self.handler.children()))
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        self.assertTrue(until(lambda: len(set(self.handler.children()) - killed) == 4))
        self.assertEqual(self.handler.call("version").status, 200)

    def test_a_killed_parent_leaves_the_work_running(self):
        handler = self.own()
        one = handler.begin("test_delay", [1.5], name="orphan")
        handler.process.kill()
        handler.process.wait()
        with self.assertRaises(Lost):
            one.answer()
        self.assertTrue(status(one.pid))
        self.assertTrue(until(lambda: "call orphan: test_delay ended (succeeded) after its parent" in handler.logged()))
        self.assertTrue(until(lambda: not status(one.pid)))
        # The socket file it left is replaced by the next.
        handler.process.stderr.close()
        handler.process = handler.start()
        self.assertEqual(handler.call("version").status, 200)

    def test_sigterm_lets_answers_out(self):
        handler = self.own("--children", "2")
        one = handler.begin("test_delay", [1])
        waiting = Call(handler.socket).send(request("test_delay", [0]))
        time.sleep(0.1)
        handler.process.send_signal(signal.SIGTERM)
        self.assertEqual(waiting.answer()[0], 503)
        self.assertEqual(one.answer(), (200, b"[true, null]\n"))
        self.assertEqual(handler.process.wait(5), 0)
        self.assertFalse(os.path.exists(handler.socket))

    def test_sigint_while_idle(self):
        handler = self.own()
        children = handler.children()
        handler.process.send_signal(signal.SIGINT)
        self.assertEqual(handler.process.wait(5), 0)
        self.assertTrue(until(lambda: not any(map(status, children))))

    def test_sighup_opens_the_log_anew(self):
        handler = self.own()
        handler.call("test_delay", [0])
        os.rename(handler.log, handler.log + ".1")
        handler.process.send_signal(signal.SIGHUP)
        self.assertTrue(until(lambda: os.path.exists(handler.log)))
        handler.call("hooks_runner", ["x", "sideways", {}])
        self.assertTrue(until(lambda: "Unknown hooks phase" in handler.logged()))
        self.assertEqual(os.stat(handler.log).st_mode & 0o777, 0o600)

    def test_a_caller_that_goes_away_changes_nothing(self):
        one = self.handler.begin("test_delay", [1], name="gone")
        one.socket.close()
        self.assertTrue(until(lambda: re.search(
            r"call gone: test_delay succeeded after 1\.\d+ s; its front end had gone", self.handler.logged())))

    def test_signs_of_life(self):
        found = self.handler.call("test_delay", [6])
        self.assertEqual(found.alive, 1)

    def test_memory_is_locked(self):
        one = self.handler.begin("test_delay", [0.5])
        for pid in (self.handler.pid, one.pid):
            self.assertGreater(int(status(pid)["VmLck"].split()[0]), 0)
        one.answer()

    def test_children_have_nothing_of_the_parents(self):
        others = [Call(self.handler.socket) for _ in range(5)]
        one, two = self.handler.begin("test_delay", [0.5]), self.handler.begin("test_delay", [0.5])
        held = [os.readlink("/proc/%d/fd/%s" % (two.pid, number)) for number in os.listdir("/proc/%d/fd" % two.pid)]
        self.assertEqual(sum(name.startswith("socket:") for name in held), 1, held)
        self.assertNotIn("anon_inode:[eventpoll]", held)
        self.assertEqual(os.readlink("/proc/%d/cwd" % two.pid), "/")
        self.assertEqual(status(two.pid)["Umask"], "0022")
        for each in (one, two):
            each.answer()
        for each in others:
            each.socket.close()


class AccessTest(RealTest):
    SCRIPT = "import sys; sys.path.insert(0, %r); from client import call; print(call(%r, 'version').status)"

    def as_user(self, name, *groups):
        """What a client run by another user has to say."""
        account = pwd.getpwnam(name)
        place = tempfile.mkdtemp(prefix="gatehouse-test.")
        self.addCleanup(shutil.rmtree, place)
        os.chmod(place, 0o755)
        shutil.copy(os.path.join(HERE, "client.py"), place)
        os.chmod(os.path.join(place, "client.py"), 0o644)
        found = subprocess.run(
            [PYTHON, "-B", "-c", self.SCRIPT % (place, self.handler.socket)], user=name, group=account.pw_gid,
            extra_groups=groups, capture_output=True, text=True, check=False)
        return found.stdout.strip() or found.stderr.strip().splitlines()[-1]

    @classmethod
    def setUpClass(cls):
        cls.handler = Handler(users=(OTHER_USER,))

    def test_modes(self):
        group = pwd.getpwnam(OTHER_USER).pw_gid
        for path, mode in ((os.path.dirname(self.handler.socket), 0o40750), (self.handler.socket, 0o140660)):
            found = os.stat(path)
            self.assertEqual((found.st_mode, found.st_uid, found.st_gid), (mode, 0, group))
        self.assertEqual(os.stat(self.handler.log).st_mode, 0o100600)

    def test_the_user_named_may_call(self):
        self.assertEqual(self.as_user(OTHER_USER), "200")

    def test_a_stranger_cannot_reach_it(self):
        self.assertIn("PermissionError", self.as_user(STRANGER))

    def test_a_stranger_in_the_group_is_refused(self):
        group = pwd.getpwnam(OTHER_USER).pw_gid
        for _ in range(3):
            self.assertRegex(self.as_user(STRANGER, group), "Lost|ConnectionResetError|BrokenPipeError")
        self.assertEqual(self.handler.logged().count("refused process"), 1)

    def test_root_is_a_stranger_too(self):
        with self.assertRaises((Lost, OSError)):
            self.handler.call("version")


class StartTest(unittest.TestCase):
    def start(self, *words, **more):
        found = subprocess.run([PYTHON, HANDLER, *words], capture_output=True, text=True, timeout=20, check=False, **more)
        return found.returncode, found.stderr

    def test_wrong_usage(self):
        for words in (["--children", "0"], ["--nonsense"], ["--child", "3"], ["word"], ["--queue", "x"]):
            self.assertEqual(self.start(*words)[0], 2, words)

    def test_help(self):
        self.assertEqual(self.start("--help"), (0, ""))

    def test_not_root(self):
        place = tempfile.mkdtemp(prefix="gatehouse-test.")
        self.addCleanup(shutil.rmtree, place)
        os.chmod(place, 0o755)
        source = os.path.dirname(HANDLER)
        shutil.copy(HANDLER, place)
        shutil.copytree(os.path.join(source, "gatehouse_handler"), os.path.join(place, "gatehouse_handler"))
        found = subprocess.run([PYTHON, os.path.join(place, "gatehouse-handler")], user=OTHER_USER,
                               capture_output=True, text=True, check=False)
        self.assertEqual(found.returncode, 1)
        self.assertIn("must run as root", found.stderr)

    def test_unknown_user(self):
        code, said = self.start("--allow-user", "gatehouse-test-none")
        self.assertEqual(code, 1)
        self.assertIn("there is no user gatehouse-test-none", said)

    def test_a_socket_in_use(self):
        handler = Handler()
        self.addCleanup(handler.close)
        code, said = self.start(*handler.words[2:])
        self.assertEqual(code, 1)
        self.assertIn("another handler serves", said)
        self.assertEqual(handler.call("version").status, 200)

    def test_no_socket_in_its_place(self):
        with tempfile.NamedTemporaryFile() as file:
            code, said = self.start("--socket", file.name, "--allow-user", "root", "--log", "-")
        self.assertEqual(code, 1)
        self.assertIn("is no socket", said)

    def test_a_log_that_is_a_link(self):
        with tempfile.TemporaryDirectory() as place:
            os.symlink("/nowhere", place + "/log")
            code, said = self.start("--socket", place + "/socket", "--allow-user", "root", "--log", place + "/log")
        self.assertEqual(code, 1)
        self.assertIn("cannot open the log", said)


class FeedbackTest(RealTest):
    MIB = 1 << 20
    SIZE = 1536

    def disk(self, number=0, size=SIZE):
        """A file-backed disk as the master describes it; its file is removed afterwards."""
        with open(STORAGE_PATHS, encoding="utf-8") as source:
            place = next(line.strip() for line in source if line.strip() and not line.startswith("#"))
        path = os.path.join(place, "gatehouse-test-%d" % number)
        with open(path, "wb") as target:
            target.truncate(size * self.MIB)
        self.addCleanup(lambda: os.path.exists(path) and os.unlink(path))
        return {
            "dev_type": "file", "logical_id": ["loop", path], "children": [], "nodes": [], "iv_name": "disk/%d" % number,
            "size": size, "mode": "rw", "params": {}, "dynamic_params": {}, "uuid": "gatehouse-test-%d" % number,
            "serial_no": 1, "ctime": 1.0, "mtime": 1.0}

    def growing(self, found, phase, total, item="disk/0"):
        self.assertEqual((found.status, found.body), (200, b"[true, null]\n"), found.messages)
        progress = found.progress()
        done = [message["done"] for message in progress]
        self.assertEqual(done, sorted(done))
        self.assertEqual(done[-1], total)
        for message in progress:
            self.assertEqual((message["total"], message["unit"]), (total, "bytes"))
            self.assertEqual((message["item"], message["phase"]), (item, phase))
            self.assertLess(abs(message["ts"][0] + message["ts"][1] / 1e6 - time.time()), 60)
        print("%s: %s%% " % (phase, ", ".join("%.0f" % (100 * number / total) for number in done)), end="", flush=True)
        return [number for number in done if 0 < number < total]

    def test_wipe(self):
        found = self.handler.call("blockdev_wipe", [self.disk(), 0, self.SIZE])
        self.assertGreaterEqual(len(self.growing(found, "wipe", self.SIZE * self.MIB)), 2)
        self.assertTrue(all("rate" in message for message in found.progress()[2:-1]))

    def test_wipe_that_fails(self):
        disk = self.disk(size=16)
        found = self.handler.call("blockdev_wipe", [disk, 0, 17])
        self.assertTrue(found.body.startswith(b"[false, "))
        self.assertEqual(found.messages, [])

    def test_image_smaller_than_the_disk(self):
        with tempfile.NamedTemporaryFile() as image:
            image.truncate(100 * self.MIB)
            found = self.handler.call("blockdev_image", [self.disk(size=200), image.name, 200])
        self.growing(found, "image", 100 * self.MIB)

    def test_convert(self):
        found = self.handler.call("blockdev_convert", [self.disk(0, 400), self.disk(1, 400)])
        self.growing(found, "convert", 400 * self.MIB, "disk/1")

    def test_delay_by_time(self):
        found = self.handler.call("test_delay", [1])
        done = [message["done"] for message in found.progress()]
        self.assertEqual(done, sorted(done))
        self.assertGreaterEqual(len(done), 5)
        self.assertEqual(done[-1], 1)
        self.assertEqual({message["unit"] for message in found.progress()}, {"seconds"})

    def test_download(self):
        """As far as this release can: the official daemon fails in the same way on the first byte of any image."""
        class Image(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"x" * 1000)

            def log_message(self, *_):
                pass

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Image) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            url = "http://127.0.0.1:%d/image" % server.server_address[1]
            body = json.dumps([self.disk(size=16), url, 16]).encode()
            found, theirs = self.handler.call("blockdev_image", body), official("blockdev_image", body)
            server.shutdown()
        self.assertEqual(found.status, 200)
        if theirs is not None:
            self.assertEqual(found.body, theirs)

    def test_hooks_one_by_one(self):
        os.makedirs(HOOKS)
        self.addCleanup(shutil.rmtree, HOOKS)
        for name, text in (("10first", "sleep 0.3"), ("20second", "exit 3"), ("30skipped", ""),
                           ("40large", "head -c 30000000 /dev/zero | tr '\\0' x")):
            path = os.path.join(HOOKS, name)
            with open(path, "w", encoding="ascii") as target:
                target.write("#!/bin/sh\n%s\n" % text)
            os.chmod(path, 0o644 if name == "30skipped" else 0o755)
        found = self.handler.call("hooks_runner", ["gatehouse-test", "pre", {"SECRET": "geheim"}])
        success, results = json.loads(found.body)
        self.assertTrue(success)
        self.assertEqual([(name, code) for name, code, _ in results], [
            ("gatehouse-test-pre.d/10first", 2), ("gatehouse-test-pre.d/20second", 1), ("gatehouse-test-pre.d/30skipped", 0),
            ("gatehouse-test-pre.d/40large", 2)])
        self.assertEqual(len(results[3][2]), 30000000)
        self.assertEqual(found.lines(), [
            "hook 10first (1 of 3): done", "hook 20second (2 of 3): exited with exit code 3", "hook 40large (3 of 3): done"])
        self.assertEqual((found.progress()[0]["done"], found.progress()[0]["phase"]), (0, "10first"))
        self.assertEqual((found.progress()[-1]["done"], found.progress()[-1]["total"]), (3, 3))
        self.assertNotIn("geheim", repr(found.messages))

        # A front end that does not read a long answer for a while holds up nobody, and gets all of it.
        slow = self.handler.begin("hooks_runner", ["gatehouse-test", "pre", {}])
        time.sleep(1.5)
        for _ in range(20):
            self.assertEqual(self.handler.call("version").status, 200)
        self.assertLess(int(status(self.handler.pid)["VmRSS"].split()[0]), 200000)
        slow.answer()
        self.assertEqual(slow.body, found.body)

    def test_a_restricted_command_hides_why_it_failed(self):
        found = self.handler.call("restricted_command", ["gatehouse-test-none"])
        self.assertEqual(found.body, b'[false, "Executing command \'gatehouse-test-none\' failed"]\n')
        self.assertEqual(found.messages, [])

    def test_lines_of_an_os_script(self):
        os.makedirs(OS_PLACE)
        self.addCleanup(shutil.rmtree, OS_PLACE)
        script = "#!/bin/sh\nfor i in 1 2 3 4; do echo step $i of 4; sleep 0.4; done\nprintf 'odd \\377\\033[1m'\n"
        for name, text in (("ganeti_api_version", "20\n"), ("variants.list", "default\n"), ("parameters.list", ""),
                           ("create", script), ("export", script), ("import", script), ("rename", script), ("verify", script)):
            path = os.path.join(OS_PLACE, name)
            with open(path, "w", encoding="ascii") as target:
                target.write(text)
            os.chmod(path, 0o755)
        instance = {
            "name": "gatehouse-test", "primary_node": "none", "os": OS_NAME + "+default", "hypervisor": "fake", "hvparams": {},
            "beparams": {}, "osparams": {}, "osparams_private": {"password": "geheim"}, "admin_state": "down",
            "admin_state_source": "admin", "nics": [], "disks": [], "disks_active": False, "serial_no": 1, "ctime": 1.0,
            "mtime": 1.0, "uuid": "gatehouse-test", "tags": [], "secondary_nodes": [], "disks_info": []}
        for method, params in (("instance_os_add", [instance, False, 0]), ("instance_run_rename", [instance, "older", 0])):
            found = self.handler.call(method, params)
            self.assertEqual((found.status, found.body), (200, b"[true, null]\n"))
            self.assertEqual(found.lines(), ["step %d of 4" % number for number in (1, 2, 3, 4)] + ["odd \ufffd [1m"])
            # Line by line while it runs, not all of them at its end.
            self.assertGreater(found.times[3] - found.times[0], 0.6)
            self.assertNotIn("geheim", repr(found.messages))
        self.assertNotIn("geheim", self.handler.logged())
