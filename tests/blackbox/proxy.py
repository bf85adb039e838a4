"""A network that can be cut: passes bytes on between those who connect and one server."""

import multiprocessing
import socket
import struct
import threading
import time
from contextlib import suppress

# Before there are threads that hold locks.
processes = multiprocessing.get_context("fork")


RESET = struct.pack("ii", 1, 0)  # as SO_LINGER: who closes sends a reset


class Proxy:
    """Listens on `port`, in a process of its own, so that a busy test does not slow it down. While it is cut nothing
    passes, and nobody is told: connections stay, and bytes wait."""

    def __init__(self, target_port):
        listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = listener.getsockname()[1]
        self.passes, self.opens, self.tears = processes.Event(), processes.Event(), processes.Event()
        self.delay = processes.Value("d", 0)
        self.heal()
        wire = _Wire(listener, target_port, self.passes, self.opens, self.tears, self.delay)
        self.process = processes.Process(target=wire.run, daemon=True)
        self.process.start()
        listener.close()

    def cut(self):
        self.passes.clear()
        self.opens.clear()

    def close_door(self):
        """Who is connected stays so; nobody else gets through."""
        self.opens.clear()

    def slow_down(self, seconds):
        """From now on what is sent to the server is so long on its way."""
        self.delay.value = seconds

    def reset(self):
        """Tears all connections that there are, as a router that restarts does: both ends are sent a reset."""
        self.tears.set()

    def heal(self):
        self.slow_down(0)
        self.passes.set()
        self.opens.set()

    def close(self):
        self.process.kill()
        self.process.join()


class _Wire:
    def __init__(self, listener, target_port, passes, opens, tears, delay):
        self.listener = listener
        self.target = ("127.0.0.1", target_port)
        self.passes, self.opens, self.tears, self.delay = passes, opens, tears, delay
        self.pairs = set()

    def run(self):
        threading.Thread(target=self._tear, daemon=True).start()
        while True:
            near, _ = self.listener.accept()
            threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near):
        self.opens.wait()
        try:
            far = socket.create_connection(self.target)
        except OSError:
            return near.close()
        self.pairs.add((near, far))
        for source, sink in ((near, far), (far, near)):
            source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._pump, args=(source, sink, (near, far)), daemon=True).start()

    def _tear(self):
        while self.tears.wait():
            self.tears.clear()
            for pair in list(self.pairs):
                with suppress(OSError):
                    for end in pair:
                        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                    _stop_reading(pair)

    def _pump(self, source, sink, pair):
        try:
            while data := source.recv(1 << 16):
                if sink.getpeername() == self.target:
                    time.sleep(self.delay.value)
                self.passes.wait()
                sink.sendall(data)
            self.passes.wait()
            if source.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, len(RESET)) == RESET:
                raise ConnectionResetError
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            self.pairs.discard(pair)
            _stop_reading(pair)
            for end in pair:
                end.close()


def _stop_reading(pair):
    """Wakes who reads there, and sends nothing. A socket that somebody reads from lives on after its close()."""
    for end in pair:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RD)
