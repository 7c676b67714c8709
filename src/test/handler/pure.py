"""Tests that need neither root nor Ganeti."""

import json
import os
import socket
import sys
import tempfile
import time
import types
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "..", "deploy", "ganeti"))

from gatehouse_handler import feedback, frames, frontend, hooks, plans, readings, sources
from gatehouse_handler.places import Places


def recorded(name):
    with open(os.path.join(HERE, "recorded", name), encoding="ascii") as source:
        return source.read()


class FramesTest(unittest.TestCase):
    def test_any_cut_gives_the_same_frames(self):
        data = frames.frame(b"H", b"{}") + frames.frame(b"B", b"abcdef") + frames.frame(b"Z", b"new") + frames.frame(b"E")
        for size in range(1, len(data) + 1):
            reader = frames.FrameReader()
            found = []
            for start in range(0, len(data), size):
                found += list(reader.feed(data[start:start + size]))
            self.assertEqual([kind for kind, _ in found if kind != b"B"], [b"H", b"E"], size)
            self.assertEqual(b"".join(payload for kind, payload in found if kind == b"B"), b"abcdef")

    def test_too_long_frames_are_refused(self):
        for head in (b"B\x00\x10\x00\x01", b"H\x00\x01\x00\x01", b"E\x00\x00\x00\x01"):
            with self.assertRaises(frames.FrameError):
                list(frames.FrameReader().feed(head))

    def test_an_answer_is_cut_into_frames_below_the_limit(self):
        body = os.urandom(300000)
        made = list(frames.answer(200, body))
        self.assertEqual(json.loads(made[0][5:]), {"status": 200, "length": 300000})
        self.assertEqual(b"".join(one[5:] for one in made[1:-1]), body)
        self.assertEqual(made[-1], b"E\0\0\0\0")
        self.assertLessEqual(max(map(len, made)), frames.PIECE + 5)


class PlacesTest(unittest.TestCase):
    def test_long_calls_leave_the_reserved_places(self):
        places = Places(64, 1024)
        for number in range(100):
            self.assertTrue(places.enter(number, "test_delay"))
        started = []
        while places.ready():
            started.append(places.next())
        self.assertEqual(started, list(range(56)))
        for number in range(10):
            places.enter("short %d" % number, "version")
        started = []
        while places.ready():
            started.append(places.next())
        self.assertEqual(started, ["short %d" % number for number in range(8)])

    def test_order_of_arrival_among_those_that_may_start(self):
        places = Places(2, 10)
        for call, method in ((1, "test_delay"), (2, "test_delay"), (3, "version"), (4, "test_delay")):
            places.enter(call, method)
        self.assertEqual([places.next(), places.next(), places.next()], [1, 3, None])
        places.leave("version")
        self.assertIsNone(places.next())
        places.leave("test_delay")
        self.assertEqual(places.next(), 2)

    def test_the_queue_has_a_bound(self):
        places = Places(1, 2)
        self.assertEqual([places.enter(n, "x") for n in range(4)], [True, True, True, False])
        places.next()
        self.assertFalse(places.enter(4, "version"))
        self.assertEqual(places.empty_queue(), [1, 2])

    def test_one_place_serves_all(self):
        places = Places(1, 2)
        places.enter(1, "test_delay")
        self.assertEqual(places.next(), 1)

    def test_what_could_not_begin_is_next_again(self):
        places = Places(2, 5)
        places.enter(1, "test_delay")
        places.enter(2, "test_delay")
        places.put_back(places.next(), "test_delay")
        self.assertEqual(places.next(), 1)


class ReadingsTest(unittest.TestCase):
    def test_written_bytes(self):
        self.assertEqual(readings.written_bytes("rchar: 5\nwchar: 1048576\nwrite_bytes: 0\n"), 1048576)
        self.assertIsNone(readings.written_bytes(""))

    def test_file_position(self):
        self.assertEqual(readings.file_position("pos:\t4096\nflags:\t0100002\nmnt_id:\t29\n"), (4096, True))
        self.assertEqual(readings.file_position("pos:\t7\nflags:\t0100000\n"), (7, False))
        self.assertIsNone(readings.file_position("eventfd-count: 0\n"))

    def test_drbd(self):
        self.assertEqual(readings.drbd_sync(recorded("drbd-syncing")), {0: (12.6, 153), 1: (100.0, 0), 12: (83.4, 3608)})
        self.assertEqual(readings.drbd_sync(""), {})

    def test_device_status(self):
        self.assertEqual(readings.device_sync({"sync_percent": 40.2, "estimated_time": 12}), (40.2, 12))
        self.assertEqual(readings.device_sync({"sync_percent": 0}), (0.0, None))
        self.assertIsNone(readings.device_sync({"dev_path": "/dev/x"}))
        self.assertIsNone(readings.device_sync(None))

    def test_migrated_ram(self):
        self.assertEqual(readings.migrated_ram({"status": "active", "transferred_ram": 3, "total_ram": 10}), (3, 10))
        self.assertIsNone(readings.migrated_ram({"status": "active"}))
        self.assertIsNone(readings.migrated_ram({"transferred_ram": 0, "total_ram": 0}))

    def test_printable(self):
        self.assertEqual(readings.printable(b"a\xff\x1b[31mb\r\n", 100), "a\ufffd [31mb")
        self.assertEqual(readings.printable("x" * 200, 10), "x" * 9 + "…")
        self.assertEqual(readings.printable("\ud800", 10), "?")


class OutboxTest(unittest.TestCase):
    def taken(self, outbox, now, everything=False):
        found = []
        for kind, payload in self.cut(outbox.take(now, everything)):
            self.assertEqual(kind, b"M")
            found.append(json.loads(payload))
        return found

    @staticmethod
    def cut(data):
        while data:
            length = int.from_bytes(data[1:5], "big")
            yield data[:1], data[5:5 + length]
            data = data[5 + length:]

    def test_only_the_latest_progress_of_each_item_and_not_too_often(self):
        outbox = feedback.Outbox()
        for done in range(5):
            outbox.add(feedback.progress(done, "bytes", item="disk/0"))
            outbox.add(feedback.progress(done * 2, "bytes", item="disk/1"))
        self.assertEqual([message["done"] for message in self.taken(outbox, 100)], [4, 8])
        outbox.add(feedback.progress(9, "bytes", item="disk/0"))
        self.assertEqual(self.taken(outbox, 100.1), [])
        self.assertTrue(outbox.waiting())
        self.assertEqual([message["done"] for message in self.taken(outbox, 100.2)], [9])
        outbox.add(feedback.progress(10, "bytes", item="disk/0"))
        self.assertEqual(len(self.taken(outbox, 100.3, everything=True)), 1)

    def test_logs_are_bounded_and_the_gap_is_told(self):
        outbox = feedback.Outbox()
        for number in range(feedback.LOGS_KEPT + 10):
            outbox.add(feedback.log("line %d" % number))
        found = self.taken(outbox, 1)
        self.assertEqual(found[0]["message"], "10 messages were left out: the reader was too slow")
        self.assertEqual(found[1]["message"], "line 10")
        self.assertEqual(len(found), feedback.LOGS_KEPT + 1)

    def test_a_message_is_never_too_long_and_always_json(self):
        outbox = feedback.Outbox()
        self.assertTrue(outbox.add(feedback.log("\u20ac" * 100000)))
        self.assertLessEqual(len(outbox.take(1)), 65536)
        self.assertFalse(outbox.add({"type": "progress", "item": "x" * 70000}))
        self.assertFalse(outbox.add(feedback.progress(float("inf"), "seconds")))

    def test_rate(self):
        rate = feedback.Rate()
        self.assertEqual(rate.add(10, 0, 1000), (None, None))
        self.assertEqual(rate.add(11, 100, 1000), (100.0, 9.0))
        for second in range(12, 30):
            found = rate.add(second, 100, 1000)
        self.assertEqual(found, (0.0, None))


class SourcesTest(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        self.addCleanup(self.place.cleanup)

    def put(self, path, text):
        path = os.path.join(self.place.name, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="ascii") as target:
            target.write(text)
        return path

    def make(self, **watch):
        return sources.make(watch, self.place.name)

    def test_bytes_of_a_process(self):
        source = self.make(kind="writes", pid=7, total=1000, item="disk/0", phase="wipe")
        self.assertEqual(source.read(), [])
        self.put("7/io", "wchar: 10\n")
        self.assertEqual([(m["done"], m["total"], m["unit"], m["item"]) for m in source.read()], [(10, 1000, "bytes", "disk/0")])
        self.put("7/io", "wchar: 1100\n")
        self.assertEqual(source.read()[0]["done"], 1000)
        self.assertEqual([(m["done"], m["eta"]) for m in source.end(True)], [(1000, 0)])
        self.assertEqual(source.end(False), [])

    def test_the_writing_end_of_a_pipeline(self):
        self.put("5/task/5/children", "6 7 ")
        self.put("6/cmdline", "dd\0if=/dev/a\0bs=1\0")
        self.put("7/cmdline", "dd\0of=/dev/b\0bs=1\0")
        self.put("7/io", "wchar: 77\n")
        source = self.make(kind="pipeline", pid=5, total=100)
        self.assertEqual(source.read()[0]["done"], 77)

    def test_position_in_the_file_opened_last(self):
        self.put("9/fdinfo/0", "pos: 500\nflags: 02\n")
        self.put("9/fdinfo/3", "pos: 800\nflags: 0100000\n")
        source = self.make(kind="position", pid=9, known=[0], total=1000)
        self.assertEqual(source.read(), [])
        self.put("9/fdinfo/4", "pos: 400\nflags: 0100002\n")
        self.assertEqual(source.read()[0]["done"], 400)

    def test_lines_are_whole_and_clean(self):
        path = self.put("log", "old\n")
        source = self.make(kind="lines", path=path, offset=4)
        with open(path, "ab", buffering=0) as target:
            target.write(b"one\ntw")
            self.assertEqual([m["message"] for m in source.read()], ["one"])
            target.write(b"o\n\n\xff\x1b[1m\nlast")
            self.assertEqual([m["message"] for m in source.read()], ["two", "\ufffd [1m"])
        self.assertEqual([m["message"] for m in source.end(True)], ["last"])

    def test_a_flood_of_lines_is_cut(self):
        path = self.put("log", "")
        source = self.make(kind="lines", path=path, offset=0)
        with open(path, "wb") as target:
            for number in range(200000):
                target.write(b"line %d\n" % number)
        said = source.read()
        self.assertRegex(said[0]["message"], r"^\(\d+ KiB of output left out\)$")
        self.assertEqual(said[-1]["message"], "line 199999")

    def test_a_line_without_end_is_given_in_pieces(self):
        path = self.put("log", "x" * 40000)
        source = self.make(kind="lines", path=path, offset=0)
        self.assertEqual(len(source.read()), 1)

    def test_drbd(self):
        self.put("drbd", recorded("drbd-syncing"))
        found = self.make(kind="drbd", minors={"0": "disk/0", "12": "disk/1", "3": "disk/2"}).read()
        self.assertEqual([(m["item"], m["done"], m["eta"], m["unit"]) for m in found],
                         [("disk/0", 12.6, 153, "percent"), ("disk/1", 83.4, 3608, "percent")])

    def test_time(self):
        source = self.make(kind="time", total=5, final=True)
        time.sleep(0.05)
        first = source.read()[0]
        self.assertTrue(0 < first["done"] < 5 and first["total"] == 5 and first["unit"] == "seconds", first)
        self.assertEqual(source.end(True)[0]["done"], 5)
        self.assertEqual(self.make(kind="time", total=5, final=False).end(True), [])

    def test_what_describes_nothing_is_refused(self):
        for watch in ({}, {"kind": "x"}, {"kind": "writes", "total": "much"}, {"kind": "time", "total": None}):
            with self.assertRaises((KeyError, TypeError, ValueError)):
                sources.make(watch)


class HooksTest(unittest.TestCase):
    """The observed command function around one that stands in for Ganeti's."""

    class Result:
        failed = False
        fail_reason = None

    def setUp(self):
        self.ours, self.theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.addCleanup(self.ours.close)
        self.addCleanup(self.theirs.close)
        self.addCleanup(hooks.observe, None)
        self.ours.setblocking(False)
        self.seen = []

        def run_cmd(cmd, env=None, output=None, postfork_fn=None):
            self.seen.append((cmd, output))
            if postfork_fn:
                postfork_fn(4711)
            return self.Result()

        utils = types.SimpleNamespace(process=types.SimpleNamespace(RunCmd=run_cmd), ShellQuoteArgs=" ".join)
        ganeti = types.ModuleType("ganeti")
        ganeti.utils = utils
        saved = sys.modules.get("ganeti")
        sys.modules["ganeti"] = ganeti
        self.addCleanup(lambda: sys.modules.update(ganeti=saved) if saved else sys.modules.pop("ganeti"))
        hooks.replace_run_cmd(utils)
        self.assertIs(utils.RunCmd, utils.process.RunCmd)
        self.run_cmd = utils.RunCmd

    def said(self):
        found = []
        while True:
            try:
                message = self.ours.recv(65536)
            except BlockingIOError:
                return found
            found.append((message[:1], json.loads(message[1:])))

    def test_a_wipe_is_watched_by_its_process(self):
        observer = hooks.Observer(self.theirs, "blockdev_wipe", [{"iv_name": "disk/1", "uuid": "u"}, 0, 3])
        hooks.observe(observer)
        pids = []
        self.run_cmd(["dd", "if=/dev/zero"], postfork_fn=pids.append)
        (_, watch), (_, end) = self.said()
        self.assertEqual((watch["kind"], watch["pid"], watch["total"], watch["item"]), ("writes", 4711, 3 << 20, "disk/1"))
        self.assertEqual((end["id"], end["end"], end["well"]), (watch["id"], True, True))
        self.assertEqual(pids, [4711])

    def test_no_command_line_is_told(self):
        observer = hooks.Observer(self.theirs, "run_oob", ["/bin/oob", "x", "y", 1])
        hooks.observe(observer)
        self.run_cmd(["/usr/bin/tool", "--password", "geheim"])
        self.run_cmd("PASSWORD=geheim tool")
        observer.warn("Command '/usr/bin/tool --password geheim' failed, %s too" % ["/usr/bin/tool", "--password", "geheim"])
        said = self.said()
        self.assertNotIn("geheim", repr(said))
        self.assertEqual([value.get("phase") for _, value in said], ["tool", "tool", "sh", "sh", None])

    def test_wrong_arguments_cost_nothing_but_the_feedback(self):
        for params in (None, [], ["x"], {"a": 1}, [None, None, None], [{}, 0, "much"]):
            for method in list(plans._PLANS):
                if method != "instance_migrate":
                    observer = hooks.Observer(self.theirs, method, params)
                    hooks.observe(observer)
                    self.run_cmd(["true"])
                    observer.finished(b"[true, null]\n")
                    self.said()

    def test_a_full_or_closed_channel_does_not_disturb(self):
        observer = hooks.Observer(self.theirs, "run_oob", [])
        hooks.observe(observer)
        for _ in range(5000):
            self.run_cmd(["true"])
        self.ours.close()
        self.run_cmd(["true"])
        self.assertEqual(len(self.seen), 5001)

    def test_mirror_and_migration_status(self):
        status = {"sync_percent": 50.5, "estimated_time": 7}
        for statuses in ([status, {}], [[True, status], [False, "gone"]]):
            (found,) = plans.mirror_progress(["disk/0", "disk/1"], [True, statuses])
            self.assertEqual((found["done"], found["eta"], found["item"]), (50.5, 7, "disk/0"))
        self.assertEqual(plans.mirror_progress(["disk/0"], [False, "no"]), [])
        found = plans.migration_progress({"status": "active", "transferred_ram": 12, "total_ram": 10})
        self.assertEqual((found["done"], found["total"], found["phase"]), (10, 10, "active"))


class BodyTest(unittest.TestCase):
    def test_long_bodies_go_to_a_nameless_file(self):
        body = frontend.Body(1 << 20)
        for _ in range(10):
            body.add(b"x" * 10000)
        self.assertEqual(os.fstat(body.file.fileno()).st_size, 100000)
        self.assertEqual(os.fstat(body.file.fileno()).st_nlink, 0)
        self.assertEqual(os.fstat(body.file.fileno()).st_mode & 0o777, 0o600)
        with self.assertRaises(frontend.Refused) as refusal:
            body.add(b"x" * (1 << 20))
        self.assertEqual(refusal.exception.status, 413)
        self.assertIsNone(body.file)
