"""A network between two programs that can be slow, silent or gone."""
import socket, threading, time


class Relay:
    """The network between clients and a transfer listener. It counts what the clients get."""

    def __init__(self, port):
        self.target, self.sent, self.rate, self.flip = port, 0, None, None
        self.lock, self.flowing, self.pairs, self.gone = threading.Lock(), threading.Event(), [], False
        self.flowing.set()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client = self.listener.accept()[0]
            try:
                if self.gone:
                    raise OSError("cut")
                server = socket.create_connection(("127.0.0.1", self.target), 5)
                server.settimeout(None)
            except OSError:
                client.close()
                continue
            with self.lock:
                self.pairs.append((client, server))
            for ends in ((client, server), (server, client)):
                threading.Thread(target=self.move, args=ends + (ends[0] is server,), daemon=True).start()

    def move(self, source, target, counted):
        try:
            while True:
                piece = source.recv(1 << 16)
                if not piece:
                    break
                self.flowing.wait()
                if counted:
                    with self.lock:
                        begin, self.sent = self.sent, self.sent + len(piece)
                        if self.flip is not None and begin <= self.flip < self.sent:
                            piece = bytearray(piece)
                            piece[self.flip - begin] ^= 4
                            self.flip = None
                        if self.rate:
                            time.sleep(len(piece) / self.rate)
                target.sendall(piece)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def again(self, rate=None):
        """Everything works; what is sent from here on is counted."""
        self.gone, self.rate, self.flip, self.sent = False, rate, None, 0
        self.flowing.set()

    def cut(self):
        """Everybody's connections end, and nobody gets one."""
        self.gone = True
        with self.lock:
            for pair in self.pairs:
                for end in pair:
                    try:
                        end.shutdown(socket.SHUT_RDWR)
                    except OSError:
                        pass
            self.pairs = []

    def await_sent(self, count, process, limit=120):
        """Returns once so much was sent; whether it got there while the process ran."""
        end = time.monotonic() + limit
        while self.sent < count and process.poll() is None and time.monotonic() < end:
            time.sleep(0.005)
        return self.sent >= count and process.poll() is None
