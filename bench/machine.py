"""Where and on what it was measured, without which no figure means anything."""

import os
import platform
import re
from datetime import datetime, timezone
from pathlib import Path

from programs import HERE, run

DURABILITY = ("fsync", "synchronous_commit", "full_page_writes")


def host():
    return {"at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
            "commit": run("git", "-C", HERE, "describe", "--always", "--dirty").strip(),
            "cores": os.cpu_count(),
            "processor": re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())[1],
            "kernel": platform.release()}


def servers(stack):
    setting = {name: stack.sql(f"SHOW {name}")[0][0] for name in ("server_version", "shared_buffers", *DURABILITY)}
    wrong = [name for name in DURABILITY if setting[name] != "on"]
    if wrong:
        raise RuntimeError(f"PostgreSQL runs without {', '.join(wrong)}: nothing measured there would count")
    return {"file system": run("stat", "-f", "-c", "%T", stack.data).strip(),
            "PostgreSQL": setting.pop("server_version"),
            "Redis": re.search(r"v=([\d.]+)", run("redis-server", "--version"))[1]} | setting
