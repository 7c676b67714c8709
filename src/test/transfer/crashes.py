"""Moves by Ganeti's official client, and Gatehouse killed in every state."""
import http.client, json, os, subprocess, threading, time

from pair import ENDED, HERE

CLIENT = os.path.join(HERE, "client-move")


class Crashes:
    """Cases of a Pair."""

    def client(self, name, step=""):
        """Ganeti's official client moves it, as far as the step; its words."""
        node = self.target.ask("GET", "/2/nodes")[1][0]["id"]
        words = [CLIENT]
        for cluster in (self.source, self.target):
            words += ["https://127.0.0.1:%d" % cluster.rapi, ":".join(cluster.user()), cluster.ca()]
        status, out = self.end(subprocess.Popen(words + [name, node, step], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                                stderr=subprocess.STDOUT, text=True))
        return status, out

    def wait(self, what, question, limit=60):
        """Returns once the question is answered with yes."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            try:
                if question():
                    return self.check(what, True)
            except (OSError, http.client.HTTPException, ValueError):
                pass
            time.sleep(0.05)
        return self.check(what, False, "not within %d s: %r %r" % (limit, self.source.transfers(), self.target.transfers()))

    def left(self, what):
        """Nothing is left of transfers, on both sides."""
        for cluster in (self.source, self.target):
            found = cluster.remains()
            self.check(what + ": nothing is left", not found, repr(found))
        self.check(what + ": all have ended", all(t["state"] in ENDED for t in self.source.transfers() + self.target.transfers()))

    def case_client(self):
        name = "client.example.com"
        digests = self.make(name)
        status, out = self.client(name)
        self.arrived(name, digests, status, out)
        self.check("client: gone at the source", self.source.instance(name) is None, out)
        self.left("client")

    def case_client_cancelled(self):
        name = "client-cancelled.example.com"
        digests = self.make(name)
        status, out = self.client(name, "export")
        self.check("client-cancelled: export is open", status == 0, out)
        opened = json.loads(out)
        self.check("client-cancelled: down meanwhile", self.source.instance(name)["oper_state"] is False)
        for again in range(2):
            status, document = self.source.ask("DELETE", "/2/transfers/" + opened["opened"]["transfer"])
            self.check("client-cancelled: state", status == 200 and document["state"] == "cancelled", repr(document))
        self.wait("client-cancelled: the job has failed",
                  lambda: self.source.ask("GET", "/2/jobs/%s" % opened["job"])[1]["status"] == "error")
        status, document = self.target.ask("DELETE", "/2/transfers/" + opened["key"]["import"])
        self.check("client-cancelled: the import", document["state"] == "cancelled", repr(document))
        self.as_before(name, digests, 1, "")
        self.left("client-cancelled")

    def case_client_source_killed(self):
        name = "client-source-killed.example.com"
        digests = self.make(name)
        status, out = self.client(name, "create")
        self.source.kill()
        self.source.start()
        self.wait(name + ": runs again", lambda: self.source.instance(name)["oper_state"] is True)
        job = json.loads(out)["creation"]
        self.wait(name + ": the creation has ended",
                  lambda: self.target.ask("GET", "/2/jobs/%s" % job)[1]["status"] in ("error", "success"))
        if self.target.ask("GET", "/2/jobs/%s" % job)[1]["status"] == "success":
            # It was quicker than the blow.
            self.check(name + ": digests there", self.target.digests(name) == digests)
            self.target.job("DELETE", "/2/instances/" + name)
        self.as_before(name, digests, 1, out)
        self.left(name)

    def case_client_target_killed(self):
        name = "client-target-killed.example.com"
        digests = self.make(name)
        status, out = self.client(name, "create")
        self.bytes(1)
        self.target.kill()
        self.target.start()
        self.wait(name + ": the import has ended", lambda: all(t["state"] in ENDED for t in self.target.transfers()))
        self.check(name + ": the creation has failed",
                   self.target.ask("GET", "/2/jobs/%s" % json.loads(out)["creation"])[1]["status"] == "error", out)
        # Nobody is going to come any more.
        self.source.ask("DELETE", "/2/transfers/" + json.loads(out)["opened"]["transfer"])
        self.as_before(name, digests, 1, out)
        self.left(name)

    def export(self, name, **more):
        return self.source.ask("POST", "/2/instances/%s/transfers" % name, dict({"fingerprint": "0" * 64, "shutdown": True}, **more))

    def case_killed_opening(self):
        """Wherever it is killed while disks are being opened, the instance runs again and nothing is left."""
        name = "opening.example.com"
        digests = self.make(name)
        for delay in (0, 0.02, 0.05, 0.1, 0.2):
            asking = threading.Thread(target=lambda: self.quietly(lambda: self.export(name, restart="always")))
            asking.start()
            time.sleep(delay)
            self.source.kill()
            asking.join()
            self.source.start()
            for transfer in self.source.transfers():
                if transfer["state"] == "open":  # it was quicker than the blow
                    self.source.ask("DELETE", "/2/transfers/" + transfer["id"])
            self.wait("opening %s: ended" % delay, lambda: all(t["state"] in ENDED for t in self.source.transfers()))
            self.check("opening %s: runs" % delay, self.source.instance(name)["oper_state"] is True)
        self.as_before(name, digests, 1, "")
        self.left("opening")

    def case_killed_open(self):
        name = "open.example.com"
        digests = self.make(name)
        status, document = self.export(name, lifetime=60)
        self.check("open: open", status == 200 and document["state"] == "open", repr(document))
        begun = time.monotonic()
        self.source.kill()
        self.source.start()
        self.check("open: still open", self.source.ask("GET", "/2/transfers/" + document["id"])[1]["state"] == "open")
        self.check("open: still down", self.source.instance(name)["oper_state"] is False)
        self.wait("open: expires", lambda: self.source.ask("GET", "/2/transfers/" + document["id"])[1]["state"] == "expired", 90)
        self.check("open: not before its time", time.monotonic() - begun > 50)
        self.as_before(name, digests, 1, "")
        self.left("open")

    def case_killed_finishing(self):
        """Killed while it is being cancelled, at any moment, it is cancelled in the end."""
        name = "finishing.example.com"
        digests = self.make(name)
        for delay in (0, 0.01, 0.03, 0.1):
            status, document = self.export(name)
            self.check("finishing %s: open" % delay, status == 200, repr(document))
            path = "/2/transfers/" + document["id"]
            asking = threading.Thread(target=lambda: self.quietly(lambda: self.source.ask("DELETE", path)))
            asking.start()
            time.sleep(delay)
            self.source.kill()
            asking.join()
            self.source.start()
            if self.source.ask("GET", path)[1]["state"] == "open":  # it had not heard yet
                self.source.ask("DELETE", path)
            self.wait("finishing %s: cancelled" % delay, lambda: self.source.ask("GET", path)[1]["state"] == "cancelled")
            self.check("finishing %s: runs" % delay, self.source.instance(name)["oper_state"] is True)
        self.as_before(name, digests, 1, "")
        self.left("finishing")

    @staticmethod
    def quietly(work):
        try:
            work()
        except (OSError, http.client.HTTPException, ValueError):
            pass  # whoever was to answer has been killed
