"""S6 and S7: looks and lists of products."""

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
SIZES = (21, 20, 19, 18)  # of pages; a shopper gets 21


class Paths:
    """What is asked for, in turn, going on where the last load has stopped: a page that was asked for is not cold any more."""

    def __init__(self, shop, name, paths):
        self.shop = shop
        self.name = name
        self.paths = paths
        self.file = shop.file(f"{name}.paths", "".join(path + "\n" for path in paths))
        self.asked = 0

    def saturate(self, connections, seconds, url=None):
        result = wrk("get.lua", url or self.shop.stack.url, connections, seconds, self.file, self.asked % len(self.paths))
        self.asked += result["answers"]
        return result

    def at_rate(self, connections, seconds, rate):
        start, count = self.asked % len(self.paths), rate * seconds
        paths = (self.paths[start:] + self.paths[:start])[:count]
        requests = self.shop.file(f"{self.name}.requests", "".join(request("GET", path) for path in paths))
        self.asked += count
        return fixed_rate(self.shop.stack.url, connections, rate, seconds, requests) | {"asked_rate": rate}

    def load(self, connections, seconds, goal_rate):
        """At saturation, and then at a rate below it: latency at saturation says only how long the queue is."""
        full = self.saturate(connections, seconds)
        rate = max(1, round(min(goal_rate, full["rate"] / 2)))
        return {"full": full, "paced": self.at_rate(connections, seconds, rate)}


def rates(runs):
    return series([run["full"] for run in runs], "rate")


def p99s(runs):
    return series([run["paced"] for run in runs], "p99_ms")


def unanswered(runs):
    return sum(part["refused"] + part["broken"] for run in runs for part in run.values())


# S7 -----------------------------------------------------------------------------------------------

def pages(shop, sort, category, count):
    """Paths of different pages: each begins after a product chosen at random. Where there are too few, also in other sizes."""
    join = f"JOIN product_categories c ON c.product_id = p.product_id AND c.category_id = {category}" if category else ""
    recent = "AND p.created_at > now() - interval '29 days'" if sort == "newest" else ""
    rows = shop.stack.sql(f"SELECT p.product_id, p.likes_count FROM products p {join} WHERE p.on_sale {recent} "
                          f"ORDER BY random() LIMIT {count}")
    of_category = f"&categoryId={category}" if category else ""
    likes = "&cursorLikes={}" if sort == "popular" else ""
    return [f"/products/{sort}?size={size}&cursorId={id}{likes.format(liked)}{of_category}"
            for size in SIZES for id, liked in rows][:count]


def lists(plan, shop):
    products = int(shop.stack.sql("SELECT count(*) FROM products")[0][0])
    category = shop.stack.sql("SELECT category_id FROM product_categories GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")[0][0]
    return [one_list(plan, shop, sort, of, f"{products:,} products, {where}")
            for sort in ("popular", "newest") for of, where in ((None, "all categories"), (category, "one category"))]


def one_list(plan, shop, sort, category, where):
    say(f"lists: {sort}, {where}")
    first_page = f"/products/{sort}" + (f"?categoryId={category}" if category else "")
    first, others = Paths(shop, "hot", [first_page]), Paths(shop, "cold", pages(shop, sort, category, plan.pages))
    results = in_turns(plan.list_rounds, {"hot": lambda: first.load(CONNECTIONS, plan.seconds, HOT_GOAL),
                                          "cold": lambda: others.load(CONNECTIONS, plan.seconds, COLD_GOAL)})
    hot, cold = results["hot"], results["cold"]
    measured = (f"hot {rates(hot)}/s, p99 {p99s(hot)} ms at {hot[0]['paced']['asked_rate']:,}/s; "
                f"cold {rates(cold)}/s, p99 {p99s(cold)} ms at {cold[0]['paced']['asked_rate']:,}/s, "
                f"each page asked for {others.asked / len(others.paths):.1f} times")
    failed = unanswered(hot) + unanswered(cold)
    verdict = all_of(hot=at_least(rates(hot).median, HOT_GOAL), cold=at_least(rates(cold).median, COLD_GOAL),
                     p99_hot=at_most(p99s(hot).median, P99_GOAL_MS), p99_cold=at_most(p99s(cold).median, P99_GOAL_MS),
                     pages="met" if others.asked <= len(others.paths) else "were asked for again, so not all were cold",
                     unanswered="met" if failed == 0 else f"{failed} requests")
    return Row("S7", f"GET /products/{sort}, {where}", f">= {HOT_GOAL:,}/s hot, >= {COLD_GOAL:,}/s cold, p99 <= {P99_GOAL_MS} ms",
               measured, "", verdict, {"pages": len(others.paths), "asked": others.asked, "hot": hot, "cold": cold})


# S6 -----------------------------------------------------------------------------------------------

def edge_threads():
    """How many threads serve HTTP, unless they are told otherwise."""
    said = run(BUILD / "app" / "barod", "--help")
    return int(re.search(r"--(?:http-)?threads \S+(?: in \[[^]]*\])?=(\d+)", said)[1])


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
    answers = sorted((raw_answer(shop.stack.url, path) for path in paths[:100]), key=len)
    with bare_beast(shop, answers[len(answers) // 2]) as beast:
        all_looks = Paths(shop, "looks", paths)
        results = in_turns(plan.rounds, {
            "ours": lambda: all_looks.load(LOOK_CONNECTIONS, plan.seconds, 20_000),
            "beast": lambda: all_looks.saturate(LOOK_CONNECTIONS, plan.seconds, beast)})
    ours, theirs = rates(results["ours"]), series(results["beast"], "rate")
    p99 = p99s(results["ours"])
    ratio = ours.median / theirs.median
    failed = unanswered(results["ours"])
    measured = (f"{ours}/s, p99 {p99} ms at {results['ours'][0]['paced']['asked_rate']:,}/s; "
                f"bare Beast {theirs}/s; {len(paths):,} looks")
    verdict = all_of(rate=at_least(ours.median, 20_000), p99=at_most(p99.median, 40), ratio=at_least(ratio, 0.7),
                     unanswered="met" if failed == 0 else f"{failed} requests")
    return [Row("S6", what, goal, measured, f"{ratio:.2f} x", verdict, results)]
