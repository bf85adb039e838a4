"""Ports that nobody else takes meanwhile, although several suites start, stop and restart servers side by side."""

import random
import socket
from contextlib import suppress

# ./baro looks for ports below these (scripts/common.sh), and the kernel gives those above to outgoing connections.
FIRST, LAST = 21_000, 31_999
SIZE = 50


def bound(port):
    """A socket that holds the port; None if it is taken."""
    holder = socket.socket()
    with suppress(OSError):
        holder.bind(("127.0.0.1", port))
        return holder
    holder.close()
    return None


class PortBlock:
    """Ours until this process ends, however it does: who has bound the first port owns the rest."""

    def __init__(self):
        firsts = list(range(FIRST, LAST, SIZE))
        random.shuffle(firsts)
        self.lock = next((lock for first in firsts if (lock := bound(first))), None)
        assert self.lock, f"all ports from {FIRST} to {LAST} are taken"
        first = self.lock.getsockname()[1] + 1
        self.ports = range(first, first + SIZE - 1)
        self.next = 0

    def free_port(self):
        """Each in turn, so that one whose server is down for a moment is not given away soon."""
        for _ in self.ports:
            port = self.ports[self.next % len(self.ports)]
            self.next += 1
            if holder := bound(port):
                holder.close()
                return port
        raise AssertionError(f"all ports of {self.ports} are taken")


_own = None


def free_port():
    """For what this process itself starts."""
    global _own
    _own = _own or PortBlock()
    return _own.free_port()
