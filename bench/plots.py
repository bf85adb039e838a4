"""SVG plots of what was measured; what was not has none."""

from statistics import median

import matplotlib

matplotlib.use("svg")

from matplotlib import pyplot  # noqa: E402


def draw(rows, prefix):
    """Returns the files that it has written."""
    by_id = {}
    for row in rows:
        by_id.setdefault(row.id, row)
    files = []
    for id, name, plot in (("curve", "batches", batches), ("S5", "latency", latency), ("taste", "taste", taste)):
        if by_id.get(id) and by_id[id].figures:
            files.append(save(f"{prefix}-{name}.svg", lambda axes, plot=plot, row=by_id[id]: plot(axes, row.figures)))
    duels = [row for row in rows if row.id in ("S1", "S2", "S4") and row.figures]
    if duels:
        files.append(save(f"{prefix}-rivals.svg", lambda axes: rivals(axes, duels)))
    return files


def save(name, plot):
    figure, axes = pyplot.subplots(figsize=(8, 4.5), layout="constrained")
    plot(axes)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(name)
    pyplot.close(figure)
    return name


def batches(axes, figures):
    sizes = [int(size) for size in figures]
    axes.plot(sizes, [run["rate"] for run in figures.values()], marker="o")
    axes.set(xscale="log", xlabel="orders that may share a commit", ylabel="orders/s", ylim=0,
             title="Throughput over batch size, one hot SKU")
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.minorticks_off()


def latency(axes, figures):
    runs = sorted(figures["runs"][:1] + figures["others"], key=lambda run: run["rate"])
    for name, label in (("p50_ms", "p50"), ("p99_ms", "p99"), ("p999_ms", "p99.9")):
        axes.plot([run["rate"] for run in runs], [run[name] for run in runs], marker="o", label=label)
    axes.axvline(figures["saturating"], linestyle=":", color="grey", label="saturation")
    axes.set(yscale="log", xlabel="orders/s", ylabel="ms", xlim=0, title="Latency over load, 500 connections")
    axes.legend()


def taste(axes, figures):
    for name, label, style in (("all-knowing", "by somebody who knows what they like", ":"), ("taste", "by the taste", "-"),
                               ("newest", "newest first", "--")):
        liked = figures[name]
        axes.plot([figures["page"] * (i + 1) for i in range(len(liked))], liked, style, label=label)
    axes.set(xlabel="looks swiped", ylabel="of these, liked", xlim=0, ylim=0,
             title=f"What {figures['users']} made-up people are dealt: averages")
    axes.legend()


def rivals(axes, rows):
    for place, row in enumerate(rows):
        bars = {name: median(run["rate"] for run in runs) for name, runs in row.figures["runs"].items()}
        width = 0.8 / len(bars)
        for i, (name, rate) in enumerate(bars.items()):
            color = "tab:blue" if name.startswith("ours") else "tab:grey"
            bar = axes.bar(place - 0.4 + (i + 0.5) * width, rate, width * 0.9, color=color)
            axes.bar_label(bar, [f"{name}\n{rate:,.0f}"], fontsize=6)
    axes.set(ylabel="orders/s", title="Against the row lock: blue is BARO; medians")
    axes.set_xticks(range(len(rows)), [f"{row.id}\n{row.what.removeprefix('orders/s, ')}" for row in rows], fontsize=7)
