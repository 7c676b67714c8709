"""Backups of an embedded cluster's instances."""
import glob, os, subprocess, time

from pair import ENDED, HERE, MIB, MOVE_LIMIT, digest

BACKUP = os.path.join(HERE, "../../../deploy/backup-instance")
APPLICATION = os.path.join(HERE, "../../../target/gatehouse/WEB-INF")


class Backups:
    """Cases of a Pair."""

    def backup(self, *arguments, **how):
        name, text = self.source.user()
        password = os.path.join(self.work, "from.password")
        with open(password, "w") as file:
            file.write(text + "\n")
        words = how.pop("command", [BACKUP]) + [
            "--from", "https://127.0.0.1:%d" % self.source.rapi, "--user", name, "--password-file", password, "--ca", self.source.ca()]
        return subprocess.Popen(words + list(arguments), stdin=subprocess.DEVNULL, **dict(
            {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}, **how))

    def backed_up(self, name, to, digests, status, out):
        self.check(name + ": status", status == 0, out)
        for index, digest_there in enumerate(digests):
            path = os.path.join(to, "%s-disk%d.raw" % (name, index))
            self.check("%s: disk %d" % (name, index), os.path.exists(path) and digest(path) == digest_there, out)
        self.check(name + ": nothing else is there", sorted(os.listdir(to)) == sorted(
            ["%s-disk%d.raw" % (name, index) for index in range(len(digests))] + [name + ".json"]), repr(os.listdir(to)))
        self.check(name + ": ended", all(t["state"] in ENDED for t in self.source.transfers()))

    def directory(self, name):
        path = os.path.join(self.work, name)
        os.makedirs(path)
        return path

    def case_backup(self):
        name, to = "backup.example.com", self.directory("backup")
        digests = self.make(name)
        status, out = self.end(self.backup("--to", to, name))
        self.check(name + ": refused while it runs", status == 1 and "is running" in out, out)
        status, out = self.end(self.backup("--to", to, "--shutdown", name))
        self.backed_up(name, to, digests, status, out)
        self.check(name + ": holes", os.stat(os.path.join(to, name + "-disk1.raw")).st_blocks * 512 <= self.size * MIB // 2)
        self.check(name + ": runs again", self.source.instance(name)["oper_state"] is True)

    def case_backup_killed(self):
        name, to = "backup-killed.example.com", self.directory("backup-killed")
        digests = self.make(name, start=False)
        relay = self.source.relay
        relay.again(self.data() // 8)
        for percent, words in ((30, []), (60, ["--resume"])):
            process = self.backup("--to", to, *words, name)
            self.check("%s: got to %d %%" % (name, percent), relay.await_sent(self.data() * percent // 100, process))
            process.kill()
            process.communicate()
        self.check(name + ": nothing that looks whole", not glob.glob(os.path.join(to, "*disk0.raw")), repr(os.listdir(to)))
        relay.rate = None
        status, out = self.end(self.backup("--to", to, "--resume", name))
        self.backed_up(name, to, digests, status, out)
        self.check(name + ": resumed", relay.sent < self.data() * 2, "%d bytes for %d" % (relay.sent, self.data()))
        relay.again()

    def case_backup_output(self):
        name = "backup-output.example.com"
        digests = self.make(name, start=False)
        for index in (0, 1):
            with open(os.path.join(self.work, "output"), "wb") as file:
                process = self.backup("--stdout", "--disk", str(index), name, stdout=file, stderr=subprocess.PIPE)
                err = process.communicate(timeout=MOVE_LIMIT)[1]
            self.check("%s: disk %d" % (name, index), process.returncode == 0 and digest(file.name) == digests[index], err)

    def large(self, name, size):
        """An instance with one disk of so many MiB, of which a little is data; returns the pieces with their offsets."""
        node = self.source.ask("GET", "/2/nodes")[1][0]["id"]
        self.source.job("POST", "/2/instances", {
            "__version__": 1, "mode": "create", "name": name, "disk_template": "file", "disks": [{"size": 64}], "nics": [{}],
            "os": self.os(), "no_install": True, "pnode": node, "start": False, "name_check": False, "ip_check": False,
            "beparams": {"maxmem": 128, "minmem": 128}})
        pieces = {}
        with open(self.source.files(name)[0], "r+b") as file:
            file.truncate(size * MIB)
            for offset in (0, size // 3 * MIB + 4096, size * MIB - 5000):
                pieces[offset] = os.urandom(5000)
                file.seek(offset)
                file.write(pieces[offset])
        return pieces

    def backup_large(self, name, size, pieces, command):
        to = self.directory(name)
        process = self.backup("--to", to, name, command=command)
        peak = 0
        while process.poll() is None:
            try:
                with open("/proc/%d/status" % process.pid) as file:
                    peak = max([peak] + [int(line.split()[1]) for line in file if line.startswith("VmHWM")])
            except OSError:
                pass
            time.sleep(0.05)
        status, out = self.end(process)
        self.check(name + ": status", status == 0, out)
        path = os.path.join(to, name + "-disk0.raw")
        if self.check(name + ": is there", os.path.exists(path), out):
            self.check(name + ": size", os.path.getsize(path) == size * MIB)
            self.check(name + ": output is sparse", os.stat(path).st_blocks * 512 <= 64 * MIB, repr(os.stat(path)))
            with open(path, "rb") as file:
                for offset, piece in pieces.items():
                    file.seek(offset)
                    self.check("%s: data at %d" % (name, offset), file.read(len(piece)) == piece)
            os.unlink(path)
        return peak

    def case_backup_large(self):
        """Sparse 8 TiB; and 100 GiB in a heap of 32 MiB, of which loading the signed jars of Bouncy Castle takes more than half."""
        name = "backup-large.example.com"
        try:
            pieces = self.large(name, 8 << 20)
        except OSError as trouble:
            print("backup_large: no files of 8 TiB here: %s" % trouble)
        else:
            self.backup_large(name, 8 << 20, pieces, [BACKUP])
        name = "backup-flat.example.com"
        pieces = self.large(name, 100 << 10)
        command = ["java", "-Xmx32m", "-cp", APPLICATION + "/classes:" + APPLICATION + "/lib/*",
                   "org.gatehouse.transfer.command.BackupCommand"]
        peak = self.backup_large(name, 100 << 10, pieces, command)
        self.check(name + ": flat memory", 0 < peak < 250 << 10, "%d KiB" % peak)
