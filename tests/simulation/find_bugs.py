#!/usr/bin/env python3
"""Has the simulation look for each planted bug, and prints what found it: find_bugs.py PROGRAM [--rare] [NAME...]"""

import subprocess
import sys
import time
import tomllib
from pathlib import Path

SEEDS = 20_000
SEEDS_FOR_RARE = 2_000_000


def find(program: str, name: str, seeds: int) -> tuple[str, float]:
    began = time.monotonic()
    run = subprocess.run([program, "--bug", name, "--seeds", str(seeds), "--brief"],
                         capture_output=True, text=True, timeout=1800)
    lines = (run.stdout + run.stderr).strip().splitlines()
    return (lines[-1] if run.returncode else ""), time.monotonic() - began


def main() -> int:
    program, *names = sys.argv[1:]
    takes_rare = "--rare" in names
    names = [name for name in names if name != "--rare"]
    bugs = tomllib.loads(Path(__file__).with_name("bugs.toml").read_text())
    missed = []
    print(f"| planted bug | found by | seconds |\n|---|---|---|")
    for name, bug in bugs.items():
        is_rare = bug.get("rare", False)
        if (names and name not in names) or (not names and is_rare and not takes_rare):
            continue
        found, took = find(program, name, SEEDS_FOR_RARE if is_rare else SEEDS)
        print(f"| `{name}`: {bug['what']} | {found or '**not found**'} | {took:.1f} |", flush=True)
        if not found:
            missed.append(name)
    print(f"\n{len(missed)} were not found{': ' + ', '.join(missed) if missed else ''}")
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
