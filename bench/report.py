"""The rows, as a table for people and as JSON for programs."""

import json

COLUMNS = ("", "what", "goal", "measured: median (min..max)", "ratio", "verdict")


def table(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def cpu_tables(rows):
    """Where the time of an order goes, in detail."""
    for row in rows:
        if row.id == "S12" and row.figures:
            for title in ("threads", "components"):
                parts = row.figures[title]
                if parts:
                    yield f"## S12: CPU microseconds of an order, by {title[:-1]}" + (
                        "" if title == "threads" else " of barod")
                    yield table(["", "µs"], [[name, f"{value:.1f}"] for name, value in parts.items()])


def markdown(plan, machine, rows, audits, plots=()):
    parts = ["# Measured" + (", quickly: an impression, not a result" if plan.quick else ""),
             ", ".join(f"{name} {value}" for name, value in machine.items()),
             f"{plan.rounds} rounds of {plan.seconds} s, in turns. bench/README.md says what each line means.",
             table(COLUMNS, [(row.id, row.what, row.goal, row.measured, row.ratio, row.verdict) for row in rows]),
             *cpu_tables(rows),
             *(f"![{plot.stem}]({plot.name})" for plot in plots),
             *(f"Audit: {audit}" for audit in audits)]
    return "\n\n".join(parts) + "\n"


def as_json(plan, machine, rows, audits):
    return json.dumps({"machine": machine, "plan": vars(plan), "rows": [vars(row) for row in rows], "audits": audits},
                      indent=1, ensure_ascii=False, default=vars) + "\n"
