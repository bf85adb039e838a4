"""Pictures of the dashboards, as Grafana would show them, for docs/pictures/: a document cannot show a live one.

  python3 monitoring/render.py http://127.0.0.1:PORT [--minutes 15] [--until SECONDS] [--out docs/pictures]

Draws the kinds of panels that the dashboards have (timeseries, stat), from what that Prometheus answers. Needs
Debian's python3-matplotlib.
"""

import argparse
import json
import math
import re
import time
import urllib.parse
import urllib.request
from pathlib import Path

import matplotlib
from matplotlib import dates, pyplot
from matplotlib.patches import FancyBboxPatch
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
DOTS = 100  # an inch
WIDTH, ROW, GAP, HEAD = 1400, 36, 8, 46  # in dots: the board, a row of the grid, between panels, above them
COLUMNS, POINTS = 24, 240
COLOURS = 256  # of a picture

PAGE, PANEL, EDGE, GRID, TEXT, FAINT = "#111217", "#181b1f", "#26282e", "#2c2f35", "#d8d9da", "#9fa1a6"
PALETTE = ["#73bf69", "#f2cc0c", "#8ab8ff", "#ff780a", "#f2495c", "#5794f2", "#b877d9", "#9673c4", "#37872d", "#fade2a"]
NAMED = {"green": "#73bf69", "blue": "#5794f2", "orange": "#ff9830", "red": "#f2495c", "dark-red": "#c4162a",
         "purple": "#b877d9", "text": TEXT}


class Prometheus:
    def __init__(self, url, begin, end):
        self.url, self.begin, self.end = url, begin, end
        self.step = max(5, (end - begin) / POINTS)

    def series(self, expr):
        """(labels, times, values) of each line that the query makes."""
        expr = expr.replace("$__rate_interval", f"{max(30, 2 * self.step):.0f}s").replace('"$node"', '".*"')
        params = {"query": expr, "start": self.begin, "end": self.end, "step": self.step}
        with urllib.request.urlopen(f"{self.url}/api/v1/query_range?{urllib.parse.urlencode(params)}") as answer:
            rows = json.load(answer)["data"]["result"]
        return [(row["metric"], *self.with_gaps(row["values"])) for row in rows]

    def with_gaps(self, samples):
        """A line ends where nothing was measured."""
        known = {round((at - self.begin) / self.step): float(value) for at, value in samples}
        steps = range(int((self.end - self.begin) / self.step) + 1)
        return [self.begin + step * self.step for step in steps], [known.get(step, math.nan) for step in steps]


# Numbers

def scaled(value, units, base):
    power = 0
    while abs(value) >= base and power < len(units) - 1:
        value, power = value / base, power + 1
    return value, units[power]


def digits(value, decimals=None):
    if decimals is None:
        decimals = 0 if value == round(value) or abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{decimals}f}"


def duration(value, decimals):
    if value == 0:
        return "0 s"
    for limit, factor, unit in ((1e-3, 1e6, "µs"), (1, 1e3, "ms"), (60, 1, "s"), (3600, 1 / 60, "min")):
        if abs(value) < limit:
            return f"{digits(value * factor, decimals)} {unit}"
    return f"{digits(value / 3600, decimals)} h"


def text_of(value, unit, decimals=None):
    if unit in ("s", "dtdurations"):
        return duration(value, decimals)
    if unit == "percentunit":
        return f"{digits(100 * value, decimals)}%"
    if unit == "bytes":
        number, prefix = scaled(value, ["B", "KiB", "MiB", "GiB"], 1024)
        return f"{digits(number, decimals)} {prefix}"
    number, prefix = (value, "") if unit == "none" else scaled(value, ["", "K", "M", "G"], 1000)
    suffix = {"reqps": " req/s", "cps": " /s"}.get(unit, "")
    return f"{digits(number, decimals if not prefix else None)}{' ' + prefix if prefix else ''}{suffix}"


def last(values):
    return next((value for value in reversed(values) if not math.isnan(value)), None)


# Panels

def legend_of(target, labels):
    return re.sub(r"{{\s*(\w+)\s*}}", lambda match: labels.get(match[1], ""), target["legendFormat"]).strip()


class Board:
    """A figure whose coordinates are dots from the upper left."""

    def __init__(self, title, height, prometheus):
        self.height, self.prometheus = height, prometheus
        self.figure = pyplot.figure(figsize=(WIDTH / DOTS, height / DOTS), dpi=DOTS, facecolor=PAGE)
        span = " to ".join(time.strftime("%H:%M", time.gmtime(at)) for at in (prometheus.begin, prometheus.end))
        self.text(16, 24, title, size=12, color=TEXT, weight="medium")
        self.text(WIDTH - 16, 24, f"{span} UTC   ·   all nodes", size=9, color=FAINT, ha="right")

    def text(self, x, y, words, **style):
        return self.figure.text(x / WIDTH, 1 - y / self.height, words, va="center", **style)

    def axes(self, x, y, width, height):
        return self.figure.add_axes([x / WIDTH, 1 - (y + height) / self.height, width / WIDTH, height / self.height],
                                    facecolor="none")

    def box(self, x, y, width, height):
        self.figure.patches.append(FancyBboxPatch(
            (x / WIDTH, 1 - (y + height) / self.height), width / WIDTH, height / self.height, boxstyle="square,pad=0", zorder=-1,
            facecolor=PANEL, edgecolor=EDGE, linewidth=.8, transform=self.figure.transFigure))

    def draw(self, panel):
        place, cell = panel["gridPos"], (WIDTH - GAP) / COLUMNS
        x, y = GAP + place["x"] * cell, HEAD + place["y"] * ROW
        width, height = place["w"] * cell - GAP, place["h"] * ROW - GAP
        self.box(x, y, width, height)
        self.text(x + 10, y + 15, panel["title"], size=8.5, color=TEXT, weight="medium")
        lines = [(legend_of(target, labels), times, values) for target in panel["targets"]
                 for labels, times, values in self.prometheus.series(target["expr"])]
        (self.stat if panel["type"] == "stat" else self.timeseries)(panel, lines, x, y, width, height)

    def stat(self, panel, lines, x, y, width, height):
        defaults = panel["fieldConfig"]["defaults"]
        value = last(lines[0][2]) if lines else None
        if value is None:
            self.nothing(x, y, width, height)
            return
        colour = [step["color"] for step in defaults["thresholds"]["steps"]
                  if step["value"] is None or value >= step["value"]][-1]
        axes = self.axes(x + 1, y + height * .62, width - 2, height * .37)
        axes.set_axis_off()
        low, high = min(v for v in lines[0][2] if not math.isnan(v)), max(v for v in lines[0][2] if not math.isnan(v))
        axes.plot(lines[0][1], lines[0][2], color=NAMED[colour], linewidth=1)
        axes.fill_between(lines[0][1], lines[0][2], low, color=NAMED[colour], alpha=.15, linewidth=0)
        axes.set_xlim(self.prometheus.begin, self.prometheus.end)
        axes.set_ylim(low, high if high > low else low + 1)
        self.text(x + width / 2, y + height * .46, text_of(value, defaults["unit"], defaults.get("decimals")), size=19,
                  color=NAMED[colour], ha="center", weight="medium")

    def nothing(self, x, y, width, height):
        self.text(x + width / 2, y + height / 2 + 6, "No data", size=9, color=FAINT, ha="center")

    def timeseries(self, panel, lines, x, y, width, height):
        lines = [line for line in lines if last(line[2]) is not None]
        if len(panel["targets"]) == 1:
            lines.sort(key=lambda line: line[0])
        if not lines:
            self.nothing(x, y, width, height)
            return
        defaults = panel["fieldConfig"]["defaults"]
        times = lines[0][1]
        lines = self.coloured(panel, lines)
        rows = self.legend(lines, x, y, width, height)
        left, foot = 66, 24 + 15 * rows
        axes = self.axes(x + left, y + 32, width - left - 16, height - 32 - foot)
        moments = [at / 86_400 for at in times]
        stacked = defaults["custom"]["stacking"]["mode"] == "normal"
        base = [0.0] * len(moments)
        for _, colour, values in lines:
            if stacked:
                tops = [b + (0 if math.isnan(v) else v) for b, v in zip(base, values)]
                shown = [math.nan if math.isnan(v) else top for v, top in zip(values, tops)]
                axes.fill_between(moments, base, tops, color=colour, alpha=.28, linewidth=0)
                axes.plot(moments, shown, color=colour, linewidth=1.1)
                base = tops
            else:
                axes.plot(moments, values, color=colour, linewidth=1.2)
                if defaults["custom"]["scaleDistribution"]["type"] == "linear" and len(lines) <= 3:
                    axes.fill_between(moments, values, 0, color=colour, alpha=.07, linewidth=0)
        self.scales(axes, defaults, moments)

    @staticmethod
    def coloured(panel, lines):
        """(name, colour, values) of each."""
        fixed = {override["matcher"]["options"]: NAMED[override["properties"][0]["value"]["fixedColor"]]
                 for override in panel["fieldConfig"]["overrides"]}
        return [(name, fixed.get(name, PALETTE[number % len(PALETTE)]), values)
                for number, (name, _, values) in enumerate(lines)]

    def scales(self, axes, defaults, moments):
        axes.set_xlim(moments[0], moments[-1])
        if defaults["custom"]["scaleDistribution"]["type"] == "log":
            axes.set_yscale("log")
            axes.yaxis.set_major_locator(LogLocator(numticks=6))
            axes.yaxis.set_minor_locator(NullLocator())
        else:
            high = axes.get_ylim()[1]
            axes.set_ylim(0, high if high > .06 or defaults["unit"] in ("s", "percentunit") else 1)
            axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: text_of(value, defaults["unit"])))
        axes.xaxis.set_major_locator(dates.AutoDateLocator(minticks=3, maxticks=8))
        axes.xaxis.set_major_formatter(dates.DateFormatter("%H:%M"))
        axes.grid(color=GRID, linewidth=.7)
        axes.tick_params(colors=FAINT, labelsize=7.5, length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)

    def legend(self, lines, x, y, width, height):
        """Below the axes, in as many rows as it needs, two at most; how many."""
        rows, at = [[]], 0
        for name, colour, _ in lines:
            name = name if len(name) <= 46 else name[:45] + "…"
            size = 28 + 6.1 * len(name)
            if at + size > width - 20 and rows[-1]:
                if len(rows) == 2:
                    break
                rows, at = rows + [[]], 0
            rows[-1].append((at, name, colour))
            at += size
        for row, entries in enumerate(rows):
            for offset, name, colour in entries:
                middle = y + height - 12 - 15 * (len(rows) - 1 - row)
                self.figure.add_artist(matplotlib.lines.Line2D(
                    [(x + 12 + offset) / WIDTH, (x + 24 + offset) / WIDTH], [1 - middle / self.height] * 2, color=colour,
                    linewidth=2.5, transform=self.figure.transFigure))
                self.text(x + 30 + offset, middle, name, size=7.5, color=TEXT)
        return len(rows)

    def save(self, path):
        self.figure.savefig(path, facecolor=PAGE)
        pyplot.close(self.figure)
        # A board has few colours; with a table of them its picture is a third as large.
        Image.open(path).convert("RGB").quantize(COLOURS, method=Image.Quantize.FASTOCTREE).save(path, optimize=True)


def render(dashboard, prometheus, path):
    height = HEAD + ROW * max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in dashboard["panels"]) + GAP
    board = Board(dashboard["title"], height, prometheus)
    for panel in dashboard["panels"]:
        board.draw(panel)
    board.save(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("prometheus", help="its URL")
    parser.add_argument("--minutes", type=float, default=15, help="how far to look back")
    parser.add_argument("--until", type=float, default=time.time(), help="from when, in seconds since the epoch")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures")
    arguments = parser.parse_args()
    matplotlib.use("Agg")
    matplotlib.rcParams["font.family"] = ["DejaVu Sans"]
    matplotlib.rcParams["axes.unicode_minus"] = False
    arguments.out.mkdir(parents=True, exist_ok=True)
    prometheus = Prometheus(arguments.prometheus, arguments.until - 60 * arguments.minutes, arguments.until)
    for path in sorted((ROOT / "monitoring" / "grafana" / "dashboards").glob("*.json")):
        render(json.loads(path.read_text()), prometheus, arguments.out / f"dashboard-{path.stem}.png")


if __name__ == "__main__":
    main()
