"""A network that can be cut: passes bytes on between those who connect and one server."""

import socket
import threading


class Proxy:
    """Listens on `port`. While it is cut nothing passes, and nobody is told: connections stay, and bytes wait."""

    def __init__(self, target_port):
        self.target = ("127.0.0.1", target_port)
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.passes = threading.Event()
        self.opens = threading.Event()
        self.sockets = []
        self.heal()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self):
        self.passes.clear()
        self.opens.clear()

    def close_door(self):
        """Who is connected stays so; nobody else gets through."""
        self.opens.clear()

    def heal(self):
        self.passes.set()
        self.opens.set()

    def close(self):
        self.listener.close()
        for socket_ in self.sockets:
            socket_.close()
        self.heal()

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near):
        self.opens.wait()
        try:
            far = socket.create_connection(self.target)
        except OSError:
            return near.close()
        self.sockets += [near, far]
        for source, sink in ((near, far), (far, near)):
            source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source, sink):
        try:
            while data := source.recv(1 << 16):
                self.passes.wait()
                sink.sendall(data)
            self.passes.wait()
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            for socket_ in (source, sink):
                socket_.close()
