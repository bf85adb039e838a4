"""S6 and S7: looks and lists of products."""

import random
import re
import socket
import subprocess
import urllib.request
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.parse import urlsplit

from figures import NOT_YET, Row, Series, all_of, at_least, at_most, in_turns, series
from programs import CONNECTIONS, fixed_rate, program, request, run, say, wrk
from stack import BUILD

LOOK_CONNECTIONS = 500
HOT_GOAL, COLD_GOAL, P99_GOAL_MS = 10_000, 2_000, 20


def load(plan, shop, name, paths, connections, goal_rate):
    """At saturation, and then at a rate below it: latency at saturation says only how long the queue is."""
    path_file = shop.file(f"{name}.paths", "".join(path + "\n" for path in paths))
    full = wrk("get.lua", shop.stack.url, connections, plan.seconds, path_file, random.randrange(len(paths)))
    random.shuffle(paths)
    requests = shop.file(f"{name}.requests", "".join(request("GET", path) for path in paths))
    rate = max(1, round(min(goal_rate, full["rate"] / 2)))
    return {"full": full, "paced": fixed_rate(shop.stack.url, connections, rate, plan.seconds, requests) | {"asked_rate": rate}}


def rates(runs):
    return series([run["full"] for run in runs], "rate")


def p99s(runs):
    return series([run["paced"] for run in runs], "p99_ms")


def unanswered(runs):
    return sum(part["refused"] + part["broken"] for run in runs for part in run.values())


# S7 -----------------------------------------------------------------------------------------------

def pages(shop, sort, category, count):
    """Paths of different pages: each begins after a product chosen at random."""
    join = f"JOIN product_categories c ON c.product_id = p.product_id AND c.category_id = {category}" if category else ""
    recent = "AND p.created_at > now() - interval '29 days'" if sort == "newest" else ""
    rows = shop.stack.sql(f"SELECT p.product_id, p.likes_count FROM products p {join} WHERE p.on_sale {recent} "
                          f"ORDER BY random() LIMIT {count}")
    likes = "&cursorLikes={}" if sort == "popular" else ""
    of_category = f"&categoryId={category}" if category else ""
    return [f"/products/{sort}?cursorId={id}{likes.format(count)}{of_category}" for id, count in rows]


def lists(plan, shop):
    products = int(shop.stack.sql("SELECT count(*) FROM products")[0][0])
    category = shop.stack.sql("SELECT category_id FROM product_categories GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")[0][0]
    return [one_list(plan, shop, sort, of, f"{products:,} products, {where}")
            for sort in ("popular", "newest") for of, where in ((None, "all categories"), (category, "one category"))]


def one_list(plan, shop, sort, category, where):
    say(f"lists: {sort}, {where}")
    first_page = f"/products/{sort}" + (f"?categoryId={category}" if category else "")
    cold_pages = pages(shop, sort, category, plan.pages)
    results = in_turns(plan.list_rounds, {
        "hot": lambda: load(plan, shop, "hot", [first_page], CONNECTIONS, HOT_GOAL),
        "cold": lambda: load(plan, shop, "cold", cold_pages, CONNECTIONS, COLD_GOAL)})
    hot, cold = results["hot"], results["cold"]
    measured = (f"hot {rates(hot)}/s, p99 {p99s(hot)} ms at {hot[0]['paced']['asked_rate']:,}/s; "
                f"cold {rates(cold)}/s, p99 {p99s(cold)} ms at {cold[0]['paced']['asked_rate']:,}/s")
    failed = unanswered(hot) + unanswered(cold)
    verdict = all_of(hot=at_least(rates(hot).median, HOT_GOAL), cold=at_least(rates(cold).median, COLD_GOAL),
                     p99_hot=at_most(p99s(hot).median, P99_GOAL_MS), p99_cold=at_most(p99s(cold).median, P99_GOAL_MS),
                     unanswered="met" if failed == 0 else f"{failed} requests")
    return Row("S7", f"GET /products/{sort}, {where}", f">= {HOT_GOAL:,}/s hot, >= {COLD_GOAL:,}/s cold, p99 <= {P99_GOAL_MS} ms",
               measured, "", verdict, {"pages": len(cold_pages), "hot": hot, "cold": cold})


# S6 -----------------------------------------------------------------------------------------------

def edge_threads():
    """How many threads serve HTTP, unless they are told otherwise."""
    said = run(BUILD / "app" / "barod", "--help")
    return int(re.search(r"--(?:http-)?threads \S+?=(\d+)", said)[1])


def raw_answer(url, path):
    """One answer, byte for byte."""
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(request("GET", path).rstrip("\0").encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += connection.recv(1 << 16)
        header, body = answer.split(b"\r\n\r\n", 1)
        length = int(re.search(rb"(?i)content-length: *(\d+)", header)[1])
        while len(body) < length:
            body += connection.recv(1 << 16)
    return header + b"\r\n\r\n" + body


@contextmanager
def bare_beast(shop, answer):
    """Its URL, while it runs."""
    file = shop.file("answer", "")
    file.write_bytes(answer)
    with subprocess.Popen([program("bare_beast"), str(edge_threads()), file], stdout=subprocess.PIPE, text=True) as server:
        try:
            yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        finally:
            server.kill()


def serves_looks(shop, path):
    try:
        return urllib.request.urlopen(shop.stack.url + path, timeout=10).status == 200
    except HTTPError as answer:
        if answer.code == 404:
            return False
        raise


def looks(plan, shop):
    what, goal = f"GET /looks/{{id}} at {LOOK_CONNECTIONS} connections", ">= 20,000/s, p99 <= 40 ms, >= 0.7 x bare Beast"
    paths = [f"/looks/{id}" for (id,) in shop.stack.sql("SELECT look_id FROM looks")]
    if not serves_looks(shop, paths[0]):
        return [Row("S6", what, goal, verdict=NOT_YET)]
    say("looks")
    with bare_beast(shop, raw_answer(shop.stack.url, paths[0])) as beast:
        path_file = shop.file("beast.paths", "".join(path + "\n" for path in paths))
        results = in_turns(plan.rounds, {
            "ours": lambda: load(plan, shop, "looks", paths, LOOK_CONNECTIONS, 20_000),
            "beast": lambda: wrk("get.lua", beast, LOOK_CONNECTIONS, plan.seconds, path_file, 0)})
    ours, theirs = rates(results["ours"]), series(results["beast"], "rate")
    p99 = p99s(results["ours"])
    ratio = ours.median / theirs.median
    failed = unanswered(results["ours"])
    measured = (f"{ours}/s, p99 {p99} ms at {results['ours'][0]['paced']['asked_rate']:,}/s; "
                f"bare Beast {theirs}/s; {len(paths):,} looks")
    verdict = all_of(rate=at_least(ours.median, 20_000), p99=at_most(p99.median, 40), ratio=at_least(ratio, 0.7),
                     unanswered="met" if failed == 0 else f"{failed} requests")
    return [Row("S6", what, goal, measured, f"{ratio:.2f} x", verdict, results)]
