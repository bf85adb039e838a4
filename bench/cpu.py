"""S12: where the time of an order goes: CPU microseconds by process, by thread and by component."""

import os
import re
import resource
import shutil
import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from figures import Row
from orders import HOT, ours
from programs import say

TICKS = os.sysconf("SC_CLK_TCK")
MOST = 8  # threads and backends that are listed by name

# The first that matches a sample's symbol, or its library, names its component.
COMPONENTS = (
    ("kernel", r"^\[kernel|^\[unknown\]|\[guest"),
    ("malloc", r"malloc|calloc|realloc|cfree|_int_free|operator new|operator delete|_M_create|tcache|unlink_chunk"),
    ("stock writer, libpq", r"libpq|libssl|libcrypto|Pg[A-Z]|pg_|Stock(Plan|Writer|Commit|Repository)|Batch|Front|unnest"),
    ("session", r"Session|TokenBucket"),
    ("checkout", r"Checkout|Basket|stored_answer"),
    ("sku", r"baro::(Stock|Sku)(?!Writer)"),
    ("HTTP and JSON", r"beast|boost::json|libboost_json|boost::urls|libboost_url|baro::(Api|Router|Route|Request|Response|Connection|"
                      r"validate|Validate|json|problem|Gateway|Cookie|Origin|Idempotency)"),
    ("asio and system calls", r"asio|libpthread|epoll|__send|__recv|sendmsg|recvmsg|syscall|writev|readv"),
    ("metrics and log", r"prometheus|spdlog|libfmt|log_"),
    ("CAF: scheduling, mailboxes, messages", r"caf::|Shard|Loop|Envelope"),
    ("C and C++ libraries", r"libc\.so|libstdc|libm\.so|linux-vdso|vdso"),
)


def processor_seconds(pid):
    """By thread name."""
    seconds = Counter()
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            name, fields = re.search(r"\((.*)\) (.*)", (task / "stat").read_text()).groups()
        except FileNotFoundError:
            continue  # it has ended
        fields = fields.split()
        seconds[name] += (int(fields[11]) + int(fields[12])) / TICKS
    return seconds


def backends(stack):
    rows = stack.sql("SELECT pid, coalesce(nullif(application_name, ''), backend_type) FROM pg_stat_activity "
                     "WHERE pid <> pg_backend_pid()")
    return {int(pid): name for pid, name in rows}


def snapshot(stack):
    """CPU seconds so far, by (process, part)."""
    status = stack.status()
    seconds = Counter()
    for name, used in processor_seconds(stack.pid()).items():
        seconds["barod", name] += used
    for pid, name in backends(stack).items():
        seconds["PostgreSQL", name] += sum(processor_seconds(pid).values())
    seconds["Redis", ""] = sum(processor_seconds(status["redis"]["pid"]).values())
    return seconds


def children_seconds():
    """Of what this process has started and waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def profile(pid, seconds, file):
    """Share of barod's samples by component; nothing where perf is missing, or may not look."""
    if not shutil.which("perf"):
        return {}
    recorded = subprocess.run(["perf", "record", "-q", "-F", "997", "-p", str(pid), "-o", file, "--", "sleep", str(seconds)],
                              capture_output=True, text=True)
    if recorded.returncode:
        say(f"perf: {recorded.stderr.strip()[-200:]}")
        return {}
    said = subprocess.run(["perf", "script", "-i", file, "-F", "ip,sym,dso"], capture_output=True, text=True).stdout
    samples = Counter(component(line) for line in said.splitlines() if line.strip())
    return {name: count / samples.total() for name, count in samples.most_common()}


def component(sample):
    """Of a line like `ffff0123 symbol (library)`."""
    symbol, library = re.match(r"\s*[0-9a-f]+ (.*) \((.*)\)$", sample).groups()
    for name, pattern in COMPONENTS:
        if re.search(pattern, library) or re.search(pattern, symbol):
            return name
    return "other"


def measure(plan, shop):
    say("where the CPU time goes")
    ours(shop, HOT, plan.seconds)
    seconds = plan.seconds + 2
    before, children_before = snapshot(shop.stack), children_seconds()
    result = ours(shop, HOT, seconds)
    used_by_wrk = children_seconds() - children_before
    after = snapshot(shop.stack)
    orders = result["answers"] - result["refused"]
    micros = {key: (after[key] - before[key]) * 1e6 / orders for key in after if after[key] > before[key]}
    micros["wrk", ""] = used_by_wrk * 1e6 / orders
    with ThreadPoolExecutor() as pool:  # apart from the above, since perf costs time itself
        loading = pool.submit(ours, shop, HOT, seconds)
        shares = profile(shop.stack.pid(), seconds - 1, shop.file("perf.data", ""))
        loading.result()
    return [row(micros, shares, result["rate"])]


def row(micros, shares, rate):
    processes = Counter()
    for (process, _), value in micros.items():
        processes[process] += value
    measured = ", ".join(f"{name} {value:.1f}" for name, value in processes.most_common())
    details = {"threads": {f"{process} {part}".strip(): value for (process, part), value in
                           sorted(micros.items(), key=lambda item: -item[1])[:MOST * 2]},
               "components": {name: share * processes["barod"] for name, share in shares.items()}}
    return Row("S12", "CPU microseconds of an order, one hot SKU", "published", f"{measured}; at {rate:,.0f}/s", "",
               "published" if shares else "published, without perf", {"processes": dict(processes)} | details)
