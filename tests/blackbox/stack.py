"""A stack of its own: PostgreSQL, Redis, stand-ins and barod in a temporary folder, run by ./baro."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import urllib.request
from pathlib import Path

from contract import contract
from ports import PortBlock
from standins import Generation, Payments, Storage

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("BARO_BUILD_DIR", ROOT / "build" / "release"))
PSQL = shutil.which("psql") or "/usr/lib/postgresql/15/bin/psql"

# A test must never reach a database that somebody uses, nor hang on a proxy.
FOREIGN = {"BARO_DATABASE_URL", "BARO_REDIS_URL", "BARO_PAYMENTS_URL", "BARO_STORAGE_URL", "BARO_GENERATION_URL",
           "http_proxy", "HTTP_PROXY"}


REPORT_LINES_MAX = 200


def complaints(log):
    """What a sanitizer has said, from its first words on; nothing in a build that has none."""
    lines = log.splitlines()
    first = next((i for i, line in enumerate(lines) if "Sanitizer" in line or "runtime error:" in line), len(lines))
    return "\n".join(lines[first:first + REPORT_LINES_MAX])


class Stack:
    command_seconds_max = 180
    query_seconds_max = 60

    def __init__(self, settings):
        self.data = Path(tempfile.mkdtemp(prefix="baro-test-"))
        self.port_block = PortBlock()
        ports = {"BARO_PORTS": f"{self.port_block.ports[0]}-{self.port_block.ports[-1]}"}
        self.env = {name: value for name, value in os.environ.items() if name not in FOREIGN} | ports | settings
        self.payments, self.storage, self.generation = self.standins = [
            kind(self.data / "standins" / kind.kind) for kind in (Payments, Storage, Generation)]

    def baro(self, *arguments, check=True):
        done = subprocess.run([ROOT / "baro", *arguments], env=self.env, stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=self.command_seconds_max)
        assert not check or done.returncode == 0, f"./baro {' '.join(map(str, arguments))}:\n{done.stdout}"
        return done

    def up(self, *options):
        self.baro("up", "--data", self.data, "--no-build", *(options or ("--port", "0", "--no-seed")))
        urls = self.status()["urls"]
        self.url, self.ops = urls["http"], urls["ops"]
        self.database = self.status()["postgres"]["url"]
        contract.read(self.url)

    def down(self):
        """Stops and deletes everything. Fails if a sanitizer has complained."""
        self.baro("down", "--data", self.data)
        reports = "".join(complaints(path.read_text()) for path in self.data.glob("nodes/*/log"))
        self.baro("down", "--wipe", "--data", self.data)
        assert not reports, reports

    def control(self, kind, verb, *names):
        """Kind: node, postgres or redis. Verb: start, stop or kill. Of a stand-in: "standin", its kind, the verb."""
        self.baro(kind, verb, *names, "--data", self.data)

    def ctl(self, *arguments):
        return self.baro("ctl", "--data", self.data, *arguments).stdout

    def audit(self):
        """Fails unless every unit of stock in the database is accounted for."""
        return self.ctl("audit")

    def status(self):
        return json.loads(self.baro("status", "--json", "--data", self.data).stdout)

    def server_env(self):
        """The environment in which a barod of one's own uses this stack's servers."""
        status = self.status()
        env = {"BARO_DATABASE_URL": status["postgres"]["url"], "BARO_REDIS_URL": status["redis"]["url"],
               "BARO_PAYMENTS_WEBHOOK_URL": self.url + "/payments/webhooks/local"}
        for standin in self.standins:
            env |= standin.settings()
        return env | self.env

    def pid(self):
        return self.status()["nodes"][0]["pid"]

    def rss_kib(self):
        return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.pid()}/status").read_text())[1])

    def log(self):
        return (self.data / "nodes" / "node-0" / "log").read_text()

    def sql(self, query):
        """The rows of a query, as lists of text."""
        done = subprocess.run([PSQL, "-XAtq", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", query,
                               self.database],
                              check=True, capture_output=True, text=True, timeout=self.query_seconds_max)
        return [line.split("\t") for line in done.stdout.splitlines()]

    def on_hand(self, *skus):
        rows = dict(self.sql(f"SELECT sku_id, on_hand FROM inventory WHERE sku_id IN ({','.join(skus)})"))
        return [int(rows[sku]) for sku in skus]

    def metric(self, name):
        """The sum of a metric over all its labels."""
        with urllib.request.urlopen(self.ops + "/metrics", timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        values = [float(line.rsplit(" ", 1)[1]) for line in lines if re.match(rf"{name}[{{ ]", line)]
        assert values, f"there is no metric {name}"
        return sum(values)
