"""The servers that src/bench/transfers compares, each with one file to give out: Gatehouse, nginx, and lighttpd with fcgiwrap and dd."""

import base64
import glob
import json
import os
import re
import secrets
import signal
import subprocess
import time
import uuid

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
TICKS = os.sysconf("SC_CLK_TCK")
MEBIBYTE = 1 << 20
JAVA_OPTIONS = ("-Xms64m -Xmx256m -Xss1m -XX:MaxMetaspaceSize=96m -XX:ReservedCodeCacheSize=64m -XX:MaxDirectMemorySize=96m "
                "-XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError")


class CannotMeasure(Exception):
    """What was asked for did not come about, so there is no number."""


def tool(*command, **options):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False, **options)
    if done.returncode:
        raise CannotMeasure("%s: %s" % (" ".join(command)[:300], done.stderr.strip() or done.stdout.strip()))
    return done.stdout


def key_and_request(place, name):
    """A key and a certificate signing request of this name."""
    tool("openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + name, "-keyout", "%s/%s.key" % (place, name),
         "-out", "%s/%s.csr" % (place, name))


def certificates(place):
    """An authority, a server's certificate for 127.0.0.1, and a client's."""
    os.makedirs(place, exist_ok=True)
    tool("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=bench", "-keyout", place + "/ca.key", "-out", place + "/ca.pem")
    with open(place + "/names", "w", encoding="ascii") as file:
        file.write("subjectAltName=IP:127.0.0.1\n")
    for name in ("server", "client"):
        key_and_request(place, name)
        tool("openssl", "x509", "-req", "-in", "%s/%s.csr" % (place, name), "-CA", place + "/ca.pem", "-CAkey", place + "/ca.key", "-CAcreateserial",
             "-days", "2", "-extfile", place + "/names", "-out", "%s/%s.pem" % (place, name))
    # A node's pair, one file with both, as Ganeti has it.
    tool("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=node", "-keyout", place + "/node.pem", "-out", place + "/node.crt")
    with open(place + "/node.pem", "a", encoding="ascii") as both, open(place + "/node.crt", encoding="ascii") as certificate:
        both.write(certificate.read())


def times(pid):
    """CPU seconds of a process, those of its ended children included."""
    try:
        with open("/proc/%d/stat" % pid, encoding="ascii", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(field) for field in fields[11:15]) / TICKS


def status(pid, name):
    """A number from /proc/PID/status."""
    with open("/proc/%d/status" % pid, encoding="ascii", errors="replace") as file:
        return int(re.search(r"^%s:\s*(\d+)" % name, file.read(), re.MULTILINE).group(1))


class Running:
    """Processes that serve; leaving ends them."""

    def __init__(self, name, work, port):
        self.name, self.work, self.port = name, os.path.join(work, name.lower()), port
        self.processes = []
        os.makedirs(self.work, exist_ok=True)

    def spawn(self, *command, env=None, out=None):
        with open(self.work + "/log", "ab") as log:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out or log, stderr=log, env=env)
        self.processes.append(process)
        return process

    def answers(self, url, curl, seconds=30):
        end = time.monotonic() + seconds
        while subprocess.run(["curl", "-s", "-I", "-o", "/dev/null", *curl, url], check=False).returncode:
            if time.monotonic() > end or any(process.poll() is not None for process in self.processes):
                raise CannotMeasure("%s does not answer: %s" % (self.name, self.said()))
            time.sleep(0.2)

    def said(self):
        with open(self.work + "/log", encoding="utf-8", errors="replace") as log:
            return log.read()[-1500:]

    def pids(self):
        """The processes that serve, children included."""
        found = [process.pid for process in self.processes]
        for pid in found:
            for path in glob.glob("/proc/%d/task/*/children" % pid):
                try:
                    with open(path, encoding="ascii") as file:
                        found += [int(word) for word in file.read().split()]
                except OSError:
                    pass
        return found

    def cpu(self):
        return sum(times(pid) for pid in self.pids())

    def close(self):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes = []

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.close()


class Nginx(Running):
    """One file over TLS with sendfile, client certificates required; with kernel=True the kernel does TLS, if it can."""

    def __init__(self, work, port, tls, file, kernel=False):
        super().__init__("nginx-ktls" if kernel else "nginx", work, port)
        with open(self.work + "/conf", "w", encoding="ascii") as conf:
            conf.write("""
daemon off; master_process on; worker_processes 2; user root; pid %(work)s/pid; error_log %(work)s/log;
events { worker_connections 512; }
http {
  access_log off; sendfile on; tcp_nopush on; default_type application/octet-stream;
  client_body_temp_path %(work)s/body; proxy_temp_path %(work)s/proxy; fastcgi_temp_path %(work)s/fastcgi;
  uwsgi_temp_path %(work)s/uwsgi; scgi_temp_path %(work)s/scgi;
  server {
    listen 127.0.0.1:%(port)d ssl; ssl_certificate %(tls)s/server.pem; ssl_certificate_key %(tls)s/server.key;
    ssl_client_certificate %(tls)s/ca.pem; ssl_verify_client on; ssl_protocols TLSv1.2 TLSv1.3; %(kernel)s
    root %(root)s;
  }
}
""" % {"work": self.work, "port": port, "tls": tls, "root": os.path.dirname(file), "kernel": "ssl_conf_command Options KTLS;" if kernel else ""})
        self.url = "https://127.0.0.1:%d/%s" % (port, os.path.basename(file))
        self.curl = ["--cacert", tls + "/ca.pem", "--cert", tls + "/client.pem", "--key", tls + "/client.key"]
        self.spawn("nginx", "-c", self.work + "/conf")
        self.answers(self.url, self.curl)


class Lighttpd(Running):
    """The design's own choice: an existing server in front, and a process that reads the disk with dd for each request. As it is
    installed, lighttpd sends nothing before it has the whole answer, in files of its own; it can be told to send what there is."""

    def __init__(self, work, port, tls, file, streams):
        super().__init__("lighttpd-%d" % port, work, port)
        script, socket = self.work + "/contents", self.work + "/socket"
        with open(script, "w", encoding="ascii") as out:
            out.write("#!/bin/sh\nprintf 'Content-Type: application/octet-stream\\r\\n\\r\\n'\n"
                      "[ \"$REQUEST_METHOD\" = HEAD ] || exec dd if=%s bs=1048576 2>/dev/null\n" % file)
        os.chmod(script, 0o755)
        with open(self.work + "/conf", "w", encoding="ascii") as conf:
            conf.write("""
server.modules = ("mod_openssl", "mod_fastcgi")
server.document-root = "%(work)s"
server.bind = "127.0.0.1"
server.port = %(port)d
server.errorlog = "%(work)s/log"
server.upload-dirs = ("%(work)s")
server.stream-response-body = %(stream)d
ssl.engine = "enable"
ssl.pemfile = "%(tls)s/server.pem"
ssl.privkey = "%(tls)s/server.key"
ssl.verifyclient.ca-file = "%(tls)s/ca.pem"
ssl.verifyclient.activate = "enable"
ssl.verifyclient.enforce = "enable"
fastcgi.server = ("/contents" => (("socket" => "%(socket)s", "check-local" => "disable")))
""" % {"work": self.work, "port": port, "tls": tls, "socket": socket, "stream": 2 if streams else 0})
        self.url = "https://127.0.0.1:%d/contents" % port
        self.curl = ["--cacert", tls + "/ca.pem", "--cert", tls + "/client.pem", "--key", tls + "/client.key"]
        if os.path.exists(socket):
            os.unlink(socket)
        self.spawn("fcgiwrap", "-s", "unix:" + socket)
        self.spawn("lighttpd", "-D", "-f", self.work + "/conf")
        self.answers(self.url, self.curl)


class Gatehouse(Running):
    """Gives out files by records of our own, started with deploy/run."""

    def __init__(self, container, work, port, tls, options=JAVA_OPTIONS):
        super().__init__(container.capitalize(), work, port)
        self.certificates = tls
        self.records, self.files = self.work + "/records", {}
        os.makedirs(self.records, exist_ok=True)
        with open(self.work + "/settings", "w", encoding="ascii") as settings:
            settings.write("transfer.directory=%s/state\ntransfer.records=%s\nnode.server-certificate=%s/node.pem\ntransfer.disks=own\n" % (self.work, self.records, tls))
        out = self.work + "/ready"
        with open(out, "wb") as ready:
            self.server = self.spawn(ROOT + "/deploy/run", "--container", container, "--config", self.work + "/settings", "--listen", "transfer=127.0.0.1:%d" % port,
                                     "--cert", tls + "/server.pem", "--key", tls + "/server.key", "--work", self.work + "/run",
                                     env={**os.environ, "GATEHOUSE_JAVA_OPTS": options}, out=ready)
        end = time.monotonic() + 180
        while "ready " not in self.said_in(out):
            if self.server.poll() is not None or time.monotonic() > end:
                raise CannotMeasure("%s does not start: %s" % (container, self.said()))
            time.sleep(0.2)

    @staticmethod
    def said_in(path):
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def pids(self):
        return [self.server.pid]

    def disks(self, name, *mebibytes):
        """Sparse files of these sizes; removed with the server."""
        paths = ["%s/%s.%d" % (self.work, name, i) for i in range(len(mebibytes))]
        for path, size in zip(paths, mebibytes, strict=True):
            with open(path, "wb") as file:
                file.truncate(size * MEBIBYTE)
        self.files[name] = paths
        return paths

    def open(self, name, streams=16):
        """Opens the files of this name for the client: [(URL, curl's options), …]."""
        tls = self.certificates
        options = ["--cacert", tls + "/ca.pem", "--cert", tls + "/client.pem", "--key", tls + "/client.key"]
        digest = tool("openssl", "x509", "-in", tls + "/client.pem", "-noout", "-fingerprint", "-sha256").strip().rpartition("=")[2].replace(":", "").lower()
        return [("https://127.0.0.1:%d/transfers/%s/contents" % (self.port, self.record(path, i, streams, digest)), options) for i, path in enumerate(self.files[name])]

    def record(self, path, disk, streams, digest):
        """Writes and signs a transfer's record as a node's handler does; its id."""
        name = "r-0-%s-%s-%d-%s" % (digest[:32], uuid.UUID(int=0), disk, secrets.token_hex(8))
        now = int(time.time())
        data = json.dumps({
            "version": 2, "id": name, "mode": "remote", "serial": "0", "fingerprint": digest, "authority": None, "source": {"type": "file", "path": path},
            "size": os.path.getsize(path), "codings": ["identity", "gzip", "zstd"], "streams": streams, "not_after": now + 36000, "created": now,
            "node": "bench", "instance": "bench.example.com", "disk": disk,
        }).encode("ascii")
        signed = subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.certificates + "/node.pem"], input=data, stdout=subprocess.PIPE, check=True)
        for ending, content in ((".sig", base64.b64encode(signed.stdout)), (".json", data)):
            with open(self.records + "/" + name + ending, "wb") as file:
                file.write(content)
        return name

    def close(self):
        super().close()
        for path in sum(self.files.values(), []):
            os.unlink(path)
        self.files = {}
