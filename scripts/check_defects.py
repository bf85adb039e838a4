#!/usr/bin/env python3
"""Fails unless each of the 25 rows of docs/DEFECTS.md, and each requirement of docs/SECURITY.md, names tests that exist."""

import pathlib
import re
import sys

DEFECTS = 25
DEFECT = re.compile(r"^\| (\d+) \|.*\|([^|]*)\|$", re.MULTILINE)
REQUIREMENT = re.compile(r"^\| (\d+\.[\d., to]+) \|.*\|([^|]*)\|([^|]*)\|$", re.MULTILINE)
TEST = re.compile(r"`([\w/.]+)::(\w+)`")


def exists(tests, file, name):
    path = tests / file
    if not path.is_file():
        return False
    definition = rf"^def {name}\(" if path.suffix == ".py" else rf"^(TEST\w*|RC_GTEST\w*)\(\w+,\s*{name}\b"
    return re.search(definition, path.read_text(), re.MULTILINE) is not None


def wrong_defects(text):
    rows = DEFECT.findall(text)
    if [int(number) for number, _ in rows] != list(range(1, DEFECTS + 1)):
        yield f"the rows are not numbered from 1 to {DEFECTS}"
    for number, named in rows:
        if not TEST.search(named):
            yield f"{number}: names no test"


def wrong_requirements(text):
    rows = REQUIREMENT.findall(text)
    numbers = [tuple(map(int, re.match(r"[\d.]+\d", number)[0].split("."))) for number, _, _ in rows]
    if not rows or numbers != sorted(set(numbers)):
        yield "the requirements are not there in their order, once each"
    for number, named, status in rows:
        if not re.match(r" (met|not met|not applicable)\b", status):
            yield f"{number}: is neither met nor not met nor not applicable"
        if not TEST.search(named) and named.strip() != "by review":
            yield f"{number}: names no test, nor says that it is by review"


def main() -> int:
    root = pathlib.Path(__file__).resolve().parent.parent
    wrong = []
    for document, check in (("DEFECTS.md", wrong_defects), ("SECURITY.md", wrong_requirements)):
        text = (root / "docs" / document).read_text()
        wrong += [f"{document}: {what}" for what in check(text)]
        wrong += [f"{document}: there is no {file}::{name}" for file, name in TEST.findall(text)
                  if not exists(root / "tests", file, name)]
    print("\n".join(wrong) or "defects: ok")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
