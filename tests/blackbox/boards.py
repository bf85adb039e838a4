"""The dashboards as they are in the tree, and what they ask of Prometheus."""

import json

from stack import ROOT

MONITORING = ROOT / "monitoring"


def boards():
    return {path.stem: json.loads(path.read_text())
            for path in sorted((MONITORING / "grafana" / "dashboards").glob("*.json"))}


def plain(expr, window="30s"):
    """A panel's query, as Grafana sends it when all nodes are chosen."""
    return expr.replace("$__rate_interval", window).replace('"$node"', '".*"')


def panel_queries():
    """(board, panel's title, query) of all panels."""
    return [(name, panel["title"], plain(target["expr"]))
            for name, board in boards().items() for panel in board["panels"] for target in panel["targets"]]
