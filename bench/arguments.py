#!/usr/bin/python3
"""Measures BARO against what it has to beat, and writes the report. bench/README.md says what the lines mean."""

import argparse

ALL = [f"S{number}" for number in range(1, 13)] + ["curve", "taste"]


def wanted_of(text):
    """Of `S1,S4`."""
    words = text.split(",")
    for word in words:
        if word not in ALL:
            raise argparse.ArgumentTypeError(f"there is no '{word}'; there are {', '.join(ALL)}")
    return words


def arguments():
    parser = argparse.ArgumentParser(prog="./baro bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under 3 minutes: an impression, not a result")
    parser.add_argument("--only", type=wanted_of, default=ALL, metavar="S1,S4,...", help=f"of {', '.join(ALL)}")
    return parser.parse_args()


if __name__ == "__main__":
    arguments()
