"""A network that can be cut: passes bytes on between those who connect and one server."""

import multiprocessing
import socket
import threading

# Before there are threads that hold locks.
processes = multiprocessing.get_context("fork")


class Proxy:
    """Listens on `port`, in a process of its own, so that a busy test does not slow it down. While it is cut nothing
    passes, and nobody is told: connections stay, and bytes wait."""

    def __init__(self, target_port):
        listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = listener.getsockname()[1]
        self.passes, self.opens = processes.Event(), processes.Event()
        self.heal()
        self.process = processes.Process(target=_Wire(listener, target_port, self.passes, self.opens).run, daemon=True)
        self.process.start()
        listener.close()

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
        self.process.kill()
        self.process.join()


class _Wire:
    def __init__(self, listener, target_port, passes, opens):
        self.listener = listener
        self.target = ("127.0.0.1", target_port)
        self.passes, self.opens = passes, opens

    def run(self):
        while True:
            near, _ = self.listener.accept()
            threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near):
        self.opens.wait()
        try:
            far = socket.create_connection(self.target)
        except OSError:
            return near.close()
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
