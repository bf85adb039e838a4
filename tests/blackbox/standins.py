"""The stand-ins for other people's servers (standins/), and how tests tell them to misbehave."""

import base64
import hashlib
import hmac
import json
import secrets
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from shop import eventually

FOLDER = Path(__file__).resolve().parents[2] / "standins"
STORAGE_KEY_ID = STORAGE_BUCKET = "baro"
STORAGE_REGION = "us-east-1"


class Standin:
    """What stands in for one kind of server, with its files in `folder`."""

    def __init__(self, folder):
        self.folder = folder

    @property
    def url(self):
        return f"http://127.0.0.1:{(self.folder / 'port').read_text().strip()}"

    def secret(self, name):
        return (self.folder / name).read_text().strip()

    def ask(self, method, path, fields=None):
        body = None if fields is None else json.dumps(fields).encode()
        request = urllib.request.Request(self.url + path, body, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read())

    def behave(self, **fields):
        """What standins/README.md lists: slowMs, failNext, down ..."""
        return self.ask("POST", "/control", fields)

    def heal(self):
        self.ask("DELETE", "/control")


class Payments(Standin):
    """Payments are named by their id here, or by the shop's."""
    kind = "payments"
    secrets = ("api.key", "webhook.secret")

    def options(self):
        return ["--api-key-file", self.folder / "api.key", "--webhook-secret-file", self.folder / "webhook.secret",
                "--journal", self.folder / "journal"]

    def settings(self):
        """Without BARO_PAYMENTS_WEBHOOK_URL, which depends on who is to be called."""
        return {"BARO_PAYMENTS_URL": self.url, "BARO_PAYMENTS_KEY_FILE": str(self.folder / "api.key"),
                "BARO_PAYMENTS_WEBHOOK_SECRET_FILE": str(self.folder / "webhook.secret")}

    def pay(self, payment):
        return self.ask("POST", f"/control/pay/{payment}")

    def decline(self, payment):
        return self.ask("POST", f"/control/decline/{payment}")

    def call_back(self, payment):
        """Delivers the payment's newest event once more."""
        return self.ask("POST", f"/control/callback/{payment}")

    def ledger(self):
        return self.ask("GET", "/control/ledger")


class Storage(Standin):
    kind = "storage"
    secrets = ("secret",)

    def options(self):
        return ["--key-id", STORAGE_KEY_ID, "--secret-file", self.folder / "secret", "--region", STORAGE_REGION,
                "--bucket", STORAGE_BUCKET, "--folder", self.folder / "objects"]

    def settings(self):
        return {"BARO_STORAGE_URL": self.url, "BARO_STORAGE_REGION": STORAGE_REGION,
                "BARO_STORAGE_BUCKET": STORAGE_BUCKET, "BARO_STORAGE_KEY_ID": STORAGE_KEY_ID,
                "BARO_STORAGE_SECRET_FILE": str(self.folder / "secret"),
                "BARO_STORAGE_PUBLIC_URL": f"{self.url}/{STORAGE_BUCKET}"}


class Generation(Standin):
    kind = "generation"
    secrets = ("api.key",)

    def options(self):
        return ["--api-key-file", self.folder / "api.key"]

    def settings(self):
        return {"BARO_GENERATION_URL": self.url, "BARO_GENERATION_MODEL": "stripes",
                "BARO_GENERATION_KEY_FILE": str(self.folder / "api.key")}

    def requests(self):
        """How many it has understood, whatever it made of them."""
        return self.ask("GET", "/control/count")["requests"]


def new_secret(name):
    secret = secrets.token_bytes(32)
    return "whsec_" + base64.b64encode(secret).decode() if name == "webhook.secret" else secret.hex()


class Process:
    """The process of a stand-in of one's own."""

    def __init__(self, standin):
        self.standin = standin
        for name in standin.secrets:
            (standin.folder / name).write_text(new_secret(name))
        self.process = None
        self.port = 0
        self.start()

    def start(self):
        """On the port that it had, if it ran before."""
        port_file = self.standin.folder / "port"
        port_file.unlink(missing_ok=True)
        command = [sys.executable, "-B", FOLDER / f"{self.standin.kind}.py", "--port", str(self.port),
                   "--port-file", port_file, *self.standin.options()]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        eventually(lambda: port_file.exists() or self.process.poll() is not None)
        assert self.process.poll() is None, f"{self.standin.kind} ended with {self.process.returncode}"
        self.port = int(port_file.read_text())

    def kill(self):
        self.process.kill()
        self.process.wait()


@contextmanager
def own_standin(kind):
    """A stand-in beside those of ./baro, for those who want it to themselves; kind: Payments, Storage or Generation."""
    with tempfile.TemporaryDirectory() as folder:
        standin = kind(Path(folder))
        standin.process = Process(standin)
        try:
            yield standin
        finally:
            standin.process.kill()


def webhook_headers(secret, id_, timestamp, body):
    """Those of the Standard Webhooks scheme, as a test of receivers makes them."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{id_}.{timestamp}.".encode() + body, hashlib.sha256)
    return {"webhook-id": id_, "webhook-timestamp": str(timestamp),
            "webhook-signature": "v1," + base64.b64encode(digest).decode()}
