"""The programs that make load or measure: each is run, waited for, and gives back what it printed."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "blackbox"))

from stack import BUILD  # noqa: E402

CONNECTIONS = 128


def say(text):
    print(text, file=sys.stderr, flush=True)


def run(*command, env=None):
    """What it printed; its complaints if it fails."""
    done = subprocess.run([str(word) for word in command], env=env, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{Path(str(command[0])).name} failed: {(done.stderr or done.stdout).strip()[-2000:]}")
    return done.stdout


def program(name):
    return BUILD / "bench" / f"baro_{name}"


def own(name, *arguments, env=None):
    """One of bench/'s own programs, which print JSON."""
    return json.loads(run(program(name), *arguments, env=os.environ | (env or {})))


def wrk(script, url, connections, seconds, *arguments):
    """Saturates the server. One thread: on few cores a second one takes turns with the first."""
    said = run("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", HERE / script, url, "--", *arguments)
    result = json.loads(re.search(r"^RESULT (.*)$", said, re.M)[1])
    result["rate"] = (result["answers"] - result["refused"]) / result["seconds"]
    return result


def pgbench(script, database, clients, seconds, **variables):
    """Transactions per second."""
    defines = [word for name, value in variables.items() for word in ("-D", f"{name}={value}")]
    said = run("pgbench", "-n", "-M", "prepared", "-c", clients, "-j", min(clients, 2), "-T", seconds, *defines,
               "-f", HERE / script, database)
    return {"rate": float(re.search(r"^tps = ([\d.]+)", said, re.M)[1])}


def fixed_rate(url, connections, rate, seconds, requests, *patience):
    """Latencies at a rate that does not wait for the server. `requests` is a file of request()s."""
    return own("fixed_rate", url.rsplit(":", 1)[1], connections, rate, seconds, requests, *patience)


def request(method, path, body="", **headers):
    """A whole request, as baro_fixed_rate reads it."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", body]) + "\0"
