"""What a node's /metrics says (Prometheus' text format), taken apart."""

import re
import urllib.request
from dataclasses import dataclass, field

SAMPLE = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"')


@dataclass
class Family:
    name: str
    help: str = ""
    kind: str = ""
    samples: list = field(default_factory=list)  # (name, labels, value)


def scrape(ops):
    with urllib.request.urlopen(ops + "/metrics", timeout=20) as answer:
        return families(answer.read().decode())


def families(text):
    """By name. A line that belongs to no family, or cannot be read, is an error."""
    found = {}
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name, _, words = line.removeprefix("# HELP ").partition(" ")
            assert name not in found, f"{name} comes twice"
            found[name] = family = Family(name, words)
        elif line.startswith("# TYPE "):
            name, kind = line.removeprefix("# TYPE ").split(" ")
            if name not in found:
                found[name] = family = Family(name)
            family.kind = kind
        elif line:
            name, labels, value = SAMPLE.match(line).groups()
            assert name.startswith(family.name), f"{name} stands among those of {family.name}"
            family.samples.append((name, dict(LABEL.findall(labels or "")), float(value)))
    return found
