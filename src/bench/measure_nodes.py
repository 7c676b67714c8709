"""What src/bench/nodes runs on a node: measures the node calls of one running Gatehouse beside the official node daemon's."""

import argparse
import multiprocessing
import os
import socket
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "test", "ganeti"))

from measure import CannotMeasure, around, line, memory, ratio_line
from noderpc import Node, sent_at, tls

OFFICIAL_PORT = 1811
CALLERS = 8
WARM_UP_SECONDS = 15


def ask(address, port, end, kept, answers):
    """Asks for "version" until the end, on one connection or on a new one each time; leaves how often it was answered."""
    context = tls()
    request = b"POST /version HTTP/1.1\r\nHost: %s:%d\r\nAccept: */*\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]" % (
        address.encode(), port)
    count, connection = 0, None
    try:
        while time.monotonic() < end:
            if connection is None:
                # Sessions are not resumed: Ganeti's masters have that switched off.
                connection = context.wrap_socket(socket.create_connection((address, port), 60))
            connection.sendall(request)
            answer = b""
            while not answer.endswith(b"]\n"):
                part = connection.recv(4096)
                if not part:
                    raise CannotMeasure("the server hung up")
                answer += part
            if not answer.startswith(b"HTTP/1.1 200 ") or b"[true, " not in answer:
                raise CannotMeasure("%r" % answer[:200])
            if not kept:
                connection.close()
                connection = None
            # As wrk has it: what is not answered at the end does not count.
            count += time.monotonic() < end
        answers.put(count)
    except (OSError, CannotMeasure) as failure:
        answers.put("port %d: %s" % (port, failure))
    finally:
        if connection is not None:
            connection.close()


def rate(address, port, seconds, kept):
    """Answers to "version" per second."""
    answers = multiprocessing.Queue()
    end = time.monotonic() + seconds
    # Processes and not threads: a caller must not be what limits the answers.
    callers = [multiprocessing.Process(target=ask, args=(address, port, end, kept, answers)) for _ in range(CALLERS)]
    for caller in callers:
        caller.start()
    counts = [answers.get(timeout=seconds + 120) for _ in callers]
    for caller in callers:
        caller.join()
    failures = [count for count in counts if isinstance(count, str)]
    if failures:
        raise CannotMeasure(failures[0])
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
