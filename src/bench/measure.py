"""What src/bench/run runs on the cluster's master: measures one running Gatehouse, fills the cluster, names the machine."""

import argparse
import base64
import contextlib
import http.client
import json
import os
import re
import selectors
import socket
import ssl
import subprocess
import sys
import threading
import time

OFFICIAL = "https://127.0.0.1:5081"
USER, PASSWORD = "admin", "secret"
AUTHORIZATION = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
LUXI_SOCKET = "/var/run/ganeti/socket/ganeti-query"
END = b"\3"

# The official daemon has room for 20 clients; it answers no faster when more of them are in use.
OFFICIAL_CONNECTIONS = 8
KEPT_ALIVE_CONNECTIONS = 16
LIST_CONNECTIONS = 8
IDLE_CONNECTIONS = 1000
# A JVM compiles what it runs often; a server is measured as it is after its first minute and not in it.
WARM_UP_SECONDS = 15


class CannotMeasure(Exception):
    """What was asked for did not come about, so there is no number."""


# ---- plain LUXI ------------------------------------------------------------------------------------------------------


class Luxi:
    """One connection to luxid, one request at a time."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_UNIX)
        # With a time-out, connecting would fail at once where luxid is slow to accept.
        self.socket.connect(LUXI_SOCKET)
        self.socket.settimeout(120)
        self.buffer = bytearray(1 << 20)

    def exchange(self, message):
        """Sends a message and reads the answer's bytes without looking at them; returns how many there were."""
        self.socket.sendall(message)
        size = 0
        while True:
            count = self.socket.recv_into(self.buffer)
            if count == 0:
                raise CannotMeasure("luxid hung up")
            size += count
            if self.buffer[count - 1] == END[0]:
                return size

    def call(self, method, *args):
        """The result of one call."""
        self.socket.sendall(encode(method, *args))
        answer = b""
        while not answer.endswith(END):
            part = self.socket.recv(1 << 20)
            if not part:
                raise CannotMeasure("luxid hung up")
            answer += part
        answer = json.loads(answer[:-1])
        if not answer["success"]:
            raise CannotMeasure(f"luxid refused {method}: {answer['result']}")
        return answer["result"]


def encode(method, *args):
    return json.dumps({"method": method, "args": args}).encode() + END


def luxi_rate(message, connections, seconds):
    """Answers per second when this many connections ask without pause."""
    counts = []
    failures = []
    end = time.monotonic() + seconds

    def ask():
        try:
            client = Luxi()
            count = -1
            # As wrk has it: what is not answered at the end does not count.
            while time.monotonic() < end:
                count += 1
                client.exchange(message)
            counts.append(count)
        except (OSError, CannotMeasure) as failure:
            failures.append(failure)

    threads = [threading.Thread(target=ask) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise CannotMeasure(f"LUXI: {failures[0]}")
    return sum(counts) / seconds


# ---- HTTPS -----------------------------------------------------------------------------------------------------------


def run_tool(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CannotMeasure(f"{' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def number_after(pattern, text, default=None):
    found = re.search(pattern + r"\s*([0-9.]+)", text)
    if found is None and default is None:
        raise CannotMeasure(f"no {pattern!r} in: {text}")
    return float(found.group(1)) if found else default


def kept_alive(url, connections, seconds):
    """Requests per second on connections that are kept, and the 99th percentile of the answers' times in milliseconds."""
    text = run_tool("wrk", "--latency", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s",
                    "-H", f"Authorization: {AUTHORIZATION}", url)
    if "Non-2xx" in text or "Socket errors" in text:
        raise CannotMeasure(f"{url}: {text}")
    value, unit = re.search(r"99%\s+([0-9.]+)(us|ms|s)", text).groups()
    return number_after("Requests/sec:", text), float(value) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]


def fresh(url, connections, seconds):
    """Requests per second, each on a TLS connection of its own with a full handshake."""
    # wrk would resume its sessions; ab waits for the other side to close, as the official daemon does.
    text = run_tool("hey", "-disable-keepalive", "-z", f"{seconds}s", "-t", "30", "-c", str(connections),
                    "-host", "localhost", "-H", f"Authorization: {AUTHORIZATION}", url)
    if "Error distribution" in text or set(re.findall(r"\[(\d+)\]\s+\d+ responses", text)) != {"200"}:
        raise CannotMeasure(f"{url}: {text}")
    return number_after(r"Requests/sec:", text)


def lenient_tls():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def fetch(url, path):
    host, port = re.fullmatch(r"https://(.*):(\d+)", url).groups()
    connection = http.client.HTTPSConnection(host, int(port), context=lenient_tls(), timeout=60)
    connection.request("GET", path, headers={"Authorization": AUTHORIZATION})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise CannotMeasure(f"{url}{path}: {answer.status} {body[:200]!r}")
    return json.loads(body)


@contextlib.contextmanager
def idle_connections(url, count):
    """Connections that have had one answer and then stay silent; fails if the server has closed any at the end."""
    host, port = re.fullmatch(r"https://(.*):(\d+)", url).groups()
    request = f"GET /version HTTP/1.1\r\nHost: {host}\r\nAuthorization: {AUTHORIZATION}\r\n\r\n".encode()
    tls = lenient_tls()
    with contextlib.ExitStack() as stack, selectors.DefaultSelector() as selector:
        for _ in range(count):
            connection = stack.enter_context(tls.wrap_socket(socket.create_connection((host, int(port)), 30)))
            connection.sendall(request)
            answer = b""
            while not answer.endswith(b"2\n"):
                part = connection.recv(4096)
                if not part:
                    raise CannotMeasure("the server closed a connection that was to be kept")
                answer += part
            selector.register(connection, selectors.EVENT_READ)
        yield
        closed = len(selector.select(0))
        if closed:
            raise CannotMeasure(f"{closed} of {count} idle connections were closed during the load")


# ---- the cluster -----------------------------------------------------------------------------------------------------


def fill(count):
    """Brings the number of instances to at least this."""
    luxi = Luxi()
    present = {row[0] for row in luxi.call("QueryInstances", [], ["name"], False)}
    nodes = sorted(row[0] for row in luxi.call("QueryNodes", [], ["name"], False))
    domain = nodes[0].partition(".")[2]
    names = [f"bench{i}.{domain}" for i in range(1, count + 1)]
    missing = [name for name in names if name not in present][: max(0, count - len(present))]
    jobs = [
        [{
            "OP_ID": "OP_INSTANCE_CREATE", "instance_name": name, "mode": "create", "os_type": "plain", "no_install": True,
            "disk_template": "diskless", "disks": [], "nics": [{}], "pnode": nodes[i % len(nodes)], "start": False,
            "beparams": {"maxmem": 16, "minmem": 16, "vcpus": 1}, "hypervisor": "fake", "conflicts_check": False,
            "name_check": False, "ip_check": False, "ignore_ipolicy": True, "wait_for_sync": False, "reason": [],
        }]
        for i, name in enumerate(missing)
    ]
    if not jobs:
        return
    submitted = luxi.call("SubmitManyJobs", jobs)
    refused = [answer for success, answer in submitted if not success]
    if refused:
        raise CannotMeasure(f"a job was refused: {refused[0]}")
    wanted = [number for _, number in submitted]
    deadline = time.monotonic() + 900
    while time.monotonic() < deadline:
        states = [row[0] for row in luxi.call("QueryJobs", wanted, ["status"])]
        if all(state in ("success", "error", "canceled") for state in states):
            if set(states) != {"success"}:
                raise CannotMeasure(f"{len(states) - states.count('success')} instances were not created")
            return
        time.sleep(1)
    raise CannotMeasure("the instances were not created in time")


def machine():
    """One line for each fact that numbers depend on."""
    def first(path, pattern):
        with open(path, encoding="utf-8") as file:
            found = re.search(pattern, file.read(), re.MULTILINE)
        return found.group(1) if found else "unknown"

    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else "java"
    jdk = subprocess.run([java, "-version"], capture_output=True, text=True, check=True).stderr.splitlines()
    memory_kib = int(first("/proc/meminfo", r"^MemTotal:\s*(\d+)"))
    luxi = Luxi()
    facts = {
        "processor": first("/proc/cpuinfo", r"^model name\s*:\s*(.*)$"),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{memory_kib // 1024} MiB",
        "load before": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "kernel": " ".join(os.uname()[i] for i in (0, 2, 4)),
        "JDK": jdk[1] if len(jdk) > 1 else jdk[0],
        "Ganeti": luxi.call("QueryClusterInfo")["software_version"],
        "cluster": f"{len(luxi.call('QueryNodes', [], ['name'], False))} nodes, "
                   f"{len(luxi.call('QueryInstances', [], ['name'], False))} instances",
        "load from": "wrk (kept alive), hey (fresh connections), Python (LUXI, idle), on the same cores",
    }
    for name, value in facts.items():
        print(f"{name + ':':<13}{value}")


# ---- the measurements ------------------------------------------------------------------------------------------------


def line(what, ours, other, result, target, reached):
    print(f"  {what:<34}{ours:>14}  {other:<26}{result:>10}  {target:<11}{'reached' if reached else 'MISSED'}", flush=True)


def ratio_line(what, ours, other, beside, target):
    ratio = ours / other
    line(what, f"{ours:,.1f}/s", f"{other:,.1f}/s {beside}", f"{ratio:.2f} ×", f"≥ {target} ×", ratio >= target)


def memory(process):
    """Resident memory in MiB: now, and at its highest so far."""
    with open(f"/proc/{process}/status", encoding="utf-8") as file:
        status = file.read()
    return number_after("VmRSS:", status) / 1024, number_after("VmHWM:", status) / 1024


def around(before_and_after, between):
    """Measures one thing before and after the other, so that a drift of the machine hits both; (between, mean)."""
    before = before_and_after()
    middle = between()
    return middle, (before + before_and_after()) / 2


def compare_lists(url, what, method, seconds):
    path = f"/2/{what}?bulk=1"
    # RAPI names an object's members as it names the fields that it asks luxid for.
    fields = list(fetch(OFFICIAL, path)[0])
    message = encode(method, [], fields, False)
    kept_alive(url + path, LIST_CONNECTIONS, 5)
    (ours, _), theirs = around(
        lambda: luxi_rate(message, LIST_CONNECTIONS, seconds),
        lambda: kept_alive(url + path, LIST_CONNECTIONS, seconds))
    ratio_line(path, ours, theirs, "plain LUXI", 0.9)


def measure(container, url, process, seconds):
    print(f"\nGatehouse in {container.capitalize()}", flush=True)
    for path in ("/version", "/2/info"):
        kept_alive(url + path, KEPT_ALIVE_CONNECTIONS, WARM_UP_SECONDS)
    for path, target in (("/version", 100), ("/2/info", 15)):
        (ours, _), theirs = around(
            lambda path=path: kept_alive(OFFICIAL + path, OFFICIAL_CONNECTIONS, seconds)[0],
            lambda path=path: kept_alive(url + path, KEPT_ALIVE_CONNECTIONS, seconds))
        ratio_line(f"{path}, kept alive", ours, theirs, "official", target)
    fresh(url + "/version", OFFICIAL_CONNECTIONS, WARM_UP_SECONDS)
    ours, theirs = around(
        lambda: fresh(OFFICIAL + "/version", OFFICIAL_CONNECTIONS, seconds),
        lambda: fresh(url + "/version", OFFICIAL_CONNECTIONS, seconds))
    ratio_line("/version, fresh connections", ours, theirs, "official", 5)
    compare_lists(url, "nodes", "QueryNodes", seconds)
    compare_lists(url, "instances", "QueryInstances", seconds)
    with idle_connections(url, IDLE_CONNECTIONS):
        rate, worst = kept_alive(url + "/version", KEPT_ALIVE_CONNECTIONS, seconds)
    line(f"/version beside {IDLE_CONNECTIONS:,} idle, p99", f"{rate:,.1f}/s", "", f"{worst:.1f} ms", "< 50 ms", worst < 50)
    now, highest = memory(process)
    line("resident memory, highest", "", f"{now:.0f} MiB at the end", f"{highest:.0f} MiB", "< 400 MB", highest * 1.048576 < 400)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fill", type=int, metavar="INSTANCES")
    parser.add_argument("--machine", action="store_true")
    parser.add_argument("--container", default="")
    parser.add_argument("--gatehouse", metavar="URL")
    parser.add_argument("--process", type=int)
    parser.add_argument("--seconds", type=int, default=10)
    args = parser.parse_args()
    try:
        if args.fill:
            fill(args.fill)
        if args.machine:
            machine()
        if args.gatehouse:
            measure(args.container, args.gatehouse, args.process, args.seconds)
    except (CannotMeasure, OSError, http.client.HTTPException) as failure:
        print(f"bench: {failure}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
