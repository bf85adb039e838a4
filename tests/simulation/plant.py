#!/usr/bin/env python3
"""Writes copies of the sources with the bugs of bugs.toml in them: plant.py SOURCE_ROOT OUTPUT_ROOT"""

import sys
import tomllib
from pathlib import Path

HEADER = '#include "tests/simulation/planted.hpp"\n'


def main(root: Path, out: Path) -> None:
    bugs = tomllib.loads((root / "tests/simulation/bugs.toml").read_text())
    for file in {bug["file"] for bug in bugs.values()}:
        text = (root / file).read_text()
        for name, bug in bugs.items():
            if bug["file"] != file:
                continue
            if text.count(bug["is"]) != 1:
                sys.exit(f"{name}: {file} has its text {text.count(bug['is'])} times: bring bugs.toml up to date")
            text = text.replace(bug["is"], bug["becomes"])
        pragma = "#pragma once\n"
        text = text.replace(pragma, pragma + HEADER) if pragma in text else HEADER + text
        copy = out / file
        copy.parent.mkdir(parents=True, exist_ok=True)
        if not copy.exists() or copy.read_text() != text:
            copy.write_text(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
