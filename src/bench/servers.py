"""The servers that src/bench/transfers compares, each with one file to give out: Gatehouse, nginx, and lighttpd with fcgiwrap and dd."""

import base64
import glob
import json
import os
import re
import signal
import ssl
import subprocess
import time
import urllib.error
import urllib.request

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
TICKS = os.sysconf("SC_CLK_TCK")
MEBIBYTE = 1 << 20
# With less heap than deploy/run's own for a cluster in the same process: transfers need none.
JAVA_OPTIONS = ("-Xms64m -Xmx256m -Xss1m -XX:MaxMetaspaceSize=96m -XX:ReservedCodeCacheSize=64m -XX:MaxDirectMemorySize=48m "
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
    """The design's own choice: an existing server in front, and a process that reads the disk with dd for each request."""

    def __init__(self, work, port, tls, file):
        super().__init__("lighttpd", work, port)
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
server.stream-response-body = 2
ssl.engine = "enable"
ssl.pemfile = "%(tls)s/server.pem"
ssl.privkey = "%(tls)s/server.key"
ssl.verifyclient.ca-file = "%(tls)s/ca.pem"
ssl.verifyclient.activate = "enable"
ssl.verifyclient.enforce = "enable"
fastcgi.server = ("/contents" => (("socket" => "%(socket)s", "check-local" => "disable")))
""" % {"work": self.work, "port": port, "tls": tls, "socket": socket})
        self.url = "https://127.0.0.1:%d/contents" % port
        self.curl = ["--cacert", tls + "/ca.pem", "--cert", tls + "/client.pem", "--key", tls + "/client.key"]
        if os.path.exists(socket):
            os.unlink(socket)
        self.spawn("fcgiwrap", "-s", "unix:" + socket)
        self.spawn("lighttpd", "-D", "-f", self.work + "/conf")
        self.answers(self.url, self.curl)


class Gatehouse(Running):
    """A cluster of its own, its RAPI and its transfers, started with deploy/run."""

    def __init__(self, container, work, port, options=JAVA_OPTIONS):
        super().__init__(container.capitalize(), work, port)
        out = self.work + "/ready"
        env = {**os.environ, "GATEHOUSE_JAVA_OPTS": options, "GATEHOUSE_TRANSFER_PUBLIC_URL": "https://127.0.0.1:%d" % (port + 1)}
        with open(out, "wb") as ready:
            self.server = self.spawn(ROOT + "/deploy/run", "--container", container, "--reset", "--listen", "rapi=127.0.0.1:%d" % port,
                                     "--listen", "transfer=127.0.0.1:%d" % (port + 1), "--work", self.work + "/run", env=env, out=ready)
        end = time.monotonic() + 180
        while self.said_in(out).count("ready ") < 2:
            if self.server.poll() is not None or time.monotonic() > end:
                raise CannotMeasure("%s does not start: %s" % (container, self.said()))
            time.sleep(0.2)
        with open(self.work + "/run/users", encoding="ascii") as users:
            name, password, _ = users.readline().split(None, 2)
        self.authorization = "Basic " + base64.b64encode(("%s:%s" % (name, password)).encode()).decode()
        self.tls = ssl.create_default_context()
        self.tls.check_hostname = False
        self.tls.verify_mode = ssl.CERT_NONE

    @staticmethod
    def said_in(path):
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def pids(self):
        return [self.server.pid]

    def ask(self, method, path, body=None):
        request = urllib.request.Request("https://127.0.0.1:%d%s" % (self.port, path), method=method, data=None if body is None else json.dumps(body).encode(),
                                         headers={"Authorization": self.authorization, "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, context=self.tls, timeout=300) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as failure:
            raise CannotMeasure("%s %s: %d %s" % (method, path, failure.code, failure.read()[:500])) from failure

    def job(self, number):
        end = time.monotonic() + 300
        while True:
            job = self.ask("GET", "/2/jobs/%s" % number)
            if job["status"] == "success":
                return
            if job["status"] in ("error", "canceled") or time.monotonic() > end:
                raise CannotMeasure("job %s: %s" % (number, job["opresult"]))
            time.sleep(0.1)

    def instance(self, name, *mebibytes):
        """An instance that is down, with disks of these sizes; their files."""
        self.job(self.ask("POST", "/2/instances", {
            "__version__": 1, "mode": "create", "name": name, "os": "image+default", "disk_template": "file", "disks": [{"size": size} for size in mebibytes],
            "nics": [{}], "ignore_ipolicy": True, "pnode": "node1.example.com", "start": False, "no_install": True, "ip_check": False, "name_check": False, "conflicts_check": False}))
        found = glob.glob("%s/run/cluster/nodes/**/%s/*.disk*" % (self.work, name), recursive=True)
        if len(found) != len(mebibytes):
            raise CannotMeasure("the disks of %s are not to be found: %s" % (name, found))
        return sorted(found, key=lambda path: int(re.search(r"\.disk(\d+)$", path).group(1)))

    def open(self, name, streams=16):
        """Opens an instance's disks for a new key: [(URL, curl's options), …] for each disk."""
        home = os.path.join(self.work, name)
        os.makedirs(home, exist_ok=True)
        key_and_request(home, "client")
        with open(home + "/client.csr", encoding="ascii") as file:
            document = self.ask("POST", "/2/instances/%s/transfers" % name, {"csr": file.read(), "streams": streams})
        with open(home + "/ca.pem", "w", encoding="ascii") as file:
            file.write(document["ca"])
        opened = []
        for disk in document["disks"]:
            with open("%s/%d.pem" % (home, disk["index"]), "w", encoding="ascii") as file:
                file.write(disk["certificate"])
            opened.append((disk["url"], ["--cacert", home + "/ca.pem", "--cert", "%s/%d.pem" % (home, disk["index"]), "--key", home + "/client.key"]))
        return opened
