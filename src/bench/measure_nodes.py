"""What src/bench/nodes runs on a node: measures the node calls of one running Gatehouse beside the official node daemon's."""

import argparse
import contextlib
import os
import statistics
import sys
import threading
import time

import pycurl

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "test", "ganeti"))

from measure import CannotMeasure, around, line, memory, ratio_line
from noderpc import DATA, Node, sent_at

OFFICIAL_PORT = 1811
CALLERS = 8
WARM_UP_SECONDS = 15


def rate(address, port, seconds, kept):
    """Answers to "version" per second, asked for with the library and the options that Ganeti's masters use."""
    counts, failures = [], []
    end = time.monotonic() + seconds

    def ask():
        answer = bytearray()
        curl = pycurl.Curl()
        with contextlib.closing(curl):
            curl.setopt(pycurl.URL, "https://%s:%d/version" % (address, port))
            curl.setopt(pycurl.POSTFIELDS, b"[]")
            curl.setopt(pycurl.HTTPHEADER, ["Content-type: application/json", "Expect:"])
            curl.setopt(pycurl.SSLCERT, DATA + "client.pem")
            curl.setopt(pycurl.SSLKEY, DATA + "client.pem")
            curl.setopt(pycurl.CAINFO, DATA + "server.pem")
            curl.setopt(pycurl.SSL_VERIFYPEER, True)
            curl.setopt(pycurl.SSL_VERIFYHOST, 0)
            curl.setopt(pycurl.SSL_SESSIONID_CACHE, False)
            curl.setopt(pycurl.FORBID_REUSE, not kept)
            curl.setopt(pycurl.NOSIGNAL, True)
            curl.setopt(pycurl.TIMEOUT, 60)
            curl.setopt(pycurl.WRITEFUNCTION, answer.extend)
            count = 0
            try:
                while time.monotonic() < end:
                    answer.clear()
                    curl.perform()
                    if curl.getinfo(pycurl.RESPONSE_CODE) != 200 or not answer.startswith(b"[true, "):
                        raise CannotMeasure("%d %r" % (curl.getinfo(pycurl.RESPONSE_CODE), bytes(answer[:200])))
                    # As wrk has it: what is not answered at the end does not count.
                    count += time.monotonic() < end
            except (pycurl.error, CannotMeasure) as failure:
                failures.append(failure)
            counts.append(count)

    threads = [threading.Thread(target=ask) for _ in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise CannotMeasure("port %d: %s" % (port, failures[0]))
    return sum(counts) / seconds


def delays(node, seconds):
    """How long each progress message took from when it was made to here, in milliseconds."""
    found = [1000 * (at - sent_at(message)) for at, message in node.stream("test_delay", seconds, feedback="interval=0.2") if message["type"] == "progress"]
    if len(found) < 2 * seconds:
        raise CannotMeasure("only %d messages in %d s" % (len(found), seconds))
    return found


def measure(container, address, port, process, seconds):
    print("\nNode calls, Gatehouse in %s" % container.capitalize(), flush=True)
    for kept, what, target in ((True, "version, kept alive", 10), (False, "version, fresh connections", 4)):
        rate(address, port, WARM_UP_SECONDS, kept)
        # The official daemon closes every connection, whatever one asks for.
        ours, theirs = around(lambda: rate(address, OFFICIAL_PORT, seconds, False), lambda kept=kept: rate(address, port, seconds, kept))
        ratio_line(what, ours, theirs, "official", target)
    found = delays(Node(address, port), max(5, seconds))
    median = statistics.median(found)
    line("feedback, emitted to received", "%d messages" % len(found), "worst %.1f ms" % max(found), "%.1f ms" % median, "< 10 ms", median < 10)
    now, highest = memory(process)
    print("  resident memory of the front end: %.0f MiB, at most %.0f MiB" % (now, highest))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--container", required=True)
    parser.add_argument("--address", required=True)
    parser.add_argument("--port", type=int, default=1812)
    parser.add_argument("--process", type=int, required=True)
    parser.add_argument("--seconds", type=int, default=10)
    args = parser.parse_args()
    try:
        measure(args.container, args.address, args.port, args.process, args.seconds)
    except (CannotMeasure, OSError, AssertionError) as failure:
        print("bench: %s" % failure, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
