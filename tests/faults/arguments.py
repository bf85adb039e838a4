#!/usr/bin/python3
"""Breaks a running shop on purpose while people order, and shows what that cost."""

import argparse
from pathlib import Path

FAULTS = ["kill-node", "kill-lone", "freeze", "postgres-restart", "postgres-resets", "redis-resets", "postgres-slow",
          "redis-slow", "redis-away", "disk-full", "clock-forward", "clock-back", "idle-connections", "slow-writers",
          "slow-readers", "half-requests"]
ALL = FAULTS + ["overload", "soak"]


def wanted_of(text):
    """Of `freeze,overload`."""
    words = text.split(",")
    for word in words:
        if word not in ALL:
            raise argparse.ArgumentTypeError(f"there is no '{word}'; there are {', '.join(ALL)}")
    return words


def arguments():
    parser = argparse.ArgumentParser(prog="./baro drill", description=__doc__)
    parser.add_argument("--only", type=wanted_of, default=FAULTS + ["overload"], metavar="NAME,...",
                        help=f"of {', '.join(ALL)}; default: all but soak")
    parser.add_argument("--seconds", type=float, help="how long each lasts (default: as long as it needs to hurt; overload 120)")
    parser.add_argument("--minutes", type=float, default=30, help="how long soak lasts (default: 30)")
    parser.add_argument("--out", type=Path, default=Path(".baro-drill"), metavar="DIR",
                        help="where REPORT.md and its plots go (default: .baro-drill)")
    return parser.parse_args()


if __name__ == "__main__":
    arguments()
