"""An HTTP/2 client that sends a request's body in the frames that different clients send, and obeys flow control."""
import select
import socket
import time

import h2.config
import h2.connection
import h2.events
import h2.settings

from server import tls

# How many seconds nothing may happen. How long a body takes as a whole, depends on this program: with frames of 100 bytes about 25 s for 10 MiB.
LIMIT = 30
# What each kind of client does with a body: the largest DATA frame, and whether the end is an empty frame of its own.
PATTERNS = {"plain": (16384, False), "go": (16384, True), "httpx": (65536, True), "small-frames": (100, True)}


class Broken(Exception):
    """The connection or the stream ended without an answer."""


class Answer:
    """The answer to one request: status, body, and whether a 100 came before it."""

    def __init__(self):
        self.status, self.body, self.ended, self.reset, self.continued = None, b"", False, None, False


class Http2Client:
    """One connection for any number of requests, one after the other. Not for several threads."""

    def __init__(self, port, pattern="plain", settings=None):
        self.frame, self.empty_end = PATTERNS[pattern]
        plain = socket.create_connection(("127.0.0.1", port), timeout=LIMIT)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = tls(("h2",)).wrap_socket(plain)
        if self.socket.selected_alpn_protocol() != "h2":
            raise Broken("no HTTP/2")
        self.h2 = h2.connection.H2Connection(config=h2.config.H2Configuration(header_encoding="utf-8"))
        if settings:
            self.h2.local_settings = h2.settings.Settings(client=True, initial_values=settings)
        self.h2.initiate_connection()
        if pattern == "go":
            self.h2.increment_flow_control_window(1 << 30)
        self.answers, self.goaway = {}, None
        self.flush()

    def flush(self):
        data = self.h2.data_to_send()
        if data:
            self.socket.sendall(data)

    def receive(self, seconds):
        """Handles what has come, or comes within so many seconds; true if something has."""
        if not self.socket.pending() and not select.select([self.socket], [], [], seconds)[0]:
            return False
        data = self.socket.recv(65536)
        if not data:
            raise Broken("the connection was closed" + (", %s" % self.goaway if self.goaway else ""))
        for event in self.h2.receive_data(data):
            stream = getattr(event, "stream_id", None)
            answer = self.answers.get(stream)
            if isinstance(event, h2.events.ConnectionTerminated):
                self.goaway = "GOAWAY %s %s" % (event.error_code, event.additional_data)
                if event.error_code:
                    raise Broken(self.goaway)
            elif answer is None:
                continue
            elif isinstance(event, h2.events.InformationalResponseReceived):
                if answer.continued:
                    raise Broken("100 came twice")
                answer.continued = True
            elif isinstance(event, h2.events.ResponseReceived):
                answer.status = int(dict(event.headers)[":status"])
            elif isinstance(event, h2.events.DataReceived):
                answer.body += event.data
                self.h2.acknowledge_received_data(event.flow_controlled_length, stream)
            elif isinstance(event, h2.events.StreamEnded):
                answer.ended = True
            elif isinstance(event, h2.events.StreamReset):
                answer.reset = event.error_code
        self.flush()
        return True

    def open(self, method, path, headers, end=False):
        """Sends a request's headers; returns its stream and its answer to be."""
        stream = self.h2.get_next_available_stream_id()
        answer = self.answers[stream] = Answer()
        self.h2.send_headers(stream, [(":method", method), (":scheme", "https"), (":path", path), (":authority", "localhost")] + headers, end_stream=end)
        self.flush()
        return stream, answer

    def request(self, method, path, headers, body=None, pieces=1, pause=0.0, expect=False):
        """Sends a request and returns its answer. The body is sent in pieces with a pause before each."""
        headers = list(headers)
        if body is not None:
            headers.append(("content-length", str(len(body))))
        if expect:
            # As Java's client spells it; curl uses lower case.
            headers.append(("expect", "100-Continue"))
        stream, answer = self.open(method, path, headers, body is None)
        end = time.monotonic() + LIMIT
        if body is not None:
            if expect:
                while not answer.continued and answer.status is None and time.monotonic() < end:
                    self.receive(0.1)
            if not (expect and answer.status):
                size = max(1, -(-len(body) // pieces))
                for start in range(0, max(1, len(body)), size):
                    if pause:
                        self.wait(pause)
                    if not self.send(stream, answer, body[start:start + size], start + size >= len(body)):
                        break
                end = time.monotonic() + LIMIT
        while not answer.ended:
            if answer.reset is not None:
                raise Broken("the stream was reset: %s, status %s" % (answer.reset, answer.status))
            if time.monotonic() > end:
                raise Broken("no answer in %d s, status %s" % (LIMIT, answer.status))
            self.receive(0.1)
        # What was refused early is not sent to its end; the server may reset it without an error.
        if answer.reset:
            raise Broken("the stream was reset after its answer: %s" % answer.reset)
        if self.goaway is None and not self.closed(stream):
            self.h2.reset_stream(stream)
            self.flush()
        del self.answers[stream]
        return answer

    def closed(self, stream):
        state = self.h2.streams.get(stream)
        return state is None or state.closed

    def wait(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.receive(max(0.0, end - time.monotonic()))

    def send(self, stream, answer, data, last):
        """Sends a piece of a body; false if the answer came before all of it was sent."""
        end = time.monotonic() + LIMIT
        while data:
            room = min(self.h2.local_flow_control_window(stream), self.h2.max_outbound_frame_size, self.frame) if not answer.ended and answer.reset is None else 0
            if answer.ended or answer.reset is not None:
                return False
            if room <= 0:
                if time.monotonic() > end:
                    raise Broken("no window to send in after %d s" % LIMIT)
                self.receive(0.1)
                continue
            end = time.monotonic() + LIMIT
            piece, data = data[:room], data[room:]
            self.h2.send_data(stream, piece, end_stream=last and not data and not self.empty_end)
            self.flush()
            self.receive(0)
        if last and (self.empty_end or self.open_end(stream)) and answer.reset is None and not answer.ended:
            self.h2.send_data(stream, b"", end_stream=True)
            self.flush()
        return True

    def open_end(self, stream):
        """Whether the request has not been ended yet, as with a body of no bytes."""
        state = self.h2.streams.get(stream)
        return state is not None and state.open and state.state_machine.state.name == "OPEN"

    def close(self):
        try:
            self.socket.close()
        except OSError:
            pass
