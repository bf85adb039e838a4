#!/usr/bin/env python3
"""Fails unless docs/DEFECTS.md names, for each of the 25 defects, tests that exist."""

import pathlib
import re
import sys

DEFECTS = 25
ROW = re.compile(r"^\| (\d+) \|.*\|([^|]*)\|$", re.MULTILINE)
TEST = re.compile(r"`([\w/.]+)::(\w+)`")


def exists(tests, file, name):
    path = tests / file
    if not path.is_file():
        return False
    definition = rf"^def {name}\(" if path.suffix == ".py" else rf"^(TEST\w*|RC_GTEST\w*)\(\w+,\s*{name}\b"
    return re.search(definition, path.read_text(), re.MULTILINE) is not None


def main() -> int:
    root = pathlib.Path(__file__).resolve().parent.parent
    rows = ROW.findall((root / "docs" / "DEFECTS.md").read_text())
    wrong = []
    if [int(number) for number, _ in rows] != list(range(1, DEFECTS + 1)):
        wrong.append(f"the rows are not numbered from 1 to {DEFECTS}")
    for number, named in rows:
        tests = TEST.findall(named)
        if not tests:
            wrong.append(f"{number}: names no test")
        wrong += [f"{number}: there is no {file}::{name}" for file, name in tests
                  if not exists(root / "tests", file, name)]
    print("\n".join(wrong) or "defects: ok")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
