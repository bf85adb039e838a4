"""The report: a table, and for each drill a plot and what clients saw."""

from machine import host
from plots import save

from timeline import SLICE_SECONDS


def write(folder, results):
    folder.mkdir(parents=True, exist_ok=True)
    machine = host()
    lines = ["# Drills", "",
             f"Commit {machine['commit']}, {machine['at']}, {machine['cores']} cores of {machine['processor']}, which clients, "
             "servers and whatever else ran there shared.", "",
             "Customers order from a few SKUs that everybody wants and many others, and cancel some of it; each request has an "
             "`Idempotency-Key` and is repeated until there is a verdict. *Good* is an answer of 200, 201, or 409 for what is "
             "sold out. Lost: acknowledged, and not in the database. Doubled: one key, two orders. Recovery: until the "
             "goodput of a second is 90 % of that before, from the end of the fault, or from a kill itself.", "",
             "| drill | verdict | recovery | good/s before, during, after | acknowledged | lost | doubled | oversold | audit |",
             "|---|---|---|---|---|---|---|---|---|"]
    lines += [row(result) for result in results]
    for result in results:
        lines += ["", f"## {result.name}: {result.what}", ""]
        lines += [f"{result.verdict}: {complaint}" for complaint in result.complaints]
        if result.text:
            lines += [result.text]
        if result.timeline:
            lines += ["", *phases(result.timeline)]
        if result.timeline or result.plot:
            name = f"{result.name}.svg"
            save(folder / name, result.plot or (lambda axes, result=result: plot(axes, result)))
            lines += ["", f"![{result.name}]({name})"]
    (folder / "REPORT.md").write_text("\n".join(lines) + "\n")


def row(result):
    if not result.timeline:
        return f"| {result.name} | {result.verdict} | | | | | | | |"
    goodput = ", ".join(f"{phase.goodput:.0f}" for phase in result.timeline.phases())
    books = result.books
    recovery = "never" if result.recovery is None else f"{result.recovery:.2f} s from its {result.counts_from}"
    return (f"| [{result.name}](#{result.name}) | {result.verdict} | {recovery} | {goodput} | {books.acknowledged:,} | "
            f"{books.lost} | {books.doubled} | {books.oversold} | {books.audit} |")


def phases(timeline):
    began = timeline.began
    yield (f"Injected {timeline.injected - began:.2f} s after the start, over at {timeline.ended - began:.2f} s.")
    yield ""
    yield "| | s | answers | p50 ms | p99 ms |"
    yield "|---|---|---|---|---|"
    for phase in timeline.phases():
        seen = ", ".join(f"{status}: {count:,}" for status, count in sorted(phase.statuses.items())) or "none"
        yield f"| {phase.name} | {phase.seconds:.1f} | {seen} | {phase.p50_ms:.1f} | {phase.p99_ms:.1f} |"


def plot(axes, result):
    timeline = result.timeline
    times = [place * SLICE_SECONDS for place in range(len(timeline.slices))]
    axes.axvspan(timeline.injected - timeline.began, timeline.ended - timeline.began, color="tab:red", alpha=0.12, lw=0,
                 label="fault")
    for index, name, color in ((0, "good", "tab:blue"), (1, "503, 504, broken", "tab:red")):
        axes.step(times, [counts[index] / SLICE_SECONDS for counts in timeline.slices], where="post", color=color, label=name)
    axes.set(xlabel="s", ylabel="answers/s", xlim=0, ylim=0, title=result.what)
    axes.legend(loc="upper right")
