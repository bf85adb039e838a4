"""Writes dashboards/*.json from what boards.py says. With --check: fails if that would change them.

Grafana's own files repeat for each panel what is the same for all of them, and number and place each by hand; here a
panel is its title, a sentence, its queries, and its unit.
"""

import json
import sys
from pathlib import Path

from boards import boards

FOLDER = Path(__file__).parent / "dashboards"
COLUMNS = 24
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}

# Grafana 9.5's. Newer ones bring it up to date as they load it.
SCHEMA_VERSION = 38

VARIABLES = [
    {"name": "datasource", "label": "Prometheus", "type": "datasource", "query": "prometheus", "hide": 0,
     "current": {}, "options": [], "refresh": 1, "regex": "", "multi": False, "includeAll": False},
    {"name": "node", "label": "Node", "type": "query", "datasource": DATASOURCE, "hide": 0,
     "query": {"query": 'label_values(up{job="baro"}, node)', "refId": "node"},
     "definition": 'label_values(up{job="baro"}, node)', "refresh": 2, "sort": 1, "regex": "", "multi": True,
     "includeAll": True, "allValue": ".*", "options": [],
     "current": {"selected": True, "text": ["All"], "value": ["$__all"]}},
]


def target(number, query):
    expr, legend = query
    return {"datasource": DATASOURCE, "editorMode": "code", "expr": expr, "legendFormat": legend, "range": True,
            "refId": chr(ord("A") + number)}


def thresholds(steps):
    """Steps are (from, colour); the first one is from anywhere."""
    return {"mode": "absolute", "steps": [{"color": colour, "value": value} for value, colour in steps]}


def lines(panel):
    return {
        "fieldConfig": {"defaults": {
            "unit": panel.unit, "min": panel.min, "color": {"mode": "palette-classic"},
            "custom": {"drawStyle": "line", "lineWidth": 1, "fillOpacity": 30 if panel.stacked else 8,
                       "showPoints": "never", "spanNulls": False, "lineInterpolation": "linear",
                       "scaleDistribution": {"type": "log", "log": 10} if panel.logarithmic else {"type": "linear"},
                       "stacking": {"mode": "normal" if panel.stacked else "none", "group": "A"}},
            "thresholds": thresholds([(None, "green")])},
            "overrides": [{"matcher": {"id": "byName", "options": name},
                           "properties": [{"id": "color", "value": {"mode": "fixed", "fixedColor": colour}}]}
                          for name, colour in panel.colours.items()]},
        "options": {"legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
                    "tooltip": {"mode": "multi", "sort": "desc"}},
    }


def figure(panel):
    return {
        "fieldConfig": {"defaults": {"unit": panel.unit, "decimals": panel.decimals, "color": {"mode": "thresholds"},
                                     "mappings": [], "thresholds": thresholds(panel.steps)}, "overrides": []},
        "options": {"colorMode": "value", "graphMode": "area", "justifyMode": "auto", "orientation": "auto",
                    "textMode": "auto", "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}},
    }


KINDS = {"timeseries": lines, "stat": figure}


def panels_of(board):
    """Panels stand in rows, in the order in which they are written; each row is as high as its first one."""
    panels, x, y, height = [], 0, 0, 0
    for number, panel in enumerate(board.panels, 1):
        if x + panel.width > COLUMNS:
            x, y = 0, y + height
        height = panel.height if x == 0 else height
        panels.append({
            "id": number, "type": panel.kind, "title": panel.title, "description": panel.description,
            "datasource": DATASOURCE, "gridPos": {"x": x, "y": y, "w": panel.width, "h": panel.height},
            "targets": [target(i, query) for i, query in enumerate(panel.queries)],
            **KINDS[panel.kind](panel)})
        x += panel.width
    return panels


def dashboard(board):
    return {
        "uid": f"baro-{board.name}", "title": f"BARO / {board.title}", "description": board.description,
        "tags": ["baro"], "schemaVersion": SCHEMA_VERSION, "version": 1, "editable": True, "graphTooltip": 1,
        "timezone": "browser", "refresh": "5s", "time": {"from": "now-15m", "to": "now"}, "timepicker": {},
        "fiscalYearStartMonth": 0, "liveNow": False, "weekStart": "", "style": "dark",
        "links": [{"type": "dashboards", "tags": ["baro"], "title": "BARO", "asDropdown": True, "icon": "external link",
                   "includeVars": True, "keepTime": True, "targetBlank": False, "tooltip": "", "url": ""}],
        "annotations": {"list": [
            {"datasource": DATASOURCE, "enable": True, "expr": 'ALERTS{alertstate="firing"}', "iconColor": "red",
             "name": "Alerts", "titleFormat": "{{alertname}}", "hide": False}]},
        "templating": {"list": VARIABLES}, "panels": panels_of(board),
    }


def main():
    texts = {FOLDER / f"{board.name}.json": json.dumps(dashboard(board), indent=1, ensure_ascii=False) + "\n"
             for board in boards}
    if sys.argv[1:] == ["--check"]:
        stale = [path.name for path, text in texts.items() if not path.exists() or path.read_text() != text]
        stale += [path.name for path in FOLDER.glob("*.json") if path not in texts]
        sys.exit(f"{', '.join(stale)}: run monitoring/grafana/generate.py" if stale else 0)
    FOLDER.mkdir(exist_ok=True)
    for path, text in texts.items():
        path.write_text(text)


if __name__ == "__main__":
    main()
