"""Server processes beside those of ./baro, whose settings and end are ours."""

import os
import signal
import subprocess
import tempfile
from contextlib import contextmanager

from ports import free_port
from shop import BROKEN, PATIENCE, Operator, eventually
from stack import BUILD, complaints

BAROD = BUILD / "app" / "barod"


class Server:
    """A barod on the stack's database and Redis. Settings are variables of its environment."""

    def __init__(self, stack, name="own", **settings):
        self.name = name
        http_port, ops_port = free_port(), free_port()
        self.url, self.ops = f"http://127.0.0.1:{http_port}", f"http://127.0.0.1:{ops_port}"
        self.output = tempfile.TemporaryFile("w+")
        command = [BAROD, "--node-name", name, "--http-port", str(http_port), "--ops-port", str(ops_port)]
        env = stack.server_env() | {"BARO_PAYMENTS_WEBHOOK_URL": self.url + "/payments/webhooks/local"} | settings
        self.process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL,
                                        stdout=self.output, stderr=subprocess.STDOUT)

    def is_ready(self):
        assert self.process.poll() is None, self.said()
        try:
            return Operator(self.ops).get("/readyz").status == 200
        except BROKEN:
            return False

    def said(self):
        # Another process writes at the end of the same file.
        return os.pread(self.output.fileno(), 1 << 26, 0).decode()

    def signal(self, number):
        self.process.send_signal(number)

    def end(self):
        """Lets it leave its cluster; its exit code. Fails if a sanitizer has complained."""
        self.signal(signal.SIGCONT)
        self.process.terminate()
        try:
            code = self.process.wait(40 * PATIENCE)
        finally:
            self.process.kill()
            self.process.wait()
        assert not (report := complaints(self.said())), report
        return code


@contextmanager
def own_server(stack, name="own", **settings):
    server = Server(stack, name, **settings)
    try:
        eventually(server.is_ready)
        yield server
    finally:
        server.end()
