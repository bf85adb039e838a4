"""What the shop answers, held against its OpenAPI document."""

import json
import re
import subprocess
import tempfile
import urllib.request
from collections import Counter
from pathlib import Path

CHECKER = Path(__file__).with_name("contract.mjs")
CHECK_SECONDS_MAX = 60
READ_SECONDS_MAX = 10

# Answers that look alike: of those to one route, with one status and of one length. Load tests get many.
ALIKE_MAX = 20
BODY_BYTES_MAX = 1 << 20


class Contract:
    def __init__(self):
        self.document = None
        self.exchanges = []
        self.alike = Counter()

    def read(self, url):
        """Takes the document from a running shop: at the end, when it is needed, there is none."""
        if self.document is None:
            with urllib.request.urlopen(url + "/openapi.json", timeout=READ_SECONDS_MAX) as answer:
                self.document = answer.read()

    def note(self, method, path, answer):
        """Costs little: this is called between two answers of a load test, from any thread."""
        kind = (method, re.sub(r"\d+", "0", path.partition("?")[0]), answer.status, len(answer.body))
        self.alike[kind] += 1
        if self.alike[kind] <= ALIKE_MAX:
            self.exchanges.append((method, path, answer))

    def complaints(self):
        """What was answered that the document does not declare, and what is wrong with the document itself."""
        if self.document is None:
            return "There is no document to compare with." if self.exchanges else ""
        with tempfile.TemporaryDirectory(prefix="baro-contract-") as folder:
            document, exchanges = Path(folder) / "openapi.json", Path(folder) / "exchanges.jsonl"
            document.write_bytes(self.document)
            exchanges.write_text("".join(line_of(*exchange) for exchange in self.exchanges))
            done = subprocess.run(["node", CHECKER, document, exchanges], text=True, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=CHECK_SECONDS_MAX)
        return "" if done.returncode == 0 else done.stdout or "The checker fails and does not say why."


def line_of(method, path, answer):
    body = answer.body.decode(errors="replace") if len(answer.body) <= BODY_BYTES_MAX else None
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return json.dumps({"method": method, "path": path,
                       "status": answer.status, "headers": headers, "body": body}) + "\n"


# Of the whole test run: one, as there is one document.
contract = Contract()
