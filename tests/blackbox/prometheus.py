"""A running Prometheus, as its users ask it."""

import json
import math
import urllib.error
import urllib.parse
import urllib.request


class Prometheus:
    def __init__(self, url):
        self.url = url

    def ask(self, path, **params):
        query = "?" + urllib.parse.urlencode(params) if params else ""
        try:
            with urllib.request.urlopen(f"{self.url}/api/v1/{path}{query}", timeout=30) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as refused:
            raise AssertionError(f"{params}: {refused.read().decode()}") from None

    def query(self, expr):
        """Its (labels, value), without those that are no number."""
        found = self.ask("query", query=expr)
        rows = found["result"] if found["resultType"] == "vector" else [{"metric": {}, "value": found["result"]}]
        values = [(row["metric"], float(row["value"][1])) for row in rows]
        return [(labels, value) for labels, value in values if not math.isnan(value)]

    def rules(self):
        return [rule for group in self.ask("rules")["groups"] for rule in group["rules"]]

    def targets(self):
        """Whether each node answers, by name."""
        return {target["labels"]["node"]: target["health"] == "up" for target in self.ask("targets")["activeTargets"]}
