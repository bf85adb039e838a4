"""The drills: where each happens, what is done there, and what it may cost."""

import os
import signal
import time
from dataclasses import dataclass
from typing import Callable

import nuisance
import places
from shop import eventually

FROM_INJECTION, FROM_END = "injection", "end"


@dataclass(frozen=True)
class Drill:
    name: str
    what: str
    place: Callable
    inject: Callable  # (place, seconds): returns when it is over
    seconds: float = 6
    counts_from: str = FROM_END
    recovery_seconds_max: float = 10
    may_break: bool = False       # whether connections of clients may
    goodput_min: float = 0        # of that before, while it lasts


def kill(place, name):
    place.begins()
    os.kill(place.pids[name], signal.SIGKILL)


def kill_one_of_three(place, seconds):
    kill(place, "node-1")
    time.sleep(seconds)
    place.stack.control("node", "start", "node-1")


def kill_the_only_one(place, _):
    kill(place, "node-0")
    place.stack.control("node", "start")


def freeze(place, seconds):
    pid = place.pids["node-1"]
    os.kill(pid, signal.SIGSTOP)
    try:
        time.sleep(seconds)
    finally:
        os.kill(pid, signal.SIGCONT)


def restart_postgres(place, _):
    place.stack.control("postgres", "kill")
    place.stack.control("postgres", "start")


def redis_away(place, seconds):
    place.stack.control("redis", "kill")
    try:
        time.sleep(seconds)
    finally:
        place.stack.control("redis", "start")


def tear(kind):
    def inject(place, seconds):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            place.wires[kind].reset()
            time.sleep(0.5)
    return inject


def slow_down(kind):
    def inject(place, seconds):
        place.wires[kind].slow_down(2)
        try:
            time.sleep(seconds)
        finally:
            place.wires[kind].slow_down(0)
    return inject


def fill_disk(place, seconds):
    filler = place.disk / "filler"
    until = time.monotonic() + seconds
    try:
        with open(filler, "wb", buffering=0) as file:
            while time.monotonic() < until:  # what is freed meanwhile is taken, too
                try:
                    file.write(bytes(1 << 20))
                except OSError:
                    time.sleep(0.1)
    finally:
        filler.unlink()
        # A database that has no room for its log gives up; its operators start it again.
        if not place.stack.status()["postgres"]["pid"]:
            place.stack.control("postgres", "start")


def jump(offset):
    def inject(place, seconds):
        before = place.cluster.incarnation("jumper")
        place.jump(offset)
        try:
            time.sleep(seconds)
            assert place.cluster.incarnation("jumper") == before is not None, "its lease did not survive"
        finally:
            place.jump("+0")
    return inject


def bother(how):
    def inject(place, seconds):
        with nuisance.from_elsewhere(how, place.urls[0]) as reached:
            eventually(reached, 60)
            time.sleep(seconds)
    return inject


DRILLS = [
    Drill("kill-node", "kill -9 of one of three nodes, started again later", places.three, kill_one_of_three,
          counts_from=FROM_INJECTION, may_break=True),
    Drill("kill-lone", "kill -9 of the only node, which is started again", places.lone, kill_the_only_one,
          counts_from=FROM_INJECTION, may_break=True),
    Drill("freeze", "one of three nodes stands still (SIGSTOP, SIGCONT)", places.three, freeze, may_break=True),
    Drill("postgres-restart", "immediate shutdown of PostgreSQL, and start", places.lone, restart_postgres),
    Drill("postgres-resets", "all connections to PostgreSQL are reset twice a second", places.wired, tear("postgres")),
    Drill("redis-resets", "all connections to Redis are reset twice a second", places.wired, tear("redis"), goodput_min=0.5),
    Drill("postgres-slow", "what is sent to PostgreSQL takes 2 s", places.wired, slow_down("postgres"), seconds=10),
    Drill("redis-slow", "what is sent to Redis takes 2 s", places.wired, slow_down("redis"), seconds=10, goodput_min=0.5),
    Drill("redis-away", "Redis is killed, and comes back", places.lone, redis_away, goodput_min=0.5),
    Drill("disk-full", "no room is left where PostgreSQL has its data", places.with_small_disk, fill_disk, seconds=8),
    Drill("clock-forward", "the wall clock of one of three nodes goes an hour ahead, and comes back", places.with_a_clock,
          jump("+3600"), goodput_min=0.5),
    Drill("clock-back", "the wall clock of one of three nodes goes an hour back, and comes back", places.with_a_clock,
          jump("-3600"), goodput_min=0.5),
    Drill("idle-connections", "10,000 idle connections", lambda: places.lone(BARO_CONNECTIONS_MAX="10500"),
          bother(nuisance.idle), goodput_min=0.5),
    Drill("slow-writers", "500 clients send a byte of their headers, 500 one of their bodies, each second", places.lone,
          bother(nuisance.slow_writers), goodput_min=0.5),
    Drill("slow-readers", "500 clients ask for 200 KiB again and again, and read nothing", places.lone,
          bother(nuisance.slow_readers), goodput_min=0.5),
    Drill("half-requests", "200 clients a second send half a request and go", places.lone,
          bother(nuisance.half_requests), goodput_min=0.5),
]
